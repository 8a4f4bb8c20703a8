namespace RnnLab.Web.Components.Runs;

/// <summary>Names characters so that a person can find them on the keyboard.</summary>
public static class SampleText
{
    /// <summary>What happens to the characters of a prime text that a vocabulary lacks, as one sentence; null where all are known.</summary>
    /// <param name="unknown">Each unknown character once, in order of appearance.</param>
    /// <param name="standIn">The character that the network reads in their place, by name.</param>
    public static string? UnknownSentence(IReadOnlyList<string> unknown, string standIn)
    {
        if (unknown.Count == 0)
            return null;
        const int Shown = 8;
        string[] names = [.. unknown.Take(Shown).Select(Name)];
        string list = unknown.Count > Shown ? $"{string.Join(", ", names)} and {unknown.Count - Shown} more"
            : unknown.Count == 1 ? names[0]
            : $"{string.Join(", ", names[..^1])} and {names[^1]}";
        return $"The training text never uses {list}; the network reads {standIn} instead.";
    }

    /// <summary>A character as shown in a sentence or on an axis.</summary>
    public static string Name(string character) => character switch
    {
        "\n" => "the line break",
        "\r" => "the carriage return",
        "\t" => "the tab",
        " " => "the space",
        _ when character.Length == 1 && char.IsControl(character[0]) => $"the control character U+{(int)character[0]:X4}",
        _ => $"“{character}”",
    };
}
