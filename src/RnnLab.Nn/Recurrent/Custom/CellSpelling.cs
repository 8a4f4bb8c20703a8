namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>Guesses at what a mistyped word was meant to be.</summary>
internal static class CellSpelling
{
    /// <summary>"Did you mean tanh?", where a word is near; otherwise null.</summary>
    public static string? DidYouMean(string word, IEnumerable<string> words)
    {
        // Names of one or two letters are all near one another.
        string? best = words.Where(other => other != word && other.Length > 2).OrderBy(other => Distance(word, other)).ThenBy(other => other, StringComparer.Ordinal).FirstOrDefault();
        return best is not null && Distance(word, best) <= Math.Max(1, best.Length / 3) ? $"Did you mean {best}?" : null;
    }

    /// <summary>Letters to insert, delete, replace or exchange with their neighbour (Damerau), without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                int replaced = distance[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                distance[i, j] = Math.Min(replaced, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }

        return distance[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
