namespace RnnLab.Training.Sampling;

/// <summary>How differently two models continue a text at one place.</summary>
/// <param name="Divergence">The Jensen-Shannon divergence (Lin 1991) of their probabilities in bits: 0 where they agree, 1 where they share no symbol.</param>
/// <param name="FirstLikeliest">The symbol that the first model expects most.</param>
/// <param name="FirstProbability">The probability it gives it.</param>
/// <param name="SecondLikeliest">The symbol that the second model expects most.</param>
/// <param name="SecondProbability">The probability it gives it.</param>
public readonly record struct Disagreement(double Divergence, string FirstLikeliest, double FirstProbability, string SecondLikeliest, double SecondProbability)
{
    /// <summary>Compares the scores of two sessions that read the same text, after each of its symbols. The models may have different vocabularies.</summary>
    public static IReadOnlyList<Disagreement> Between(SamplingSession first, SamplingSession second)
    {
        int count = Math.Min(first.Positions.Count, second.Positions.Count);
        string[] symbols = [.. Symbols(first).Union(Symbols(second), StringComparer.Ordinal)];
        var places = symbols.Select((symbol, n) => (symbol, n)).ToDictionary(pair => pair.symbol, pair => pair.n, StringComparer.Ordinal);
        var result = new Disagreement[count];
        for (int n = 0; n < count; n++)
        {
            double[] p = Probabilities(first, n, places), q = Probabilities(second, n, places);
            int a = Array.IndexOf(p, p.Max()), b = Array.IndexOf(q, q.Max());
            result[n] = new(JensenShannonBits(p, q), symbols[a], p[a], symbols[b], q[b]);
        }

        return result;
    }

    /// <summary>The Jensen-Shannon divergence of two distributions over the same symbols, in bits.</summary>
    internal static double JensenShannonBits(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        double sum = 0;
        for (int n = 0; n < p.Length; n++)
        {
            double middle = (p[n] + q[n]) / 2;
            if (p[n] > 0)
                sum += p[n] * Math.Log2(p[n] / middle);
            if (q[n] > 0)
                sum += q[n] * Math.Log2(q[n] / middle);
        }

        return Math.Clamp(sum / 2, 0, 1);
    }

    private static IEnumerable<string> Symbols(SamplingSession session) => Enumerable.Range(0, session.Vocabulary.Count).Select(session.Vocabulary.Symbol);

    private static double[] Probabilities(SamplingSession session, int position, Dictionary<string, int> places)
    {
        var choice = session.ChoiceAfter(position, new ChoiceRule());
        double[] result = new double[places.Count];
        for (int symbol = 0; symbol < choice.Vocabulary; symbol++)
            result[places[session.Vocabulary.Symbol(symbol)]] = choice.Probability(symbol);
        return result;
    }
}
