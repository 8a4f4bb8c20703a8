using RnnLab.Cli.Parsing;

namespace RnnLab.Cli.Tests.Parsing;

public sealed class SpellingTests
{
    private static readonly string[] Cells = ["rnn", "gru", "lstm"];

    [Theory]
    [InlineData("lstn", "lstm")]
    [InlineData("LTSM", "lstm")]
    [InlineData("gur", "gru")]
    [InlineData("ls", "lstm")]
    [InlineData("rnnn", "rnn")]
    public void The_nearest_word_is_found(string typed, string meant) => Assert.Equal(meant, Spelling.Nearest(typed, Cells));

    [Theory]
    [InlineData("transformer")]
    [InlineData("xyz")]
    [InlineData("")]
    public void A_word_that_is_like_none_has_no_nearest(string typed) => Assert.Null(Spelling.Nearest(typed, Cells));

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "ab", 2)]
    public void Distance_counts_edits_and_swaps(string a, string b, int distance) => Assert.Equal(distance, Spelling.Distance(a, b));

    [Fact]
    public void Choices_are_listed_as_a_sentence_would() => Assert.Equal("rnn, gru or lstm", Spelling.OneOf(Cells));
}
