using RnnLab.Data.Batching;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Batching;

public class RandomBatchesTests
{
    private static int[] Count(int n) => [.. Enumerable.Range(0, n)];

    [Theory]
    [InlineData(1000, 7, 13)]
    [InlineData(51, 5, 10)]
    [InlineData(52, 5, 10)]
    [InlineData(11, 1, 10)]
    public void An_epoch_covers_the_text_once_and_targets_follow_tokens(int n, int b, int t)
    {
        var batches = new RandomBatches(Count(n), b, t, seed: 3);
        for (int epoch = 0; epoch < 20; epoch++)
        {
            var seen = new HashSet<int>();
            int[] tokens = new int[b * t];
            int[] targets = new int[b * t];
            for (int i = 0; i < batches.BatchesPerEpoch; i++)
            {
                long index = ((long)epoch * batches.BatchesPerEpoch) + i;
                Assert.True(batches.StartsFresh(index));
                batches.Fill(index, tokens, targets);
                Assert.Equal(tokens.Select(x => x + 1), targets);
                for (int lane = 0; lane < b; lane++)
                {
                    for (int time = 0; time < t; time++)
                    {
                        Assert.Equal(tokens[lane] + time, tokens[(time * b) + lane]);
                        Assert.True(seen.Add(tokens[(time * b) + lane]));
                    }
                }
            }

            Assert.Equal(batches.BatchesPerEpoch * b * t, seen.Count);
        }
    }

    [Fact]
    public void Over_the_epochs_every_token_is_met()
    {
        var batches = new RandomBatches(Count(1000), 7, 13, seed: 3);
        var seen = new HashSet<int>();
        int[] tokens = new int[91];
        for (long i = 0; i < 100L * batches.BatchesPerEpoch; i++)
        {
            batches.Fill(i, tokens, new int[91]);
            seen.UnionWith(tokens);
        }

        Assert.Equal(Enumerable.Range(0, 999), seen.Order());
    }

    [Fact]
    public void A_batch_depends_on_its_number_and_the_seed_alone()
    {
        int[] text = Count(5000);
        var straight = new RandomBatches(text, 4, 10, seed: 9);
        var jumping = new RandomBatches(text, 4, 10, seed: 9);
        var other = new RandomBatches(text, 4, 10, seed: 10);
        int[] a = new int[40];
        int[] b = new int[40];
        bool differs = false;
        foreach (long index in new long[] { 400, 3, 124, 125, 3, 999_999_999_999 })
        {
            jumping.Fill(index, a, new int[40]);
            new RandomBatches(text, 4, 10, seed: 9).Fill(index, b, new int[40]);
            Assert.Equal(b, a);
            other.Fill(index, b, new int[40]);
            differs |= !a.SequenceEqual(b);
        }

        Assert.True(differs);
        straight.Fill(0, a, new int[40]);
        straight.Fill(straight.BatchesPerEpoch, b, new int[40]);
        Assert.NotEqual(a, b);
    }

    [Fact]
    public void A_text_that_is_too_short_is_refused() =>
        Assert.Throws<TextTooShortException>(() => new RandomBatches(Count(50), 5, 10, 1));
}
