namespace RnnLab.Web.Components.Inside.Notations;

/// <summary>The notations in words: in addresses, in the browser's memory and on screen.</summary>
public static class NotationWords
{
    /// <summary>Every notation with its word and what is shown of it.</summary>
    public static IReadOnlyList<(Notation Notation, string Word, string Name, string Letters)> All { get; } =
    [
        (Notation.PyTorch, "pytorch", "PyTorch", "h, c, i f g o, r z n"),
        (Notation.Coursera, "coursera", "Coursera", "a, c, Γu Γf Γo, c̃"),
        (Notation.D2l, "d2l", "d2l", "H, C, I F O, C̃"),
    ];

    /// <summary>The word of a notation.</summary>
    public static string Word(this Notation notation) => All[(int)notation].Word;

    /// <summary>The notation of a word; null for any other.</summary>
    public static Notation? Read(string? word)
    {
        foreach (var (notation, known, _, _) in All)
        {
            if (known == word)
                return notation;
        }

        return null;
    }
}
