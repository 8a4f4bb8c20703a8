using RnnLab.Compute;

namespace RnnLab.Nn;

/// <summary>What a model remembers between calls: h, and c for an LSTM, of every layer, for B sequences side by side.</summary>
public sealed class ModelState : IDisposable
{
    private readonly Tensor[] _hidden;
    private readonly Tensor?[] _cell;

    internal ModelState(LanguageModelConfig config, IComputeBackend backend, int batch)
    {
        if (batch < 1)
            throw new ArgumentOutOfRangeException(nameof(batch), $"A state needs at least one sequence, not {batch}.");
        Batch = batch;
        var shape = new Shape(batch, config.Hidden);
        _hidden = new Tensor[config.Layers];
        _cell = new Tensor?[config.Layers];
        for (int layer = 0; layer < config.Layers; layer++)
        {
            _hidden[layer] = backend.Allocate(shape);
            _cell[layer] = config.Cell.HasCellState() ? backend.Allocate(shape) : null;
        }
    }

    /// <summary>B: the sequences side by side.</summary>
    public int Batch { get; }

    /// <summary>L: the layers.</summary>
    public int Layers => _hidden.Length;

    /// <summary>The numbers in the whole state.</summary>
    public int Count => checked((int)(_hidden[0].Shape.Count * Layers * (_cell[0] is null ? 1 : 2)));

    /// <summary>h of a layer [B, H].</summary>
    public Tensor Hidden(int layer) => _hidden[layer];

    /// <summary>c of a layer [B, H]; null unless the cell is an LSTM.</summary>
    public Tensor? Cell(int layer) => _cell[layer];

    /// <summary>Back to zero, as before the first symbol.</summary>
    public void Reset()
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            _hidden[layer].Backend.Fill(_hidden[layer], 0);
            if (_cell[layer] is { } cell)
                cell.Backend.Fill(cell, 0);
        }
    }

    /// <summary>The whole state on the host: h then c of layer 0, then of layer 1, and so on, each [B, H].</summary>
    public float[] ToArray()
    {
        var values = new float[Count];
        Span<float> rest = values;
        for (int layer = 0; layer < Layers; layer++)
        {
            rest = Take(_hidden[layer], rest);
            if (_cell[layer] is { } cell)
                rest = Take(cell, rest);
        }

        return values;

        static Span<float> Take(Tensor tensor, Span<float> rest)
        {
            int count = (int)tensor.Shape.Count;
            tensor.CopyTo(rest[..count]);
            return rest[count..];
        }
    }

    /// <summary>Overwrites the whole state, in the order of <see cref="ToArray"/>.</summary>
    /// <exception cref="ArgumentException">The count is not that of this state.</exception>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        if (values.Length != Count)
            throw new ArgumentException($"This state has {Count} numbers ({Layers} layers, batch {Batch}); {values.Length} were given.");
        for (int layer = 0; layer < Layers; layer++)
        {
            values = Put(_hidden[layer], values);
            if (_cell[layer] is { } cell)
                values = Put(cell, values);
        }

        static ReadOnlySpan<float> Put(Tensor tensor, ReadOnlySpan<float> values)
        {
            int count = (int)tensor.Shape.Count;
            tensor.CopyFrom(values[..count]);
            return values[count..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            _hidden[layer].Dispose();
            _cell[layer]?.Dispose();
        }
    }
}
