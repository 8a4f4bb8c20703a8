using RnnLab.Training.Sampling;

namespace RnnLab.Web.Components.Sampling;

/// <summary>A future as a line among others.</summary>
/// <param name="Future">What was written.</param>
/// <param name="Shared">Symbols at its beginning that the line above has too.</param>
public sealed record FutureLine(Future Future, int Shared)
{
    /// <summary>Puts futures in order, so that those with a common beginning stand together, or the most surprising first; equal ones stay in the order of their lanes.</summary>
    public static IReadOnlyList<FutureLine> Arrange(IReadOnlyList<Future> futures, bool bySurprise)
    {
        Future[] sorted = [.. bySurprise
            ? futures.OrderByDescending(future => future.MeanBits).ThenBy(future => future.Lane.Lane)
            : futures.OrderBy(future => future, Comparer<Future>.Create((a, b) => Compare(a.Symbols, b.Symbols))).ThenBy(future => future.Lane.Lane)];
        return [.. sorted.Select((future, n) => new FutureLine(future, n == 0 ? 0 : Common(sorted[n - 1].Symbols, future.Symbols)))];
    }

    private static int Common(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        int n = 0;
        while (n < one.Count && n < other.Count && one[n] == other[n])
            n++;
        return n;
    }

    private static int Compare(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        int n = Common(one, other);
        return n < one.Count && n < other.Count ? one[n].CompareTo(other[n]) : one.Count.CompareTo(other.Count);
    }
}
