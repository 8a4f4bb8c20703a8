using System.Text;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Text;

public class CharacterVocabularyTests
{
    [Fact]
    public void Symbols_stand_in_the_order_of_their_code_points()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("b🎲a\né \uFF21a");
        Assert.Equal(["\n", " ", "a", "b", "é", "\uFF21", "🎲"], vocabulary.ToList());
        Assert.Equal(7, vocabulary.Count);
        Assert.False(vocabulary.HasUnknown);
    }

    [Fact]
    public void Encoding_and_decoding_give_the_text_back_with_astral_symbols_as_one()
    {
        const string Text = "The 🎲 rolls;\nthe 🐐 (blue) follows.";
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText(Text);
        int[] indices = vocabulary.Encode(Text);
        Assert.Equal(Text.Length - 2, indices.Length);
        Assert.Equal(Text, vocabulary.Decode(indices));
    }

    [Fact]
    public void A_list_rebuilds_the_same_vocabulary()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("abcabca🎲", minimumCount: 2);
        CharacterVocabulary again = CharacterVocabulary.FromList(vocabulary.ToList());
        Assert.Equal(["a", "b", "c", "<unk>"], again.ToList());
        Assert.Equal(vocabulary.Encode("cab🎲z"), again.Encode("cab🎲z"));
        Assert.Equal(vocabulary.UnknownIndex, again.UnknownIndex);
        // The characters of the entry's own name are ordinary symbols.
        Assert.Equal("<unk>", CharacterVocabulary.FromText("<unk>").Decode(CharacterVocabulary.FromText("<unk>").Encode("<unk>")));
    }

    [Fact]
    public void Seldom_symbols_share_the_unknown_index()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("aaabbz", minimumCount: 2);
        Assert.True(vocabulary.HasUnknown);
        Assert.Equal(3, vocabulary.Count);
        Assert.Equal([0, 1, 2, 2], vocabulary.Encode("abzq"));
        Assert.Equal("ab\uFFFD", vocabulary.Decode([0, 1, 2]));
        Assert.Equal("unknown", vocabulary.Label(2));
    }

    [Fact]
    public void Without_an_unknown_symbol_a_stand_in_is_used_and_the_strangers_are_named()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("ab c\n");
        Assert.Equal(vocabulary.Encode(" "), vocabulary.Encode("€"));
        Assert.Equal(vocabulary.Encode("\n"), CharacterVocabulary.FromText("ab\n").Encode("€"));
        Assert.Equal([0], CharacterVocabulary.FromText("ab").Encode("€"));
        Assert.Equal(["€", "🎲"], vocabulary.FindUnknown("a€b🎲€"));
        Assert.Empty(vocabulary.FindUnknown("cab"));
    }

    [Fact]
    public void A_single_symbol_is_a_vocabulary_and_an_empty_text_is_none()
    {
        Assert.Equal(1, CharacterVocabulary.FromText("aaaa").Count);
        Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromText(""));
        Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromText("abc", minimumCount: 2));
    }

    [Fact]
    public void Damaged_lists_are_refused_with_the_entry()
    {
        Assert.Contains("Entry 1", Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromList(["a", "bc"])).Message, StringComparison.Ordinal);
        Assert.Contains("Entry 2", Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromList(["a", "b", "a"])).Message, StringComparison.Ordinal);
        Assert.Contains("Entry 0", Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromList([""])).Message, StringComparison.Ordinal);
        Assert.Contains("Entry 0", Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromList(["\uD83C"])).Message, StringComparison.Ordinal);
        Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromList([]));
        Assert.Throws<TextFormatException>(() => CharacterVocabulary.FromList(["<unk>"]));
    }

    [Fact]
    public void Indices_outside_are_refused()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("ab");
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode([2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Symbol(-1));
    }

    [Fact]
    public void It_describes_itself_with_visible_names()
    {
        Assert.Equal("4 symbols: newline space a U+200B", CharacterVocabulary.FromText("a \n\u200B").Describe());
        Assert.Equal("1 symbol: x", CharacterVocabulary.FromText("x").ToString());
    }

    [Fact]
    public void Symbols_between_and_beyond_the_listed_ones_are_not_found()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("az");
        Assert.False(vocabulary.TryGetIndex(new Rune('m'), out _));
        Assert.False(vocabulary.TryGetIndex(new Rune('~'), out _));
        Assert.False(vocabulary.TryGetIndex(new Rune(0x1F3B2), out _));
        Assert.True(vocabulary.TryGetIndex(new Rune('z'), out int index));
        Assert.Equal(1, index);
    }
}
