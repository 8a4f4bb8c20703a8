using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>A tensor on a tape, and its gradient once a backward pass has reached it.</summary>
public sealed class Variable
{
    private readonly bool _persistent;
    private Tensor? _gradient;

    internal Variable(Tape tape, Tensor value, bool requiresGradient, Tensor? persistentGradient = null)
    {
        Tape = tape;
        Value = value;
        RequiresGradient = requiresGradient;
        _gradient = persistentGradient;
        _persistent = persistentGradient is not null;
        HasGradient = _persistent;
    }

    /// <summary>The tape that it belongs to.</summary>
    public Tape Tape { get; }

    /// <summary>The current value.</summary>
    public Tensor Value { get; }

    /// <summary>The extents of the value.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>Whether backward passes compute a gradient for it.</summary>
    public bool RequiresGradient { get; }

    /// <summary>The gradient of the last backward pass (of all since it was zeroed, for a <see cref="Parameter"/>); null where none reached it.</summary>
    public Tensor? Gradient => HasGradient ? _gradient : null;

    internal bool HasGradient { get; private set; }

    /// <summary>Begins a backward pass: what is there now is old. Gradients of parameters stay: they accumulate over passes.</summary>
    internal void ForgetGradient() => HasGradient = _persistent;

    /// <summary>The buffer to write to, and whether to add to what is there or overwrite it.</summary>
    internal Tensor ClaimGradient(out bool accumulate)
    {
        accumulate = HasGradient;
        HasGradient = true;
        return _gradient ??= Tape.Allocate(Shape);
    }

    /// <summary>The buffer to add to; zero where this is the first contribution.</summary>
    internal Tensor ClaimGradientForAdding()
    {
        var gradient = ClaimGradient(out bool accumulate);
        if (!accumulate)
            Tape.Backend.Fill(gradient, 0);
        return gradient;
    }

    /// <summary>Adds alpha dy, as a copy where it is the first contribution.</summary>
    internal void AddGradient(double alpha, Tensor dy)
    {
        var gradient = ClaimGradient(out bool accumulate);
        if (accumulate)
            Tape.Backend.AddScaled(alpha, dy, gradient);
        else if (alpha == 1)
            Tape.Backend.Copy(dy, gradient);
        else
            Tape.Backend.Scale(alpha, dy, gradient);
    }

    /// <summary>Takes a buffer that a node has filled as this variable's gradient, without a copy where it is the only contribution.</summary>
    internal void AdoptGradient(Tensor filled)
    {
        if (!HasGradient && (_gradient is null || ReferenceEquals(_gradient, filled)))
        {
            _gradient = filled;
            HasGradient = true;
            return;
        }

        AddGradient(1, filled);
    }
}
