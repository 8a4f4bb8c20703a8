using RnnLab.Web.Components.Unrolled;

namespace RnnLab.Web.Tests.Unrolled;

public sealed class UnrollLinkTests
{
    [Theory]
    [InlineData("\n\na\nbanana bread", "abden \nr", 1000, "banana b")]
    [InlineData("banana", "abn", 6_000_000, "bana")]
    [InlineData("banana", "abn", 60_000_000, "ba")]
    [InlineData(null, "ehlox", 1000, "hello")]
    [InlineData("", "xyz\n", 1000, "xyz")]
    public void It_opens_the_first_symbols_that_the_model_wrote(string? sample, string alphabet, long parameters, string text)
    {
        Assert.Equal(text, UnrollLink.Text(sample, alphabet, parameters));
        Assert.Null(UnrollSetup.Problem(new() { Text = text }));
    }
}
