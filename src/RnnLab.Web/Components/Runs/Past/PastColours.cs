namespace RnnLab.Web.Components.Runs.Past;

/// <summary>The colours of quantities in the time machine's figures: those that they have everywhere.</summary>
internal static class PastColours
{
    /// <summary>Of a gate or state by its letter.</summary>
    public static string Of(string letter) => letter switch
    {
        "i" or "z" => "var(--q-i)",
        "f" or "r" => "var(--q-f)",
        "o" => "var(--q-o)",
        "g" or "n" => "var(--q-g)",
        "c" => "var(--q-c)",
        "h" => "var(--q-h)",
        _ => "var(--q-x)",
    };
}
