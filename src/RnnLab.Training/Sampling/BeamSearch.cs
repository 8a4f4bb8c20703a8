using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training.Sampling;

/// <summary>A branch that beam search looked at.</summary>
/// <param name="Id">Its number, in the order in which branches were looked at; the root has none.</param>
/// <param name="Parent">The branch that it continues; null at the root.</param>
/// <param name="Depth">Symbols after the root, from 1.</param>
/// <param name="Symbol">The symbol that it adds.</param>
/// <param name="LogProbability">ln of the probability of all its symbols from the root on.</param>
/// <param name="Kept">Whether it was among the best of its depth; the others were pruned there.</param>
public sealed record BeamNode(int Id, int? Parent, int Depth, int Symbol, double LogProbability, bool Kept);

/// <summary>
/// Beam search (Lowerre 1976; Graves 2012 for recurrent networks): at each depth the W best continuations of the W branches so far are kept, by the
/// probability of the whole branch.
/// </summary>
public static class BeamSearch
{
    /// <summary>The widest beam.</summary>
    public const int MaximumWidth = 32;

    /// <summary>The deepest search.</summary>
    public const int MaximumDepth = 200;

    /// <summary>Every branch that was kept, and for each kept branch its W likeliest continuations, from a session's first <paramref name="count"/> symbols.</summary>
    public static IReadOnlyList<BeamNode> Search(SamplingSession session, int count, int width, int depth, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, session.Positions.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaximumWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MaximumDepth);
        var model = session.Model;
        int vocabulary = model.Config.Vocabulary;
        var start = session.Positions[count - 1];
        float[] state = start.State.ToArray();
        float[] logits = start.Logits.ToArray();
        List<BeamNode> nodes = [], beam = [];
        var choice = new SymbolChoice(vocabulary);
        for (int level = 1; level <= depth; level++)
        {
            cancellation.ThrowIfCancellationRequested();
            int parents = Math.Max(1, beam.Count);
            var candidates = new List<(int Row, int Symbol, double LogProbability)>();
            for (int row = 0; row < parents; row++)
            {
                choice.Read(logits.AsSpan(row * vocabulary, vocabulary), new ChoiceRule());
                double before = beam.Count == 0 ? 0 : beam[row].LogProbability;
                foreach (int symbol in choice.Order[..Math.Min(width, vocabulary)])
                    candidates.Add((row, symbol, before - (choice.SurpriseBits(symbol) * Math.Log(2))));
            }

            // Equal branches are kept in the order in which they were found, so that the search repeats exactly.
            var best = candidates.Select((candidate, n) => (candidate.LogProbability, n)).OrderByDescending(pair => pair.LogProbability).ThenBy(pair => pair.n).Take(width).Select(pair => pair.n).ToHashSet();
            var next = new List<BeamNode>();
            var rows = new List<int>();
            for (int n = 0; n < candidates.Count; n++)
            {
                var (row, symbol, logProbability) = candidates[n];
                var node = new BeamNode(nodes.Count, beam.Count == 0 ? null : beam[row].Id, level, symbol, logProbability, best.Contains(n));
                nodes.Add(node);
                if (!node.Kept)
                    continue;
                next.Add(node);
                rows.Add(row);
            }

            if (level < depth)
                (state, logits) = Read(model, StateRows.Select(model.Config, state, parents, [.. rows]), [.. next.Select(node => node.Symbol)]);
            beam = next;
        }

        return nodes;
    }

    private static (float[] State, float[] Logits) Read(LanguageModel model, float[] state, int[] symbols)
    {
        using var carried = model.CreateState(symbols.Length);
        carried.CopyFrom(state);
        using var tokens = model.Backend.AllocateIndices(new Shape(1, symbols.Length));
        tokens.CopyFrom(symbols);
        float[] logits = new float[symbols.Length * model.Config.Vocabulary];
        model.StepLogits(tokens, carried, logits);
        return (carried.ToArray(), logits);
    }
}
