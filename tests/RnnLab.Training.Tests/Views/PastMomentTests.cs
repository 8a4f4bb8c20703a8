using RnnLab.Compute;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;
using RnnLab.Training.Tests.Sampling;
using RnnLab.Training.Views;

namespace RnnLab.Training.Tests.Views;

public sealed class PastMomentTests
{
    [Fact]
    public void A_spread_counts_every_number_in_its_bin()
    {
        var spread = Spread.Of([-2, -2, 0, 1.99f, 2]);
        Assert.Equal(2, spread.Limit);
        Assert.Equal((2, 1, 2), (spread.Counts[0], spread.Counts[30], spread.Counts[60]));
        Assert.Equal(5, spread.Counts.Sum());
        Assert.Equal(0, spread.Middle(30), 12);
        Assert.Equal((0, 0), (Spread.Of([0, 0]).Limit, Spread.Of([0, 0]).Counts.Sum()));
        Assert.Equal(double.NaN, Spread.Of([1, float.NaN]).Limit);
    }

    [Fact]
    public void A_moment_is_gates_sample_loss_and_gradients_of_its_weights()
    {
        using var lab = new SamplingLab(CellKind.Gru);
        var options = new SamplingOptions("", 15, 0.9, null, 4);
        var moment = PastMoment.Compute(lab.Snapshot, lab.Backend, "the cat", options, "run", cancellation: TestContext.Current.CancellationToken);
        using var model = lab.Snapshot.CreateModel(lab.Backend);
        Assert.Equal(GateProbe.Compute(model, lab.Vocabulary, "the cat", "run", 0).Layers[1].Maps[2].Values, moment.Gates.Layers[1].Maps[2].Values);
        using var sampler = new TextSampler(model, lab.Vocabulary);
        Assert.Equal(string.Concat(sampler.Sample(options, TestContext.Current.CancellationToken).Select(token => token.Text)), moment.Sample);
        using var session = lab.Open("the cat");
        Assert.Equal(session.Positions.Skip(1).Average(position => position.SurpriseBits!.Value) * Math.Log(2), moment.Loss!.Value, 1e-6);
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name), moment.Parameters.Select(parameter => parameter.Name));
        Assert.All(moment.Parameters, parameter => Assert.Equal(parameter.Weights.Counts.Sum(), (int)model.Parameters.Single(p => p.Name == parameter.Name).Value.Shape.Count));
        Assert.All(moment.Parameters, parameter => Assert.True(parameter.GradientNorm > 0));
        Assert.Null(PastMoment.Compute(lab.Snapshot, lab.Backend, "t", options, "run", cancellation: TestContext.Current.CancellationToken).Loss);
    }

    [Fact]
    public async Task A_run_can_be_shown_a_text_at_any_step()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { MaxSteps = 3 }, null, TestContext.Current.CancellationToken);
        string excerpt = await run.ExcerptAsync(20, TestContext.Current.CancellationToken);
        Assert.Equal(20, excerpt.Length);
        Assert.Contains(excerpt, Lab.DefaultText[(Lab.DefaultText.Length / 2)..], StringComparison.Ordinal);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        using var backend = new RnnLab.Compute.Reference.ReferenceBackend();
        var moments = run.History.Select(entry => PastMoment.Compute(ModelSnapshot.Load(entry.Weights), backend, excerpt, new SamplingOptions("", 5), run.Id, cancellation: TestContext.Current.CancellationToken)).ToList();
        Assert.Equal([0, 1, 2, 3], moments.Select(moment => moment.Step));
        Assert.True(moments[3].Loss < moments[0].Loss);
    }
}
