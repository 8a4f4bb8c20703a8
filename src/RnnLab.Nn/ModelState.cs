using RnnLab.Compute;

namespace RnnLab.Nn;

/// <summary>What a model remembers between calls: h, and c for an LSTM, of every layer, for B sequences side by side.</summary>
public sealed class ModelState : IDisposable
{
    private readonly Tensor[] _hidden;
    private readonly Tensor?[] _cell;
    private readonly Tensor?[] _further;

    internal ModelState(LanguageModelConfig config, IComputeBackend backend, int batch)
    {
        if (batch < 1)
            throw new ArgumentOutOfRangeException(nameof(batch), $"A state needs at least one sequence, not {batch}.");
        Batch = batch;
        var shape = new Shape(batch, config.Hidden);
        _hidden = new Tensor[config.Layers];
        _cell = new Tensor?[config.Layers];
        _further = new Tensor?[config.Layers];
        var description = config.Description;
        for (int layer = 0; layer < config.Layers; layer++)
        {
            _hidden[layer] = backend.Allocate(shape);
            _cell[layer] = description.HasCellState ? backend.Allocate(shape) : null;
            _further[layer] = description.FurtherStates > 0 ? backend.Allocate(new Shape(batch, checked(description.FurtherStates * config.Hidden))) : null;
        }
    }

    /// <summary>B: the sequences side by side.</summary>
    public int Batch { get; }

    /// <summary>L: the layers.</summary>
    public int Layers => _hidden.Length;

    /// <summary>The numbers in the whole state.</summary>
    public int Count => checked((int)(Layers * Tensors(0).Sum(tensor => tensor.Shape.Count)));

    /// <summary>h of a layer [B, H].</summary>
    public Tensor Hidden(int layer) => _hidden[layer];

    /// <summary>c of a layer [B, H]; null unless the cell is an LSTM.</summary>
    public Tensor? Cell(int layer) => _cell[layer];

    /// <summary>What a layer carries beside h and c [B, n*H], such as the gates of an LSTM with full gate recurrence; null for other cells.</summary>
    public Tensor? Further(int layer) => _further[layer];

    /// <summary>Back to zero, as before the first symbol.</summary>
    public void Reset()
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            foreach (var tensor in Tensors(layer))
                tensor.Backend.Fill(tensor, 0);
        }
    }

    /// <summary>The whole state on the host: h, c and what else there is of layer 0, then of layer 1, and so on, each [B, H].</summary>
    public float[] ToArray()
    {
        var values = new float[Count];
        Span<float> rest = values;
        for (int layer = 0; layer < Layers; layer++)
        {
            foreach (var tensor in Tensors(layer))
                rest = Take(tensor, rest);
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
            foreach (var tensor in Tensors(layer))
                values = Put(tensor, values);
        }

        static ReadOnlySpan<float> Put(Tensor tensor, ReadOnlySpan<float> values)
        {
            int count = (int)tensor.Shape.Count;
            tensor.CopyFrom(values[..count]);
            return values[count..];
        }
    }

    /// <summary>Overwrites the whole state with that of another of the same sizes.</summary>
    internal void CopyFrom(ModelState other)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            Copy(other._hidden[layer], _hidden[layer]);
            Copy(other._cell[layer], _cell[layer]);
            Copy(other._further[layer], _further[layer]);
        }

        static void Copy(Tensor? source, Tensor? target) => target?.Backend.Copy(source!, target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            foreach (var tensor in Tensors(layer))
                tensor.Dispose();
        }
    }

    private IEnumerable<Tensor> Tensors(int layer)
    {
        yield return _hidden[layer];
        if (_cell[layer] is { } cell)
            yield return cell;
        if (_further[layer] is { } further)
            yield return further;
    }
}
