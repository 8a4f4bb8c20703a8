using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training.Views.Units;

/// <summary>A place where selected units are on together.</summary>
/// <param name="Start">The first symbol, from the beginning of the text that was searched.</param>
/// <param name="Length">Symbols during which enough of them are on.</param>
/// <param name="Share">The mean share of the selected units that are on meanwhile.</param>
public readonly record struct SpanMatch(long Start, int Length, double Share);

/// <summary>What to look for in a corpus.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Gate">The gate or state whose units were selected.</param>
/// <param name="Units">The selected units.</param>
/// <param name="Threshold">A unit is on where it is at least this.</param>
/// <param name="Length">The length of the stretch that they were selected by; matches of about that length come first.</param>
/// <param name="MinimumShare">Which share of the units must be on.</param>
public sealed record SpanQuery(int Layer, string Gate, IReadOnlyList<int> Units, double Threshold, int Length, double MinimumShare = 1);

/// <summary>
/// Searches a text for places where the same units are on together. The text is read in lanes side by side, each warmed up over what stands before it; that is
/// the reading of the whole text from its beginning but for what a network remembers longer than the warm-up.
/// </summary>
public static class SpanSearch
{
    /// <summary>Symbols that a lane reads before its own.</summary>
    public const int WarmUp = 200;

    private const int Lanes = 32, Window = 64;

    /// <summary>Reads samples of the text: a first answer in little time.</summary>
    public static IReadOnlyList<SpanMatch> Quick(LanguageModel model, ReadOnlyMemory<int> text, SpanQuery query, int limit, CancellationToken cancellation = default)
    {
        const int Stretch = 8 * Window;
        if (text.Length <= Lanes * Stretch)
            return Exact(model, text, query, limit, null, cancellation);
        long step = (text.Length - Stretch) / (Lanes - 1);
        (long From, long To)[] stretches = [.. Enumerable.Range(0, Lanes).Select(lane => (lane * step, (lane * step) + Stretch))];

        // What touches the border of a sample may go on beyond it: nobody knows how long it is.
        var inside = Read(model, text, stretches, query, null, cancellation)
            .Where(match => !stretches.Any(stretch => match.Start == stretch.From || match.Start + match.Length == stretch.To));
        return Best(inside, query, limit);
    }

    /// <summary>Reads all of the text.</summary>
    public static IReadOnlyList<SpanMatch> Exact(LanguageModel model, ReadOnlyMemory<int> text, SpanQuery query, int limit, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (text.Length == 0 || query.Units.Count == 0)
            return [];
        int lanes = Math.Clamp(text.Length / (4 * WarmUp), 1, Lanes);
        long size = (text.Length + lanes - 1) / lanes;
        var stretches = Enumerable.Range(0, lanes).Select(lane => (lane * size, Math.Min(text.Length, (lane + 1) * size))).ToArray();
        return Best(Join(Read(model, text, stretches, query, progress, cancellation)), query, limit);
    }

    private static List<SpanMatch> Read(LanguageModel model, ReadOnlyMemory<int> text, (long From, long To)[] stretches, SpanQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        int lanes = stretches.Length, hidden = model.Config.Hidden;
        var found = new List<SpanMatch>();
        var runs = new Run[lanes];
        long[] at = [.. stretches.Select(stretch => Math.Max(0, stretch.From - WarmUp))];
        long longest = stretches.Zip(at, (stretch, start) => stretch.To - start).Max();
        using var state = model.CreateState(lanes);
        using var tokens = model.Backend.AllocateIndices(new Shape(Window, lanes));
        int[] values = new int[Window * lanes];
        for (long done = 0; done < longest; done += Window)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int lane = 0; lane < lanes; lane++)
            {
                // Beyond its end a lane reads on or, at the end of the text, its last symbol again; neither is looked at.
                for (int t = 0; t < Window; t++)
                    values[(t * lanes) + lane] = text.Span[(int)Math.Min(text.Length - 1, at[lane] + t)];
            }

            tokens.CopyFrom(values);
            using (var trace = model.Forward(tokens, state))
            {
                float[] units = trace.Read(query.Layer, query.Gate);
                for (int lane = 0; lane < lanes; lane++)
                {
                    for (int t = 0; t < Window; t++)
                    {
                        long position = at[lane] + t;
                        if (position < stretches[lane].From || position >= stretches[lane].To)
                            continue;
                        int on = 0;
                        foreach (int unit in query.Units)
                            on += units[(((t * lanes) + lane) * hidden) + unit] >= query.Threshold ? 1 : 0;
                        Count(ref runs[lane], position, (double)on / query.Units.Count, query, found);
                    }

                    at[lane] += Window;
                }
            }

            progress?.Report(Math.Min(1, (double)(done + Window) / longest));
        }

        for (int lane = 0; lane < lanes; lane++)
            runs[lane].Close(found);
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    private static void Count(ref Run run, long position, double share, SpanQuery query, List<SpanMatch> found)
    {
        if (share >= query.MinimumShare && share > 0)
            run.Add(position, share);
        else
            run.Close(found);
    }

    /// <summary>A run that goes over the border of two lanes is one.</summary>
    private static List<SpanMatch> Join(List<SpanMatch> matches)
    {
        var joined = new List<SpanMatch>();
        foreach (var match in matches)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.Start + last.Length == match.Start)
                joined[^1] = new(last.Start, last.Length + match.Length, ((last.Share * last.Length) + (match.Share * match.Length)) / (last.Length + match.Length));
            else
                joined.Add(match);
        }

        return joined;
    }

    private static IReadOnlyList<SpanMatch> Best(IEnumerable<SpanMatch> matches, SpanQuery query, int limit) =>
        [.. matches.OrderBy(match => Math.Abs(match.Length - query.Length)).ThenByDescending(match => match.Share).ThenBy(match => match.Start).Take(limit)];

    private struct Run
    {
        private long _start;
        private int _length;
        private double _share;

        internal void Add(long position, double share)
        {
            if (_length == 0)
                _start = position;
            _length++;
            _share += share;
        }

        internal void Close(List<SpanMatch> found)
        {
            if (_length > 0)
                found.Add(new(_start, _length, _share / _length));
            this = default;
        }
    }
}
