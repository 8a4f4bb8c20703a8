using RnnLab.Training.Sampling;

namespace RnnLab.Web.Components.Sampling;

/// <summary>A branch with its place in the drawing.</summary>
/// <param name="Node">The branch.</param>
/// <param name="Row">Its row, from 0 at the top; the best of a depth is highest.</param>
/// <param name="ParentRow">The row of the branch that it continues.</param>
/// <param name="OnBest">Whether it lies on the best branch of all.</param>
public sealed record BeamSpot(BeamNode Node, int Row, double ParentRow, bool OnBest);

/// <summary>Where beam search's branches are drawn: a column for each depth, the kept ones above the pruned.</summary>
public sealed class BeamLayout
{
    private BeamLayout(IReadOnlyList<BeamSpot> spots, IReadOnlyList<IReadOnlyList<BeamNode>> best, int hidden)
    {
        Spots = spots;
        Best = best;
        Hidden = hidden;
    }

    /// <summary>The branches that are drawn.</summary>
    public IReadOnlyList<BeamSpot> Spots { get; }

    /// <summary>The branches that were kept to the end, the likeliest first, each from its first symbol.</summary>
    public IReadOnlyList<IReadOnlyList<BeamNode>> Best { get; }

    /// <summary>How many pruned branches are not drawn, for want of room.</summary>
    public int Hidden { get; }

    /// <summary>Rows of the drawing.</summary>
    public int Rows => Spots.Count == 0 ? 0 : Spots.Max(spot => spot.Row) + 1;

    /// <summary>Columns of the drawing.</summary>
    public int Depth => Spots.Count == 0 ? 0 : Spots.Max(spot => spot.Node.Depth);

    /// <summary>Lays a search out.</summary>
    /// <param name="nodes">All branches.</param>
    /// <param name="pruned">How many pruned ones to draw at each depth, the likeliest first.</param>
    public static BeamLayout Of(IReadOnlyList<BeamNode> nodes, int pruned)
    {
        var byId = nodes.ToDictionary(node => node.Id);
        int depth = nodes.Count == 0 ? 0 : nodes.Max(node => node.Depth);
        IReadOnlyList<BeamNode>[] best = [.. nodes.Where(node => node.Depth == depth && node.Kept).OrderByDescending(node => node.LogProbability).ThenBy(node => node.Id).Select(Path)];
        HashSet<int> onBest = best.Length == 0 ? [] : [.. best[0].Select(node => node.Id)];
        var rows = new Dictionary<int, int>();
        var spots = new List<BeamSpot>();
        int hidden = 0;
        foreach (var level in nodes.GroupBy(node => node.Depth).OrderBy(level => level.Key))
        {
            BeamNode[] sorted = [.. level.OrderByDescending(node => node.Kept).ThenByDescending(node => node.LogProbability).ThenBy(node => node.Id)];
            int drawn = Math.Min(sorted.Length, sorted.Count(node => node.Kept) + pruned);
            hidden += sorted.Length - drawn;
            for (int row = 0; row < drawn; row++)
            {
                BeamNode node = sorted[row];
                rows[node.Id] = row;
                spots.Add(new(node, row, node.Parent is { } parent ? rows[parent] : 0, onBest.Contains(node.Id)));
            }
        }

        return new(spots, best, hidden);

        IReadOnlyList<BeamNode> Path(BeamNode end)
        {
            var path = new List<BeamNode>();
            for (BeamNode? at = end; at is not null; at = at.Parent is { } parent ? byId[parent] : null)
                path.Insert(0, at);
            return path;
        }
    }
}
