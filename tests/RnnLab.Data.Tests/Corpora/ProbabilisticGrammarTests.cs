using RnnLab.Data.Corpora.Grammars;
using RnnLab.Data.Randomness;

namespace RnnLab.Data.Tests.Corpora;

/// <summary>Small grammars whose entropy can be worked out on paper.</summary>
public class ProbabilisticGrammarTests
{
    private static readonly double Ln2 = Math.Log(2);
    private static readonly double Ln3 = Math.Log(3);

    private static ProbabilisticGrammar Read(string rules) => ProbabilisticGrammar.Read(Tables + rules);

    private const string Tables =
        """
        table person: name | low | he
        1 ANN | ann | she
        1 BO | bo | he
        2 CYRIL | cyril | he

        table rhyme: word | group
        1 cat | at
        1 hat | at
        1 dog | og
        1 log | og
        1 frog | og

        table count: word | value
        1 one | 1
        3 two | 2


        """;

    private static void Check(ProbabilisticGrammar grammar, double nats, double characters)
    {
        Assert.Equal(nats, grammar.EntropyPerScene, 1e-12);
        Assert.Equal(characters, grammar.CharactersPerScene, 1e-12);
        Assert.Equal(nats / characters, grammar.EntropyPerCharacter, 1e-12);
    }

    [Fact]
    public void A_text_without_choice_has_no_entropy() => Check(Read("rule scene =\n  so it goes\\n\n"), 0, 11);

    [Fact]
    public void A_choice_has_the_entropy_of_its_weights() =>
        Check(Read("rule scene =\n  [1~a|3~bcd].\n"), (0.25 * Math.Log(4)) + (0.75 * Math.Log(4.0 / 3)), 0.25 + 2.25 + 1);

    [Fact]
    public void A_remembered_thing_costs_nothing_when_it_comes_again() =>
        Check(Read("rule scene =\n  {a:person} and {a} and {a.he}.\n"), 1.5 * Ln2, 11 + (2 * 3.75) + 2.25);

    [Fact]
    public void Another_than_the_first_is_drawn_from_the_rest()
    {
        // First: 1/4, 1/4, 1/2. Second given ANN: BO 1/3, CYRIL 2/3; given BO: ANN 1/3, CYRIL 2/3; given CYRIL: 1/2 each.
        double thirds = (Ln3 / 3) + (2.0 / 3 * Math.Log(1.5));
        // Letters: after ANN the second is BO (2 letters) or CYRIL (5): 2/3 + 10/3 = 4; after BO: 1 + 10/3; after CYRIL: 2.5.
        double second = (0.25 * 4) + (0.25 * (1 + (10.0 / 3))) + (0.5 * 2.5);
        Check(Read("rule scene =\n  {a:person} {b:person!a}.\n"), (1.5 * Ln2) + (0.5 * thirds) + (0.5 * Ln2), 3.75 + 1 + second + 1);
    }

    [Fact]
    public void A_rhyme_is_drawn_from_the_group_of_the_first()
    {
        double second = (0.4 * 3) + (0.4 * 3.5) + (0.2 * 3);
        Check(Read("rule scene =\n  {u:rhyme} {v:rhyme!u@u}.\n"), Math.Log(5) + (0.6 * Ln2), 3.2 + 1 + second + 1);
    }

    [Fact]
    public void A_repeated_rule_ends_at_its_maximum()
    {
        // 0, 1 or 2 times: 1/2, 1/4, 1/4.
        Check(Read("rule scene =\n  <x*0.5*2>.\nrule x =\n  ab\n"), 1.5 * Ln2, 1 + (2 * 0.75));
    }

    [Fact]
    public void Money_is_worked_out_and_costs_nothing() =>
        Check(Read("rule scene =\n  {n:count} and {m.word:count}: {pence n.value*m.value-1}.\n"),
            2 * ((0.25 * Math.Log(4)) + (0.75 * Math.Log(4.0 / 3))),
            // Amounts: 0 (nothing, 7) with 1/16, 1 penny (7) with 6/16, 3 pence (7) with 9/16.
            3 + 5 + 3 + 2 + 7 + 1);

    [Fact]
    public void A_copied_variable_is_what_the_other_was()
    {
        ProbabilisticGrammar grammar = Read("rule scene =\n  {a:person} {b:person!a}{a=b} {a.low}, {c:person!a}.\n");
        var random = new SeededRandom(1);
        foreach (string scene in Enumerable.Range(0, 200).Select(_ => grammar.Generate(random, 1)))
        {
            string[] words = scene.Trim('.').Replace(",", "", StringComparison.Ordinal).Split(' ');
            Assert.NotEqual(words[0], words[1]);
            Assert.Equal(words[1], words[2].ToUpperInvariant());
            Assert.NotEqual(words[1], words[3]);
        }

        // The second name is as long as its lower-case copy, and the fourth is drawn as the second was.
        ProbabilisticGrammar two = Read("rule scene =\n  {a:person} {b:person!a}.\n");
        double afterSecond = SecondDraw();
        Assert.Equal(two.EntropyPerScene + afterSecond, grammar.EntropyPerScene, 1e-12);
    }

    // The chances of the second name: CYRIL 1/4 * 2/3 * 2 = 1/3; ANN = BO = 1/4 * 1/3 + 1/2 * 1/2 = 1/3. Then another than it is drawn.
    private static double SecondDraw() => (2.0 / 3 * ((Ln3 / 3) + (2.0 / 3 * Math.Log(1.5)))) + (Ln2 / 3);

    [Theory]
    [InlineData("rule scene =\n  [1~ab|1~a][1~c|1~bc].\n")]
    [InlineData("rule scene =\n  [1~a|1~a].\n")]
    [InlineData("rule scene =\n  <x*0.5*3><y*0.5*3>.\nrule x =\n  a\nrule y =\n  a\n")]
    [InlineData("rule scene =\n  {a:person} {b:person!a}: [1~{a} ran.|1~{b} ran.|1~ANN ran.]\n")]
    public void An_ambiguous_grammar_is_found_out(string rules) => Assert.NotNull(Read(rules).FindAmbiguity(8));

    [Fact]
    public void A_clear_grammar_passes_also_where_only_later_characters_tell()
    {
        ProbabilisticGrammar grammar = Read("rule scene =\n  [1~one long beginning, then x|1~one long beginning, then y].\n");
        Assert.NotNull(grammar.FindAmbiguity(10));
        Assert.Null(grammar.FindAmbiguity(40));
    }

    [Fact]
    public void The_reading_of_an_ambiguous_scene_counts_its_ways() =>
        Assert.Equal(2, Read("rule scene =\n  [1~ab|1~a][1~c|1~bc].\n").CountReadings("abc.", 0));

    [Fact]
    public void Text_of_another_kind_is_refused_with_the_place()
    {
        ProbabilisticGrammar grammar = Read("rule scene =\n  [1~a|3~b].\n");
        Assert.Equal(Math.Log(4) + Math.Log(4.0 / 3), grammar.NegativeLogProbability("a.b."), 1e-12);
        Assert.Contains("character 4", Assert.Throws<ArgumentException>(() => grammar.NegativeLogProbability("a.b.c.")).Message, StringComparison.Ordinal);
        Assert.Contains("character 2", Assert.Throws<ArgumentException>(() => grammar.NegativeLogProbability("a.b")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rule scene =\n  {z}\n", "z is used but never drawn")]
    [InlineData("rule scene =\n  {a} {a:person}\n", "before it is drawn")]
    [InlineData("rule scene =\n  <x*0.5*2>\nrule x =\n  a\n", "scene can be empty")]
    [InlineData("rule scene =\n  <nowhere>\n", "no rule nowhere")]
    [InlineData("rule scene =\n  <scene>\n", "calls itself")]
    [InlineData("rule scene =\n  {a:nobody}\n", "no table nobody")]
    [InlineData("rule scene =\n  {a.size:person}\n", "no column size")]
    [InlineData("rule scene =\n  {a:person}{a:rhyme}\n", "give it two names")]
    [InlineData("rule scene =\n  [a|b\n", "not closed")]
    [InlineData("rule scene =\n  {a:person\n", "'}' is missing")]
    [InlineData("rule scene =\n  a]\n", "']' was not expected")]
    [InlineData("table t: a\n 1\nrule scene =\n  a\n", "begins with its weight")]
    [InlineData("table t: a | b\n 1 x\nrule scene =\n  a\n", "needs 2 forms")]
    [InlineData("table t\n", "needs ':'")]
    public void A_mistake_in_the_source_is_named(string rules, string words) =>
        Assert.Contains(words, Assert.Throws<GrammarFormatException>(() => Read(rules)).Message, StringComparison.Ordinal);
}
