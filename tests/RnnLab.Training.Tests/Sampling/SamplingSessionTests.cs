using RnnLab.Compute;
using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

public sealed class SamplingSessionTests : IDisposable
{
    private readonly SamplingLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("the ", 0.8, null, null)]
    [InlineData("", 1.3, 4, null)]
    [InlineData("sat", 1.0, null, 0.7)]
    public void It_writes_what_the_sampler_writes(string prime, double temperature, int? topK, double? topP)
    {
        using var session = _lab.Open(prime, seed: 9);
        for (int n = 0; n < 30; n++)
            session.Step(new ChoiceRule(temperature, topK, topP));
        using var sampler = new TextSampler(_lab.Snapshot, _lab.Backend);
        var expected = sampler.Sample(new SamplingOptions(prime, 30, temperature, topK, 9, topP), TestContext.Current.CancellationToken).Select(token => token.Index);
        Assert.Equal(expected, SamplingLab.Symbols(session).Skip(session.PrimeLength));
    }

    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    public void Going_back_and_on_again_gives_the_same(CellKind cell)
    {
        using var lab = new SamplingLab(cell);
        using var session = lab.Open("the ");
        var rule = new ChoiceRule();
        for (int n = 0; n < 12; n++)
            session.Step(rule);
        int[] first = SamplingLab.Symbols(session);
        float[] last = session.Positions[^1].Logits.ToArray();
        session.RewindTo(7);
        Assert.Equal(7, session.Positions.Count);
        while (session.Positions.Count < first.Length)
            session.Step(rule);
        Assert.Equal(first, SamplingLab.Symbols(session));
        Assert.Equal(last, session.Positions[^1].Logits.ToArray());

        session.RewindTo(0);
        Assert.Equal("the ".Length, session.Positions.Count);
    }

    [Fact]
    public void A_symbol_of_ones_own_is_read_and_its_surprise_told()
    {
        using var session = _lab.Open("the ");
        int symbol = _lab.Vocabulary.Encode("c")[0];
        double expected = session.ChoiceAfter(3, new ChoiceRule()).SurpriseBits(symbol);
        var picked = session.Pick(symbol);
        Assert.Equal((SymbolOrigin.Picked, expected), (picked.Origin, picked.SurpriseBits));
        Assert.Null(picked.Die);

        using var read = _lab.Open("the c");
        Assert.Equal(read.Positions[^1].Logits.ToArray(), picked.Logits.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Pick(99));
    }

    [Fact]
    public void The_die_that_is_shown_is_the_die_that_falls()
    {
        using var session = _lab.Open("the ");
        for (int n = 0; n < 5; n++)
        {
            double die = session.NextDie;
            int expected = session.ChoiceAfter(session.Positions.Count - 1, new ChoiceRule()).Draw(die);
            var position = session.Step(new ChoiceRule());
            Assert.Equal((die, expected), (position.Die, position.Symbol));
        }
    }

    [Fact]
    public void A_text_too_long_is_refused_in_words()
    {
        using var session = _lab.Open("");
        Assert.Contains("4,000", Assert.Throws<ArgumentException>(() => session.Begin(new string('a', 5000), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Futures_are_what_each_lane_would_write_alone()
    {
        using var session = _lab.Open("the ");
        for (int n = 0; n < 3; n++)
            session.Step(new ChoiceRule());
        FutureLane[] lanes = [new(new ChoiceRule(), 0), new(new ChoiceRule(0.3), 1), new(new ChoiceRule(2, 3), 2), new(new ChoiceRule(Greedy: true), 3), new(new ChoiceRule(0.3), 1)];
        var futures = Futures.Draw(session, session.Positions.Count, lanes, 10, 5, TestContext.Current.CancellationToken);
        Assert.Equal(futures[1].Symbols, futures[4].Symbols);
        Assert.NotEqual(futures[0].Symbols, futures[1].Symbols);
        foreach (var future in futures)
        {
            // Alone: the same dice, one symbol at a time.
            using var alone = _lab.Open(string.Concat(SamplingLab.Symbols(session).Select(_lab.Vocabulary.Symbol)));
            for (int n = 0; n < 10; n++)
            {
                var choice = alone.ChoiceAfter(alone.Positions.Count - 1, future.Lane.Rule);
                int symbol = choice.Draw(Philox.Uniform(new PhiloxKey(5, Nn.RandomStreams.SamplingLane(future.Lane.Lane)), (ulong)n));
                Assert.Equal(symbol, future.Symbols[n]);
                Assert.Equal(alone.Pick(symbol).SurpriseBits!.Value, future.SurpriseBits[n], 5);
            }
        }

        // The session stands where it stood.
        Assert.Equal(7, session.Positions.Count);
    }
}
