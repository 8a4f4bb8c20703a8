using RnnLab.Data.Batching;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Batching;

public class TextSplitTests
{
    private static int[] Tokens(int n) => [.. Enumerable.Range(0, n)];

    [Fact]
    public void Parts_follow_one_another_and_make_the_whole()
    {
        TextSplit split = TextSplit.Split(Tokens(1003));
        Assert.Equal(902, split.Train.Length);
        Assert.Equal(50, split.Validation.Length);
        Assert.Equal(51, split.Test.Length);
        Assert.Equal(Tokens(1003), split.Train.Concat(split.Validation).Concat(split.Test));
    }

    [Fact]
    public void The_reference_text_is_split_as_its_recipe_says()
    {
        TextSplit split = TextSplit.Split(new int[1_115_394]);
        Assert.Equal(1_003_854, split.Train.Length);
        Assert.Equal(1_059_624 - 1_003_854, split.Validation.Length);
        Assert.Equal(1_115_394 - 1_059_624, split.Test.Length);
    }

    [Theory]
    [InlineData(100, 0.29, 0.61, 0.1, 29, 61, 10)]
    [InlineData(1000, 0.7, 0.1, 0.2, 700, 100, 200)]
    [InlineData(10, 0.6, 0.4, 0, 6, 4, 0)]
    [InlineData(11, 0.6, 0.4, 0, 6, 5, 0)]
    [InlineData(11, 0.6, 0, 0.4, 6, 0, 5)]
    [InlineData(7, 1, 0, 0, 7, 0, 0)]
    public void Cuts_are_exact_in_decimal(int n, double train, double validation, double test, int a, int b, int c)
    {
        TextSplit split = TextSplit.Split(Tokens(n), train, validation, test);
        Assert.Equal((a, b, c), (split.Train.Length, split.Validation.Length, split.Test.Length));
        Assert.Equal(Tokens(n), split.Train.Concat(split.Validation).Concat(split.Test));
    }

    [Theory]
    [InlineData(0, 0.5, 0.5)]
    [InlineData(0.9, 0.2, -0.1)]
    [InlineData(0.5, 0.1, 0.1)]
    [InlineData(double.NaN, 0.1, 0.1)]
    public void Fractions_that_make_no_whole_are_refused(double train, double validation, double test) =>
        Assert.Throws<ArgumentException>(() => TextSplit.Split(Tokens(1000), train, validation, test));

    [Fact]
    public void Parts_that_are_too_short_are_named_with_numbers()
    {
        Assert.Contains("validate", Assert.Throws<TextTooShortException>(() => TextSplit.Split(Tokens(20))).Message, StringComparison.Ordinal);
        string message = Assert.Throws<TextTooShortException>(() => TextSplit.Split(Tokens(100), sequenceLength: 90)).Message;
        Assert.Contains("leaves 90 to train on", message, StringComparison.Ordinal);
        Assert.Contains("at least 91", message, StringComparison.Ordinal);
        Assert.Throws<TextTooShortException>(() => TextSplit.Split([]));
        Assert.Throws<ArgumentException>(() => TextSplit.Split(Tokens(100), sequenceLength: 0));
    }
}
