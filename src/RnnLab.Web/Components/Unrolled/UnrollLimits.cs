namespace RnnLab.Web.Components.Unrolled;

/// <summary>How large a network may be that a person follows operation by operation.</summary>
public static class UnrollLimits
{
    /// <summary>Layers of a network set up by hand.</summary>
    public const int Layers = 3;

    /// <summary>Hidden units of a network set up by hand.</summary>
    public const int Hidden = 32;

    /// <summary>Steps of the network.</summary>
    public const int Time = 32;

    /// <summary>T of the comparison of cells.</summary>
    public const int FlowTime = 64;

    /// <summary>UTF-16 units of a text field.</summary>
    public const int TextLength = 120;

    /// <summary>The largest recurrent scale.</summary>
    public const double Scale = 10;

    /// <summary>The largest forget bias, either sign.</summary>
    public const double ForgetBias = 20;

    /// <summary>The largest learning rate.</summary>
    public const double Rate = 100;

    /// <summary>Weights times steps of a run's model: about a second in float64.</summary>
    public const long RunWork = 24_000_000;

    /// <summary>Operations of a network of a cell of one's own, forward: about four times those of the largest LSTM here.</summary>
    public const int Operations = 20_000;

    /// <summary>Width of the states together up to which products of Jacobians are taken.</summary>
    public const int ReachWidth = 64;
}
