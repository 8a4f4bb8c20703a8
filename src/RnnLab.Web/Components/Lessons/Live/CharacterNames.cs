namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>Names for characters that cannot be seen.</summary>
internal static class CharacterNames
{
    /// <summary>The character, or its name in a text of one item a line.</summary>
    public static string Of(string symbol) => symbol switch
    {
        "\n" => "end of line",
        " " => "space",
        _ => symbol,
    };
}
