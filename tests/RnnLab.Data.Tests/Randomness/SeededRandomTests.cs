using RnnLab.Data.Randomness;

namespace RnnLab.Data.Tests.Randomness;

public class SeededRandomTests
{
    [Fact]
    public void The_numbers_of_a_seed_never_change()
    {
        // xoshiro256** with its state from SplitMix64(0), as by the authors' C code: the first state words are the known 0xE220A8397B1DCDAF, ...
        var random = new SeededRandom(0);
        Assert.Equal([0x99EC5F36CB75F2B4UL, 0xBF6E1F784956452AUL, 0x1A5F849D4933E6E0UL], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void Streams_of_a_seed_differ()
    {
        ulong[] first = [.. Enumerable.Range(0, 1000).Select(s => new SeededRandom(1, (ulong)s).NextUInt64())];
        Assert.Equal(1000, first.Distinct().Count());
        Assert.NotEqual(new SeededRandom(1, 2).NextUInt64(), new SeededRandom(2, 1).NextUInt64());
    }

    [Fact]
    public void Whole_numbers_are_in_range_and_even()
    {
        var random = new SeededRandom(5);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;
        // The standard deviation of a count is 93.
        Assert.All(counts, c => Assert.InRange(c, 10_000 - 465, 10_000 + 465));
        Assert.Equal(0, random.Next(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Fractions_are_below_one_and_average_a_half()
    {
        var random = new SeededRandom(6);
        double[] values = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextDouble())];
        Assert.All(values, v => Assert.InRange(v, 0, 1 - double.Epsilon));
        Assert.InRange(values.Average(), 0.5 - 0.0065, 0.5 + 0.0065);
    }

    [Fact]
    public void Shuffling_gives_every_order_equally_often()
    {
        var random = new SeededRandom(7);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24_000; i++)
        {
            char[] letters = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(letters);
            string order = new(letters);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, c => Assert.InRange(c, 1000 - 155, 1000 + 155));
    }
}
