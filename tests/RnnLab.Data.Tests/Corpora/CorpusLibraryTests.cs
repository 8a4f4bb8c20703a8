using RnnLab.Data.Corpora;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Corpora;

public sealed class CorpusLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CorpusLibrary Library => new(Path.Combine(_folder.Path, "uploads"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shipped_corpora_are_as_long_and_as_varied_as_they_say()
    {
        IReadOnlyList<CorpusInfo> all = Library.List();
        Assert.Equal(["tavern", "prose", "dinosaurs"], all.Select(c => c.Name));
        foreach (CorpusInfo corpus in all)
        {
            string text = Library.LoadText(corpus.Name);
            Assert.Equal(corpus.Characters, text.EnumerateRunes().Count());
            Assert.Equal(corpus.Symbols, CharacterVocabulary.FromText(text).Count);
            Assert.Equal(corpus, Library.Find(corpus.Name));
            Assert.False(corpus.IsUpload);
            Assert.False(Library.Delete(corpus.Name));
            Assert.DoesNotContain('\r', text);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
        }

        Assert.Equal(["tavern"], all.Where(c => c.EntropyNatsPerCharacter is not null).Select(c => c.Name));
    }

    [Fact]
    public void A_tavern_of_any_size_and_seed_can_be_named()
    {
        CorpusInfo corpus = Library.Find("tavern:30000:7")!;
        Assert.InRange(corpus.Characters, 30_000, 33_000);
        Assert.Equal(TavernCorpus.Grammar.EntropyPerCharacter, corpus.EntropyNatsPerCharacter);
        Assert.Equal(TavernCorpus.Generate(30_000, 7), Library.LoadText("tavern:30000:7"));
        Assert.Throws<TextFormatException>(() => Library.Find("tavern:much"));
    }

    [Fact]
    public void Prose_is_of_a_useful_length_and_repeats_no_paragraph()
    {
        string text = Library.LoadText("prose");
        Assert.InRange(text.Length, 60_000, 80_000);
        string[] paragraphs = [.. text.Split("\n\n").Select(p => p.Trim()).Where(p => p.Length > 60)];
        Assert.Equal(paragraphs.Length, paragraphs.Distinct().Count());
    }

    [Fact]
    public void Dinosaurs_are_names_in_lower_case_each_once()
    {
        string[] names = Library.LoadText("dinosaurs").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(names.Length >= 600);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, n => Assert.Matches("^[a-z]{2,30}$", n));
        Assert.Contains("tyrannosaurus", names);
        // Not in the order of the alphabet: the last part is kept for validation.
        Assert.True(names[^(names.Length / 10)..].Select(n => n[0]).Distinct().Count() > 10);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_those_there_are()
    {
        Assert.Null(Library.Find("nothing"));
        Assert.Contains("tavern, prose, dinosaurs", Assert.Throws<TextFormatException>(() => Library.LoadText("nothing")).Message, StringComparison.Ordinal);
    }
}
