using System.Collections.ObjectModel;

namespace RnnLab.Lessons;

/// <summary>The quantities that have a colour of their own, the same everywhere in the app.</summary>
public static class Quantities
{
    /// <summary>The style class by the name that authors write: <c>[the state](q:hidden)</c>, and by its letter in a formula, <c>\q{h}{h_t}</c>.</summary>
    public static IReadOnlyDictionary<string, string> Classes { get; } = new ReadOnlyDictionary<string, string>(new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["input"] = "q-x",
        ["hidden"] = "q-h",
        ["cell"] = "q-c",
        ["input-gate"] = "q-i",
        ["forget-gate"] = "q-f",
        ["output-gate"] = "q-o",
        ["update-gate"] = "q-z",
        ["reset-gate"] = "q-r",
        ["candidate"] = "q-g",
        ["loss"] = "q-loss",
    });
}
