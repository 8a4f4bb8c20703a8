using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Views;

namespace RnnLab.Training.Tests.Views;

public class GateProbeTests
{
    [Theory]
    [InlineData(CellKind.Rnn, "h")]
    [InlineData(CellKind.Gru, "r z n h")]
    [InlineData(CellKind.Lstm, "i f g o c h")]
    public void Every_gate_of_every_layer_is_there_with_units_as_rows(CellKind cell, string names)
    {
        using var backend = new ReferenceBackend();
        var vocabulary = CharacterVocabulary.FromText("abc\U0001F600");
        using var model = new LanguageModel(new LanguageModelConfig { Cell = cell, Layers = 2, Hidden = 3, Vocabulary = 4 }, backend);

        var frame = GateProbe.Compute(model, vocabulary, "ab\U0001F600ca", "run", 17);

        Assert.Equal(("run", 17, "reference-f64"), (frame.RunId, frame.Step, frame.Backend));
        Assert.Equal(["a", "b", "\U0001F600", "c", "a"], frame.Symbols);
        Assert.Equal(2, frame.Layers.Count);
        Assert.All(frame.Layers, layer => Assert.Equal((3, 5), (layer.Hidden, layer.Time)));
        Assert.All(frame.Layers, layer => Assert.Equal(names, string.Join(' ', layer.Maps.Select(map => map.Name))));
        Assert.All(frame.Layers, layer => Assert.All(layer.Maps, map => Assert.Equal(15, map.Values.Length)));
        Assert.All(frame.Layers[0].Maps.Where(map => !map.Signed), map => Assert.All(map.Values, value => Assert.InRange(value, 0f, 1f)));
    }

    [Fact]
    public void The_states_obey_the_equations_of_the_cell()
    {
        using var backend = new ReferenceBackend();
        var vocabulary = CharacterVocabulary.FromText("abcd");
        using var model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 3, Vocabulary = 4 }, backend);
        var frame = GateProbe.Compute(model, vocabulary, "abcdabca", "run", 0);
        foreach (var layer in frame.Layers)
        {
            float[] Map(string name) => layer.Maps.Single(map => map.Name == name).Values;
            for (int unit = 0; unit < 3; unit++)
            {
                for (int t = 0; t < 8; t++)
                {
                    int at = (unit * 8) + t;
                    float before = t == 0 ? 0 : Map("c")[at - 1];
                    Assert.Equal((Map("f")[at] * before) + (Map("i")[at] * Map("g")[at]), Map("c")[at], 1e-6f);
                    Assert.Equal(Map("o")[at] * MathF.Tanh(Map("c")[at]), Map("h")[at], 1e-6f);
                }
            }
        }
    }

    [Fact]
    public async Task Gates_are_refreshed_only_while_somebody_looks_and_not_more_often_than_ten_times_a_second()
    {
        var cancellation = TestContext.Current.CancellationToken;

        // Every reading of the clock takes 10 ms; the number of readings in a step is the trainer's business.
        await using var lab = await Lab.CreateAsync(time: new ManualTime(TimeSpan.FromMilliseconds(10)));
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 10 }, null, cancellation);
        await run.StepAsync(20);
        await run.WhenSettledAsync(cancellation);
        var frame = run.Feed.Gates!;
        Assert.Equal((run.Id, 20), (frame.RunId, frame.Step));
        Assert.Equal(run.Samples[^1].Text, frame.Text);
        long metricsAndSamples = 20 + 4 + 2;
        Assert.True(run.Feed.Version <= metricsAndSamples + 3, $"{run.Feed.Version} publications without a watcher");

        long before = run.Feed.Version;
        run.Feed.RequestGates(TimeSpan.FromHours(1));
        await run.StepAsync(40);
        await run.WhenSettledAsync(cancellation);
        long gates = run.Feed.Version - before - 40 - 8 - 5;
        Assert.InRange(gates, 5, 40);
        Assert.Equal(60, run.Feed.Gates!.Step);
    }
}
