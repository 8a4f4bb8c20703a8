using RnnLab.Compute;
using RnnLab.Nn.Surgery;
using RnnLab.Training.Sampling;
using RnnLab.Training.Tests.Sampling;
using RnnLab.Training.Views;

namespace RnnLab.Training.Tests.Views;

public sealed class SurgeryReadingTests
{
    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void Without_changes_it_is_the_gate_view_and_the_sampler(CellKind cell)
    {
        using var lab = new SamplingLab(cell);
        using var model = lab.Snapshot.CreateModel(lab.Backend);
        var reading = Read(lab, model, new GateSurgery());
        var frame = GateProbe.Compute(model, lab.Vocabulary, "the cat", "run", 7);
        Assert.Equal((frame.RunId, frame.Step, frame.Text), (reading.Frame.RunId, reading.Frame.Step, reading.Frame.Text));
        foreach (var (expected, actual) in frame.Layers.SelectMany(layer => layer.Maps).Zip(reading.Frame.Layers.SelectMany(layer => layer.Maps)))
        {
            Assert.Equal((expected.Name, expected.Signed, expected.Bounded), (actual.Name, actual.Signed, actual.Bounded));
            Assert.All(expected.Values.Zip(actual.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }

        using var sampler = new TextSampler(lab.Snapshot, lab.Backend);
        Assert.Equal(string.Concat(sampler.Sample(new SamplingOptions("the cat", 20, 0.9, null, 5), TestContext.Current.CancellationToken).Select(token => token.Text)), reading.Continuation);
        using var session = lab.Open("the cat");
        Assert.All(session.Positions.Skip(1).Zip(reading.SurpriseBits), pair => Assert.Equal(pair.First.SurpriseBits!.Value, pair.Second, 1e-5));
        Assert.Equal(session.Positions.Skip(1).Average(position => position.SurpriseBits!.Value) * Math.Log(2), reading.Loss!.Value, 1e-5);
    }

    [Fact]
    public void A_held_gate_changes_loss_and_text()
    {
        using var lab = new SamplingLab();
        using var model = lab.Snapshot.CreateModel(lab.Backend);
        var before = Read(lab, model, new GateSurgery());
        var after = Read(lab, model, new GateSurgery { Gates = [new(1, "h", null, 1)] });
        Assert.NotEqual(before.Loss, after.Loss);
        Assert.All(after.Frame.Layers[1].Maps.Single(map => map.Name == "h").Values, value => Assert.Equal(1, value));
        Assert.Equal(20, after.Continuation.Length);
    }

    private static SurgeryReading Read(SamplingLab lab, Nn.LanguageModel model, GateSurgery surgery) =>
        SurgeryReading.Compute(model, lab.Vocabulary, "the cat", surgery, new ChoiceRule(0.9), 20, 5, "run", 7, TestContext.Current.CancellationToken);
}
