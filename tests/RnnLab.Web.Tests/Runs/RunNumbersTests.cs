using RnnLab.Web.Components.Runs;

namespace RnnLab.Web.Tests.Runs;

public class RunNumbersTests
{
    [Theory]
    [InlineData(2.11349, "2.113")]
    [InlineData(0.0, "0.000")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+∞")]
    public void A_loss_has_three_decimals_and_says_when_it_is_no_number(double loss, string text) => Assert.Equal(text, RunNumbers.Loss(loss));

    [Fact]
    public void A_missing_loss_is_a_dash() => Assert.Equal(RunNumbers.None, RunNumbers.Loss(null));

    [Fact]
    public void One_loss_in_three_units()
    {
        double nats = Math.Log(8.2);
        Assert.Equal("3.04", RunNumbers.Bits(nats));
        Assert.Equal("8.20", RunNumbers.Perplexity(nats));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.002, "0.00200")]
    [InlineData(1.2345, "1.23")]
    [InlineData(12.345, "12.3")]
    [InlineData(1234.4, "1,234")]
    [InlineData(0.00001, "1e-5")]
    public void Three_digits_are_enough(double value, string text) => Assert.Equal(text, RunNumbers.Significant(value));

    [Theory]
    [InlineData(0.4, "under 1 s")]
    [InlineData(42, "42 s")]
    [InlineData(130, "2 min 10 s")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(400_000, "5 days")]
    public void Durations_use_the_two_units_that_matter(double seconds, string text) => Assert.Equal(text, RunNumbers.Duration(seconds));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(60_300, "60 KB")]
    [InlineData(1_115_394, "1.1 MB")]
    [InlineData(50_000_000, "50 MB")]
    public void Sizes_read_as_in_a_file_manager(double bytes, string text) => Assert.Equal(text, RunNumbers.Bytes(bytes));

    [Fact]
    public void Ages_are_told_in_words()
    {
        DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal("just now", RunNumbers.Ago(now.AddSeconds(-5), now));
        Assert.Equal("5 min ago", RunNumbers.Ago(now.AddMinutes(-5), now));
        Assert.Equal("yesterday", RunNumbers.Ago(now.AddHours(-30), now));
        Assert.Equal("2026-01-02", RunNumbers.Ago(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), now));
    }
}
