using System.Globalization;
using RnnLab.Compute;
using RnnLab.Training;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>One setting of a run as people meet it: in the Lab's form, in a run's configuration table and in "what changed".</summary>
/// <param name="Key">Its name in links.</param>
/// <param name="Field">Its name in <see cref="RunConfig"/> and in <see cref="ConfigProblem"/>.</param>
/// <param name="Label">Its name in the field's words.</param>
/// <param name="Group">Where it stands in the form.</param>
/// <param name="Kind">What its text has to be.</param>
/// <param name="Help">One plain line: what it does and what is usual.</param>
/// <param name="Read">Its value as the text that links carry.</param>
public sealed record RunSetting(string Key, string Field, string Label, SettingGroup Group, SettingKind Kind, string Help, Func<RunConfig, string> Read)
{
    /// <summary>Values to choose from, where there is a closed list.</summary>
    public IReadOnlyList<SettingChoice> Choices { get; init; } = [];

    /// <summary>The value as a person reads it: the choice's label, or the text itself.</summary>
    public string Show(RunConfig config)
    {
        string text = Read(config);
        return Choices.FirstOrDefault(c => c.Value == text)?.Label ?? (text.Length == 0 ? RunNumbers.None : text);
    }

    /// <summary>What is wrong with a text that was typed, before its value is even judged; null where it can be read.</summary>
    public string? Unreadable(string text) => Kind switch
    {
        // What may be left empty then does not limit, change or replace anything.
        _ when text.Length == 0 => Key is "steps" or "lstmvariant" or "forgetbias" or "owncell" ? null : $"{Label} is empty. Usual: {Show(new RunConfig())}.",
        SettingKind.Word when Key == "lstmvariant" && !LstmVariants.TryParse(text, out _) => $"“{Shorten(text)}” is not made of {string.Join(", ", LstmVariants.Words.Keys)}.",
        SettingKind.Whole when !decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal whole) || Math.Abs(whole) > Largest =>
            $"“{Shorten(text)}” is not a whole number that fits here.",
        SettingKind.Whole when Key == "seed" && text.StartsWith('-') => "A seed is 0 or a positive whole number.",
        SettingKind.Real when !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) || !double.IsFinite(real) =>
            $"“{Shorten(text)}” is not a number. Write it like 0.002 or 2e-3.",
        SettingKind.Choice when Choices.All(c => !string.Equals(c.Value, text, StringComparison.OrdinalIgnoreCase)) =>
            $"“{Shorten(text)}” is not one of {string.Join(", ", Choices.Select(c => c.Label))}.",
        _ => null,
    };

    private decimal Largest => Key switch { "seed" => ulong.MaxValue, "steps" => long.MaxValue, _ => int.MaxValue };

    private static string Shorten(string text) => text.Length <= 24 ? text : text[..24] + "…";
}
