using RnnLab.Training.Views.Units;

namespace RnnLab.Training.Tests.Views.Units;

public class TextFeatureTests
{
    [Theory]
    [InlineData(TextFeature.PositionInLine, "ab\ncd", "01201")]
    [InlineData(TextFeature.InsideQuotes, "a\"b\"c", "01100")]
    [InlineData(TextFeature.InsideQuotes, "a“b”c", "01100")]
    [InlineData(TextFeature.InsideBrackets, "(a[b])c)", "11221000")]
    [InlineData(TextFeature.Capital, "aBcÉ1", "01010")]
    [InlineData(TextFeature.AfterSpace, "ab c\nd", "100101")]
    [InlineData(TextFeature.Digit, "a1b22", "01011")]
    [InlineData(TextFeature.Vowel, "aBéOy", "10110")]
    [InlineData(TextFeature.LineEnd, "a\n\nb", "0110")]
    public void Each_says_what_its_name_says(TextFeature feature, string text, string expected) =>
        Assert.Equal(expected.Select(c => (double)(c - '0')), feature.Values([.. text.EnumerateRunes().Select(rune => rune.ToString())]));

    [Fact]
    public void Symbols_beyond_the_basic_plane_do_no_harm() =>
        Assert.All(Enum.GetValues<TextFeature>(), feature => Assert.Equal(3, feature.Values(["\U0001F600", "", "a"]).Length));
}
