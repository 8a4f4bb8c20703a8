using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Nn;

/// <summary>
/// Everything a model computed for one sequence, in the memory where the engine left it. Dispose gives that memory back; what was
/// read from it to the host stays.
/// </summary>
public sealed class ForwardTrace : IDisposable
{
    private readonly Tape _tape;

    internal ForwardTrace(Tape tape, CellDescription cell, IReadOnlyList<RecurrentActivations> layers, Tensor logits)
    {
        _tape = tape;
        Cell = cell;
        Layers = layers;
        Logits = logits;
    }

    /// <summary>The cell.</summary>
    public CellDescription Cell { get; }

    /// <summary>Gates and states of every layer, bottom first.</summary>
    public IReadOnlyList<RecurrentActivations> Layers { get; }

    /// <summary>The scores of every symbol at every step [T, B, V].</summary>
    public Tensor Logits { get; }

    /// <summary>The names of the gates and states that <see cref="Read"/> knows.</summary>
    public IReadOnlyList<string> GateNames => Cell.GateNames;

    /// <summary>One gate or state of one layer for the whole sequence, [T, B, H] row-major.</summary>
    /// <param name="layer">0 is the bottom layer.</param>
    /// <param name="gate">One of <see cref="GateNames"/>.</param>
    /// <exception cref="ArgumentException">The cell has no such gate, or the model no such layer.</exception>
    public float[] Read(int layer, string gate)
    {
        if ((uint)layer >= (uint)Layers.Count)
            throw new ArgumentException($"Layer {layer} does not exist; the model has {Layers.Count}, counted from 0.");
        int block = Cell.BlockOf(gate);
        var kept = Layers[layer];
        if (block < 0)
            return (gate == "c" ? kept.Cell! : kept.Hidden).ToArray();

        using var columns = _tape.Backend.Allocate(kept.Hidden.Shape);
        _tape.Backend.SliceColumns(kept.Gates, block * kept.Hidden.Shape.Columns, columns);
        return columns.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();
}
