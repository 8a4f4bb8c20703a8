using RnnLab.Data.Batching;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Batching;

public class SequentialBatchesTests
{
    private static int[] Count(int n) => [.. Enumerable.Range(0, n)];

    [Fact]
    public void The_reference_recipe_has_401_steps_in_an_epoch()
    {
        int[] train = TextSplit.Split(new int[1_115_394]).Train;
        Assert.Equal(401, new SequentialBatches(train, 50, 50).BatchesPerEpoch);
    }

    [Fact]
    public void Batches_are_time_major_and_targets_are_the_next_tokens()
    {
        var batches = new SequentialBatches(Count(25), batchSize: 2, sequenceLength: 3);
        Assert.Equal(4, batches.BatchesPerEpoch);
        int[] tokens = new int[6];
        int[] targets = new int[6];
        batches.Fill(1, tokens, targets);
        Assert.Equal([3, 15, 4, 16, 5, 17], tokens);
        Assert.Equal([4, 16, 5, 17, 6, 18], targets);
    }

    [Theory]
    [InlineData(1000, 7, 13)]
    [InlineData(26, 5, 5)]
    [InlineData(11, 1, 10)]
    [InlineData(11, 10, 1)]
    public void Every_lane_goes_on_where_it_stopped(int n, int b, int t)
    {
        var batches = new SequentialBatches(Count(n), b, t);
        int[] tokens = new int[b * t];
        int[] targets = new int[b * t];
        int[] before = new int[b * t];
        for (int i = 0; i < batches.BatchesPerEpoch; i++)
        {
            batches.Fill(i, tokens, targets);
            Assert.Equal(i == 0, batches.StartsFresh(i));
            for (int lane = 0; lane < b; lane++)
            {
                for (int time = 0; time + 1 < t; time++)
                    Assert.Equal(tokens[((time + 1) * b) + lane], targets[(time * b) + lane]);
                if (i > 0)
                    Assert.Equal(before[((t - 1) * b) + lane], tokens[lane]);
            }

            // The text counts upwards, so the right target is one more than its token, also at the end of a lane.
            Assert.Equal(tokens.Select(x => x + 1), targets);
            targets.CopyTo(before, 0);
        }
    }

    [Theory]
    [InlineData(5003, 9, 11)]
    [InlineData(991, 9, 11)]
    [InlineData(990, 9, 11)]
    public void Every_token_is_an_input_once_in_an_epoch_but_for_less_than_a_batch_at_the_end(int n, int b, int t)
    {
        var batches = new SequentialBatches(Count(n), b, t);
        var seen = new HashSet<int>();
        int[] tokens = new int[b * t];
        for (int i = 0; i < batches.BatchesPerEpoch; i++)
        {
            batches.Fill(i, tokens, new int[b * t]);
            foreach (int token in tokens)
                Assert.True(seen.Add(token));
        }

        Assert.Equal(Count(seen.Count), seen.Order());
        Assert.InRange(n - 1 - seen.Count, 0, (b * t) - 1);
    }

    [Fact]
    public void A_later_epoch_repeats_the_first_and_starts_fresh()
    {
        var batches = new SequentialBatches(Count(200), 3, 5);
        int[] first = new int[15];
        int[] later = new int[15];
        batches.Fill(2, first, new int[15]);
        batches.Fill(2 + (1_000_000_000L * batches.BatchesPerEpoch), later, new int[15]);
        Assert.Equal(first, later);
        Assert.True(batches.StartsFresh(7L * batches.BatchesPerEpoch));
    }

    [Fact]
    public void What_cannot_be_batched_is_refused_in_words()
    {
        Assert.Contains("needs 51", Assert.Throws<TextTooShortException>(() => new SequentialBatches(Count(50), 5, 10)).Message, StringComparison.Ordinal);
        Assert.Equal(1, new SequentialBatches(Count(51), 5, 10).BatchesPerEpoch);
        Assert.Throws<ArgumentException>(() => new SequentialBatches(Count(50), 0, 10));
        Assert.Throws<ArgumentException>(() => new SequentialBatches(Count(50), 5, -1));
        Assert.Throws<TextTooShortException>(() => new SequentialBatches(Count(50), int.MaxValue, int.MaxValue));
        var batches = new SequentialBatches(Count(51), 5, 10);
        Assert.Throws<ArgumentException>(() => batches.Fill(-1, new int[50], new int[50]));
        Assert.Throws<ArgumentException>(() => batches.Fill(0, new int[49], new int[49]));
        Assert.Throws<ArgumentException>(() => batches.Fill(0, new int[50], new int[51]));
    }
}
