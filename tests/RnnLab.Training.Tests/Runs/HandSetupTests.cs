using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

public sealed class HandSetupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hand:gru", "hand:gru")]
    [InlineData("hand:lstm,layers:2,hidden:64,both,forgetbias:1,seed:7,corpus:tavern", "hand:lstm,corpus:tavern,forgetbias:1,layers:2,hidden:64,seed:7,both")]
    [InlineData("hand:nonsense,layers:99,hidden:0,init:odd,what:ever", "hand:gru,layers:4,hidden:1")]
    [InlineData("hand:rnn,hidden:100000,init:identity,symbols:banana", "hand:rnn,hidden:512,init:identity,symbols:abn")]
    [InlineData("hand:lstm,symbols:%2C%3A%20", "hand:lstm,symbols:%20%2C%3A")]
    public void An_id_says_everything_and_nonsense_falls_back_to_the_usual(string id, string canonical)
    {
        var setup = HandSetup.Parse(id)!;
        Assert.Equal(canonical, setup.Id);
        Assert.Equal(setup.Id, HandSetup.Parse(setup.Id)!.Id);
        Assert.Equal(setup.Id, HandSetup.FromAddress(Uri.UnescapeDataString(HandSetup.InAddress(setup.Id)!)));
    }

    [Fact]
    public void The_id_of_a_run_is_none()
    {
        Assert.Null(HandSetup.Parse("20260101-120000-gru-abcd"));
        Assert.Null(HandSetup.Parse(null));
        Assert.Null(HandSetup.InAddress("names-gru-64"));
        Assert.Equal("ab", HandSetup.Distinct("a"));
    }

    [Fact]
    public async Task It_is_a_run_that_stays_untrained_and_leaves_nothing_behind()
    {
        await using var lab = await Lab.CreateAsync();
        var setup = new HandSetup { Config = new HandSetup().Config with { Cell = CellKind.Lstm, Layers = 2, Hidden = 6, Corpus = lab.Corpus, ForgetBias = 1 } };
        var run = lab.Registry.FindModel(setup.Id)!;
        Assert.Same(run, lab.Registry.FindModel(setup.Id));
        Assert.Equal(setup.Id, run.Id);
        Assert.Equal(CharacterVocabulary.FromText(Lab.DefaultText).ToList(), run.Vocabulary.ToList());
        Assert.Null(lab.Registry.Find(setup.Id));
        Assert.Empty(lab.Registry.Models);
        Assert.Empty(run.Checkpoints);
        Assert.Empty(run.History);
        var snapshot = await run.SnapshotAsync(Cancellation);
        Assert.Equal((0, setup.Config), (snapshot.Step, snapshot.Config));

        // The forget gate's bias as asked for: the second of four blocks.
        float[] bias = [.. snapshot.Weights["rnn.bias_ih_l0"].Zip(snapshot.Weights["rnn.bias_hh_l0"], (a, b) => a + b)];
        Assert.All(bias[6..12], value => Assert.Equal(1, value, 1e-6));
        Assert.False((await run.StartAsync()).Done);
        Assert.Contains("set up by hand", (await run.StepAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(lab.RunsDirectory) ? Directory.GetDirectories(lab.RunsDirectory) : []);
        Assert.NotEmpty(run.LoadTrainingSymbols());
    }

    [Fact]
    public async Task It_may_have_an_alphabet_and_no_text()
    {
        await using var lab = await Lab.CreateAsync();
        var run = lab.Registry.FindModel("hand:gru,hidden:4,symbols:hello")!;
        Assert.Equal(["e", "h", "l", "o"], run.Vocabulary.ToList().Take(4));
        Assert.Throws<TextFormatException>(() => run.LoadTrainingSymbols());
        Assert.Equal(0, (await run.SnapshotAsync(Cancellation)).Step);
    }

    [Fact]
    public async Task What_cannot_be_is_said()
    {
        await using var lab = await Lab.CreateAsync();
        Assert.Contains("forget", lab.Registry.SetUp(HandSetup.Parse("hand:gru,forgetbias:1")!).Problem, StringComparison.Ordinal);
        Assert.NotNull(lab.Registry.SetUp(HandSetup.Parse("hand:gru,corpus:gone")!).Problem);
        Assert.Contains("both directions", lab.Registry.SetUp(HandSetup.Parse("hand:gru,both,init:orthogonal")!).Problem, StringComparison.Ordinal);
        Assert.Contains("equations", lab.Registry.SetUp(HandSetup.Parse("hand:gru,owncell:h'%20%3D")!).Problem, StringComparison.Ordinal);
        Assert.Null(lab.Registry.FindModel("hand:gru,corpus:gone"));
        Assert.Null(lab.Registry.FindModel("nothing"));
    }

    [Fact]
    public async Task It_begins_like_a_run_before_it_learned()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Initialization = InitializationScheme.Xavier, Seed = 5 }, null, Cancellation);
        var like = lab.Registry.SetUp(HandSetup.Like(run)).Run!;
        Assert.Equal((await run.SnapshotAsync(Cancellation)).Weights.SelectMany(weight => weight.Value), (await like.SnapshotAsync(Cancellation)).Weights.SelectMany(weight => weight.Value));
    }
}
