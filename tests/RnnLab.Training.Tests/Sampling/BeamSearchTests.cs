using RnnLab.Compute;
using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

public sealed class BeamSearchTests
{
    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    public void A_beam_as_wide_as_all_branches_finds_the_most_probable_text(CellKind cell)
    {
        using var lab = new SamplingLab(cell, text: "ab\n");
        using var session = lab.Open("a");
        var nodes = BeamSearch.Search(session, 1, 27, 3, TestContext.Current.CancellationToken);
        var best = nodes.Where(node => node.Depth == 3).MaxBy(node => node.LogProbability)!;

        var expected = (from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) from c in Enumerable.Range(0, 3) select new[] { a, b, c })
            .Select(text => (text, logProbability: LogProbability(lab, text))).MaxBy(pair => pair.logProbability);
        Assert.Equal(expected.text, Branch(nodes, best));
        Assert.Equal(expected.logProbability, best.LogProbability, 5);
        Assert.All(nodes, node => Assert.True(node.Kept));
    }

    [Fact]
    public void Each_depth_keeps_the_best_of_what_it_looked_at()
    {
        using var lab = new SamplingLab();
        using var session = lab.Open("the ");
        var nodes = BeamSearch.Search(session, 4, 3, 5, TestContext.Current.CancellationToken);
        for (int depth = 1; depth <= 5; depth++)
        {
            var level = nodes.Where(node => node.Depth == depth).ToList();
            Assert.Equal(depth == 1 ? 3 : 9, level.Count);
            Assert.Equal(level.OrderByDescending(node => node.LogProbability).Take(3).Select(node => node.Id).Order(), level.Where(node => node.Kept).Select(node => node.Id));
            Assert.All(level, node => Assert.True(node.Parent is null || nodes[node.Parent.Value].Kept));
        }

        foreach (var leaf in nodes.Where(node => node is { Depth: 5, Kept: true }))
            Assert.Equal(LogProbability(lab, Branch(nodes, leaf), "the "), leaf.LogProbability, 5);
        Assert.Equal(4, session.Positions.Count);
    }

    private static int[] Branch(IReadOnlyList<BeamNode> nodes, BeamNode leaf)
    {
        var branch = new List<int>();
        for (var node = leaf; node is not null; node = node.Parent is { } parent ? nodes[parent] : null)
            branch.Insert(0, node.Symbol);
        return [.. branch];
    }

    private static double LogProbability(SamplingLab lab, int[] text, string prime = "a")
    {
        using var session = lab.Open(prime);
        return text.Sum(symbol => -session.Pick(symbol).SurpriseBits!.Value * Math.Log(2));
    }
}
