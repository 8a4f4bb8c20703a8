using System.Globalization;

namespace RnnLab.Web.Components.Runs;

/// <summary>How the run pages write numbers: sensible digits, always the same, always with the unit beside them.</summary>
public static class RunNumbers
{
    /// <summary>What stands where there is no number yet.</summary>
    public const string None = "–";

    /// <summary>A loss in nats per character, three decimals: the third is where models differ.</summary>
    public static string Loss(double? nats) => nats is { } n ? double.IsFinite(n) ? Text($"{n:0.000}") : NotFinite(n) : None;

    /// <summary>A loss in nats as bits per character.</summary>
    public static string Bits(double? nats) => nats is { } n && double.IsFinite(n) ? Text($"{n / Math.Log(2):0.00}") : None;

    /// <summary>A loss in nats as perplexity: among how many equally likely characters the model hesitates.</summary>
    public static string Perplexity(double? nats) =>
        nats is { } n && double.IsFinite(n) ? Math.Exp(n) is var p && p < 1000 ? Text($"{p:0.00}") : Significant(p) : None;

    /// <summary>A whole number with thousands separated.</summary>
    public static string Count(long value) => Text($"{value:#,0}");

    /// <summary>A rate such as tokens per second, no more digits than it deserves.</summary>
    public static string Rate(double value) =>
        !double.IsFinite(value) || value <= 0 ? None : value < 100 ? Text($"{value:0.0}") : value < 10_000 ? Text($"{value:#,0}") : Text($"{Math.Round(value / 100) * 100:#,0}");

    /// <summary>Three significant digits for values of unknown size (gradients, learning rates); powers of ten where plain digits would not fit.</summary>
    public static string Significant(double value)
    {
        if (!double.IsFinite(value))
            return NotFinite(value);
        double size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1e6 or < 1e-4 => Text($"{value:0.##e+0}"),
            >= 100 => Text($"{value:#,0}"),
            >= 10 => Text($"{value:0.0}"),
            >= 1 => Text($"{value:0.00}"),
            >= .1 => Text($"{value:0.000}"),
            >= .01 => Text($"{value:0.0000}"),
            _ => Text($"{value:0.00000}"),
        };
    }

    /// <summary>A duration in the two largest units that matter.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } s || !double.IsFinite(s) || s < 0)
            return None;
        if (s < 1)
            return "under 1 s";
        TimeSpan t = TimeSpan.FromSeconds(Math.Min(s, 359_999_999));
        if (t.TotalMinutes < 1)
            return Text($"{t.TotalSeconds:0} s");
        if (t.TotalHours < 1)
            return Text($"{t.Minutes} min {t.Seconds:00} s");
        return t.TotalDays < 2 ? Text($"{(int)t.TotalHours} h {t.Minutes:00} min") : Text($"{t.TotalDays:0} days");
    }

    /// <summary>A size in bytes, decimal units as file managers show them.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1000 => Text($"{bytes:0} B"),
        < 999_500 => Text($"{bytes / 1e3:0} KB"),
        < 9_950_000 => Text($"{bytes / 1e6:0.0} MB"),
        < 999_500_000 => Text($"{bytes / 1e6:0} MB"),
        _ => Text($"{bytes / 1e9:0.0} GB"),
    };

    /// <summary>How long ago something happened, in words.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        TimeSpan age = now - then;
        return age.TotalMinutes < 1 ? "just now"
            : age.TotalHours < 1 ? Text($"{(int)age.TotalMinutes} min ago")
            : age.TotalDays < 1 ? Text($"{(int)age.TotalHours} h ago")
            : age.TotalDays < 2 ? "yesterday"
            : age.TotalDays < 30 ? Text($"{(int)age.TotalDays} days ago")
            : Text($"{then:yyyy-MM-dd}");
    }

    private static string NotFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "+∞" : "−∞";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
