using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RnnLab.Data.Corpora;
using RnnLab.Data.Corpora.Grammars;
using RnnLab.Data.Randomness;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Corpora;

public partial class TavernCorpusTests
{
    private static readonly string[] Scenes = TavernCorpus.Generate(300_000, 11).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void The_next_characters_always_tell_what_was_chosen() => Assert.Null(TavernCorpus.Grammar.FindAmbiguity(24));

    [Fact]
    public void Reading_a_text_recovers_exactly_the_choices_that_wrote_it()
    {
        ProbabilisticGrammar grammar = TavernCorpus.Grammar;
        for (ulong seed = 1; seed <= 3; seed++)
        {
            string text = grammar.Generate(new SeededRandom(seed), 150_000, out double nats);
            // It throws when a scene can be read in two ways.
            Assert.Equal(nats, grammar.NegativeLogProbability(text), nats * 1e-10);
        }
    }

    [Fact]
    public void Empirical_nats_and_lengths_agree_with_the_exact_figures()
    {
        ProbabilisticGrammar grammar = TavernCorpus.Grammar;
        var random = new SeededRandom(2026);
        const int Count = 8000;
        double[] nats = new double[Count];
        double[] lengths = new double[Count];
        for (int i = 0; i < Count; i++)
            lengths[i] = grammar.Generate(random, 1, out nats[i]).Length;

        Assert.InRange(nats.Average() - grammar.EntropyPerScene, -4 * StandardError(nats), 4 * StandardError(nats));
        Assert.InRange(lengths.Average() - grammar.CharactersPerScene, -4 * StandardError(lengths), 4 * StandardError(lengths));

        // Nats less the rate times the length: the difference that the renewal-reward theorem says averages to nothing.
        double rate = grammar.EntropyPerCharacter;
        double[] excess = [.. nats.Zip(lengths, (n, l) => n - (rate * l))];
        Assert.InRange(excess.Average(), -4 * StandardError(excess), 4 * StandardError(excess));
        Assert.InRange(nats.Sum() / lengths.Sum(), rate * 0.99, rate * 1.01);
    }

    [Fact]
    public void The_rate_leaves_something_to_learn_and_something_that_cannot_be()
    {
        Assert.InRange(TavernCorpus.Grammar.EntropyPerCharacter, 0.1, 0.5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_text_and_another_gives_another()
    {
        Assert.Equal(TavernCorpus.Generate(20_000, 5), TavernCorpus.Generate(20_000, 5));
        Assert.NotEqual(TavernCorpus.Generate(20_000, 5), TavernCorpus.Generate(20_000, 6));
        Assert.StartsWith(TavernCorpus.Generate(20_000, 5), TavernCorpus.Generate(40_000, 5), StringComparison.Ordinal);
        Assert.InRange(TavernCorpus.Generate(20_000, 5).Length, 20_000, 24_000);
        Assert.NotEmpty(TavernCorpus.Generate(1));
    }

    [Fact]
    public void The_text_of_a_seed_stays_what_it_is()
    {
        // A link or a checkpoint names the text by its seed alone: a change of grammar or generator changes what every such name means.
        string text = TavernCorpus.Generate(100_000, 1);
        Assert.Equal("5a6dcbbcf384a87521a9a0cea60e96d104d95ee4dc3ed7319defc9a0e4760b8f", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void All_brackets_and_quotation_marks_close()
    {
        foreach (string scene in Scenes)
        {
            int depth = 0;
            foreach (char c in scene)
            {
                depth += c switch { '(' => 1, ')' => -1, _ => 0 };
                Assert.InRange(depth, 0, 3);
            }

            Assert.Equal(0, depth);
            Assert.Equal(0, scene.Count(c => c == '"') % 2);
        }

        Assert.Contains(Scenes, s => NestedBrackets().IsMatch(s));
    }

    [Fact]
    public void Bills_add_up()
    {
        int bills = 0;
        foreach (string scene in Scenes)
        {
            Match bill = Bill().Match(scene);
            if (!bill.Success)
                continue;
            bills++;
            int count = bill.Groups["n"].Value switch { "Two" => 2, "Three" => 3, _ => 4 };
            int price = int.Parse(bill.Groups["p"].Value, CultureInfo.InvariantCulture);
            int total = bill.Groups["t"].Value == "1 shilling" ? 12 : int.Parse(bill.Groups["t"].Value.Split(' ')[0], CultureInfo.InvariantCulture);
            string back = Back().Match(scene).Groups["b"].Value;
            int change = back == "nothing" ? 0 : int.Parse(back.Split(' ')[0], CultureInfo.InvariantCulture);
            Assert.Equal(count * price, total);
            Assert.Equal(12 - total, change);
        }

        Assert.True(bills > 20);
    }

    [Fact]
    public void Whoever_is_called_upon_drinks_next()
    {
        int turns = 0;
        foreach (string[] lines in Scenes.Where(s => s.StartsWith("THE TOAST", StringComparison.Ordinal)).Select(s => s.Split('\n')))
        {
            string next = First().Match(lines[2]).Groups["who"].Value;
            foreach (string line in lines[3..^1])
            {
                Assert.StartsWith(next.ToUpperInvariant() + ":", line, StringComparison.Ordinal);
                next = First().Match(line).Groups["who"].Value;
                turns++;
            }
        }

        Assert.True(turns > 50);
    }

    [Fact]
    public void Names_with_size_and_seed_are_understood()
    {
        Assert.True(TavernCorpus.TryParseName("tavern", out int characters, out ulong seed));
        Assert.Equal((TavernCorpus.DefaultCharacters, TavernCorpus.DefaultSeed), (characters, seed));
        Assert.True(TavernCorpus.TryParseName("tavern:200000:7", out characters, out seed));
        Assert.Equal((200_000, 7UL), (characters, seed));
        Assert.False(TavernCorpus.TryParseName("prose", out _, out _));
        foreach (string wrong in new[] { "tavern:", "tavern:0", "tavern:-5", "tavern:1e6", "tavern:50000001", "tavern:10:x", "tavern:10:1:1" })
            Assert.Throws<TextFormatException>(() => TavernCorpus.TryParseName(wrong, out _, out _));
    }

    [Fact]
    public void The_text_is_plain_ascii() => Assert.All(Scenes, s => Assert.DoesNotContain(s, c => c is not ('\n' or (>= ' ' and <= '~'))));

    private static double StandardError(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }

    [GeneratedRegex(@"\([^()]*\([^()]*\([^()]*\)\)\)")]
    private static partial Regex NestedBrackets();

    [GeneratedRegex(@"(?<n>Two|Three|Four) [a-z ]+ at (?<p>\d) (penny|pence) make (?<t>[^.]+)\.")]
    private static partial Regex Bill();

    [GeneratedRegex(@"And here is (?<b>.+) back\.")]
    private static partial Regex Back();

    [GeneratedRegex(@"(You first|Your turn|And now you), (?<who>\w+)\.$")]
    private static partial Regex First();
}
