using RnnLab.Compute;
using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

public class CopyFinderTests
{
    [Fact]
    public void Words_of_the_text_are_found_where_they_stand()
    {
        const string text = "it was the best of times, it was the worst of times";
        const string sample = "the rest of times was the worst";
        var found = Find(sample, text);
        int at = sample.IndexOf(" of times", StringComparison.Ordinal) + " of times".Length;
        Assert.Equal("est of times".Length, found[at - 1].Length);
        Assert.Equal(text.IndexOf("est of times", StringComparison.Ordinal) + "est of times".Length, found[at - 1].TextEnd);
        Assert.Equal(" was the worst".Length, found[^1].Length);
        Assert.Equal("the ".Length, found[3].Length);
    }

    [Fact]
    public void It_agrees_with_looking_everywhere()
    {
        var key = new PhiloxKey(7, 1);
        ulong draw = 0;
        for (int round = 0; round < 200; round++)
        {
            int symbols = 2 + (round % 3);
            int[] sample = Draw(1 + (round % 17), symbols), text = Draw(1 + (round % 40), symbols);
            var found = new CopyFinder(sample).Find(text, TestContext.Current.CancellationToken);
            for (int end = 1; end <= sample.Length; end++)
            {
                int longest = Enumerable.Range(0, end + 1).First(length => length == end || !Contains(text, sample.AsSpan(end - length - 1, length + 1)));
                var stretch = found[end - 1];
                Assert.Equal(longest, stretch.Length);
                if (longest > 0)
                    Assert.Equal(sample[(end - longest)..end], text[((int)stretch.TextEnd - longest)..(int)stretch.TextEnd]);
            }
        }

        int[] Draw(int count, int symbols) => [.. Enumerable.Range(0, count).Select(_ => (int)(Philox.Word(key, draw++) % (uint)symbols))];
    }

    [Fact]
    public void Nothing_in_common_is_nothing_copied() => Assert.All(Find("xyz", "abc"), stretch => Assert.Equal(0, stretch.Length));

    private static bool Contains(ReadOnlySpan<int> text, ReadOnlySpan<int> part) => text.IndexOf(part) >= 0;

    private static IReadOnlyList<CopiedStretch> Find(string sample, string text) => new CopyFinder([.. sample.Select(c => (int)c)]).Find([.. text.Select(c => (int)c)], TestContext.Current.CancellationToken);
}
