namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>How large the equations of an own cell may be. Far more than any published cell needs, and little enough that a text is read in milliseconds.</summary>
public static class CellLimits
{
    /// <summary>Characters of the whole text.</summary>
    public const int Characters = 8000;

    /// <summary>Equations.</summary>
    public const int Equations = 64;

    /// <summary>Names, numbers and signs.</summary>
    public const int Tokens = 2000;

    /// <summary>The magnitude of a number, written or computed from others; a divisor is at least one over it, so that no constant leaves the range of float32.</summary>
    public const double Number = 1e6;

    /// <summary>Parentheses within parentheses.</summary>
    public const int Depth = 32;

    /// <summary>Weights and biases.</summary>
    public const int Parameters = 64;

    /// <summary>States carried from step to step.</summary>
    public const int States = 8;

    /// <summary>Characters of a name.</summary>
    public const int NameLength = 32;
}
