namespace RnnLab.Compute.Tests;

/// <summary>The published known answers of philox4x32-10 (Random123, tests/kat_vectors) and what is built on the block function.</summary>
public class PhiloxTests
{
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffffffffffUL, 0xffffffffffffffffUL, 0xffffffffffffffffUL, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0x299f31d0a4093822UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_gives_the_published_answers(ulong counter, ulong stream, ulong seed, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), Philox.Block(new PhiloxKey(seed, stream), counter));

    [Fact]
    public void Words_are_the_four_words_of_each_block_in_order()
    {
        var key = new PhiloxKey(7, 3);
        var (a, b, c, d) = Philox.Block(key, 5);
        Assert.Equal([a, b, c, d], new[] { 20UL, 21UL, 22UL, 23UL }.Select(n => Philox.Word(key, n)));
    }

    [Fact]
    public void Uniform_stays_in_its_half_open_interval_with_the_right_mean_and_variance()
    {
        var key = new PhiloxKey(1, 2);
        double sum = 0, squares = 0;
        const int count = 100_000;
        for (ulong n = 0; n < count; n++)
        {
            float u = Philox.Uniform(key, n);
            Assert.InRange(u, 0f, 1f - 1f / (1 << 24));
            sum += u;
            squares += (double)u * u;
        }

        // Standard error of the mean: 1 / sqrt(12 n) = 0.0009.
        Assert.Equal(0.5, sum / count, 0.005);
        Assert.Equal(1.0 / 12, squares / count - Math.Pow(sum / count, 2), 0.002);
    }
}
