using System.Globalization;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>Maps the positions of a slider to the numbers people choose, linearly or by factors, and rounds to numbers they would write.</summary>
/// <param name="Low">Number at the left end, above 0 for a logarithmic scale.</param>
/// <param name="High">Number at the right end.</param>
/// <param name="Logarithmic">True where equal ways mean equal factors.</param>
/// <param name="WholeStep">Numbers are multiples of this; 0 rounds to two significant digits instead.</param>
public sealed record SliderScale(double Low, double High, bool Logarithmic, double WholeStep = 0)
{
    /// <summary>Positions run from 0 to this.</summary>
    public const int Positions = 200;

    /// <summary>Hidden units: 8 to 1,024.</summary>
    public static SliderScale Hidden { get; } = new(8, 1024, true, 8);

    /// <summary>Learning rate: 0.0001 to 1.</summary>
    public static SliderScale LearningRate { get; } = new(1e-4, 1, true);

    /// <summary>Dropout: 0 to 0.8.</summary>
    public static SliderScale Dropout { get; } = new(0, .8, false, .05);

    /// <summary>Temperature of sampling: 0.1 to 3.</summary>
    public static SliderScale Temperature { get; } = new(.1, 3, true);

    /// <summary>The slider's position for a text; the nearest end, or the left one for what is no number.</summary>
    public int Position(string? text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || double.IsNaN(value))
            return 0;
        value = Math.Clamp(value, Low, High);
        double share = Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
        return (int)Math.Round(share * Positions);
    }

    /// <summary>The text for a slider's position.</summary>
    public string Text(int position)
    {
        double share = Math.Clamp((double)position / Positions, 0, 1);
        double value = Logarithmic ? Low * Math.Pow(High / Low, share) : Low + share * (High - Low);
        if (WholeStep > 0)
            value = Math.Clamp(Math.Round(value / WholeStep) * WholeStep, Low, High);
        return decimal.Parse(value.ToString(WholeStep > 0 ? "G6" : "G2", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture);
    }
}
