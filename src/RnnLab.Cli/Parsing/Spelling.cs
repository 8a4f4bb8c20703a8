namespace RnnLab.Cli.Parsing;

/// <summary>Finds what somebody meant to type.</summary>
internal static class Spelling
{
    /// <summary>The candidate nearest to <paramref name="typed"/>, or null where none is near enough to be meant.</summary>
    public static string? Nearest(string typed, IEnumerable<string> candidates)
    {
        string wanted = typed.ToLowerInvariant();
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in candidates)
        {
            string known = candidate.ToLowerInvariant();
            int letters = wanted.TrimStart('-').Length;
            bool shortened = letters >= 2 && (known.StartsWith(wanted, StringComparison.Ordinal) || wanted.StartsWith(known, StringComparison.Ordinal));
            int distance = shortened ? 1 : Distance(wanted, known);
            if (distance < bestDistance && distance <= Math.Max(1, letters / 2))
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>How many insertions, deletions, replacements and swaps of neighbours lie between two words (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    /// <summary><c>"Did you mean x?"</c> with a space before it, or nothing.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> candidates) =>
        Nearest(typed, candidates) is { } near ? $" Did you mean {near}?" : "";

    /// <summary><c>a, b or c</c>.</summary>
    public static string OneOf(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => string.Join(", ", words.Take(words.Count - 1)) + " or " + words[^1],
    };
}
