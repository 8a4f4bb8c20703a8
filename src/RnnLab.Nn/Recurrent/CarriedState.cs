using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// What a network remembers from one batch to the next: h, c and whatever else the cell carries, of every layer, for B sequences side by side. No gradient flows through it
/// into earlier batches.
/// </summary>
public sealed class CarriedState : IDisposable
{
    private readonly Tensor[] _hidden;
    private readonly Tensor?[] _cell, _gates;

    internal CarriedState(RecurrentNetworkOptions options, IComputeBackend backend, int batch)
    {
        if (options.Bidirectional)
            throw new InvalidOperationException("A network that reads in both directions cannot carry its state on: its reverse half begins at the end of each batch. Leave the states zero, or give them yourself.");
        if (options.LearnInitialState)
            throw new InvalidOperationException("This network learns the state that every sequence begins with, so that none is carried from batch to batch. Choose one of the two.");
        if (batch < 1)
            throw new ArgumentOutOfRangeException(nameof(batch), $"A state needs at least one sequence, not {batch}.");
        var shape = new Shape(batch, options.Hidden);
        _hidden = [.. Enumerable.Range(0, options.Layers).Select(_ => backend.Allocate(shape))];
        _cell = [.. Enumerable.Range(0, options.Layers).Select(_ => options.Description.HasCellState ? backend.Allocate(shape) : null)];
        int further = options.Description.FurtherStates * options.Hidden;
        _gates = [.. Enumerable.Range(0, options.Layers).Select(_ => further > 0 ? backend.Allocate(new Shape(batch, further)) : null)];
    }

    /// <summary>L.</summary>
    public int Layers => _hidden.Length;

    /// <summary>h of a layer [B, H].</summary>
    public Tensor Hidden(int layer) => _hidden[layer];

    /// <summary>c of a layer [B, H]; null where the cell has none.</summary>
    public Tensor? Cell(int layer) => _cell[layer];

    /// <summary>What a layer carries beside h and c: the gates of the last step [B, G*H] of an LSTM with full gate recurrence, the further states [B, n*H] of an own cell; null for other cells.</summary>
    public Tensor? Gates(int layer) => _gates[layer];

    /// <summary>The states as the initial states of a recording; every replay reads them anew. Pass them to <see cref="RecurrentNetwork.Forward"/>.</summary>
    public IReadOnlyList<RecurrentState> On(Tape tape) =>
        [.. Enumerable.Range(0, Layers).Select(layer => new RecurrentState(Read(tape, _hidden[layer])!, Read(tape, _cell[layer])) { Gates = Read(tape, _gates[layer]) })];

    /// <summary>Takes over the states in which the last run ended. The backward pass may come before or after.</summary>
    public void Carry(RecurrentNetworkOutput output)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            var final = output.Final[layer];
            final.Hidden.Tape.Backend.Copy(final.Hidden.Value, _hidden[layer]);
            if (_cell[layer] is { } cell)
                cell.Backend.Copy(final.Cell!.Value, cell);
            if (_gates[layer] is { } gates)
                gates.Backend.Copy(final.Gates!.Value, gates);
        }
    }

    /// <summary>Back to zero, as before the first element.</summary>
    public void Reset()
    {
        foreach (var tensor in _hidden.Concat(_cell.OfType<Tensor>()).Concat(_gates.OfType<Tensor>()))
            tensor.Backend.Fill(tensor, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _hidden.Concat(_cell.OfType<Tensor>()).Concat(_gates.OfType<Tensor>()))
            tensor.Dispose();
    }

    private static Variable? Read(Tape tape, Tensor? source) =>
        source is null ? null : tape.Record(new ReadNode(source, tape.NewOutput(source.Shape, requiresGradient: false))).Output;

    /// <summary>A copy, so that carrying the next state does not move what the backward pass still reads.</summary>
    private sealed class ReadNode(Tensor source, Variable copy) : SingleOutputNode(copy)
    {
        internal override void Forward() => Output.Tape.Backend.Copy(source, Output.Value);

        internal override void Backward()
        {
        }
    }
}
