namespace RnnLab.Training.Sampling;

/// <summary>How a symbol came to be in a text.</summary>
public enum SymbolOrigin
{
    /// <summary>It was given to the model to begin with.</summary>
    Prime,

    /// <summary>The die fell on it.</summary>
    Drawn,

    /// <summary>A person chose it.</summary>
    Picked,
}

/// <summary>One symbol that a model has read, and what it makes of it.</summary>
public sealed class SamplePosition
{
    private readonly float[] _logits;
    private readonly float[] _state;

    internal SamplePosition(int symbol, SymbolOrigin origin, double? die, double? surpriseBits, float[] logits, float[] state)
    {
        Symbol = symbol;
        Origin = origin;
        Die = die;
        SurpriseBits = surpriseBits;
        _logits = logits;
        _state = state;
    }

    /// <summary>The symbol's index in the vocabulary.</summary>
    public int Symbol { get; }

    /// <summary>How it came here.</summary>
    public SymbolOrigin Origin { get; }

    /// <summary>The number of the die, from 0 up to 1, where it was drawn.</summary>
    public double? Die { get; }

    /// <summary>How much the symbol surprised the model, in bits, by its own probabilities (temperature 1, no filter); null for the first one, which nothing predicted.</summary>
    public double? SurpriseBits { get; }

    /// <summary>The scores [V] of the symbol after this one.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The model's whole state after it read the symbol, in the order of <see cref="Nn.ModelState.ToArray"/>.</summary>
    public ReadOnlySpan<float> State => _state;
}
