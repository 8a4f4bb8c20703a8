using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Layers;

public class DropoutTests
{
    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Drops_its_share_and_keeps_the_mean(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        foreach (double rate in (double[])[0.1, 0.5, 0.9])
        {
            using var tape = new Tape(backend);
            using var ones = backend.Allocate(new Shape(200, 100));
            backend.Fill(ones, 1);
            float[] values = tape.Leaf(ones).Dropout(rate, new DropoutPosition(1), 7).Value.ToArray();
            Assert.All(values, value => Assert.True(value == 0 || Math.Abs(value - (1 / (1 - rate))) < 1e-6, $"{value}"));

            // Five standard deviations of a binomial share.
            double share = values.Count(value => value == 0) / (double)values.Length;
            Assert.InRange(share, rate - (5 * Math.Sqrt(rate * (1 - rate) / values.Length)), rate + (5 * Math.Sqrt(rate * (1 - rate) / values.Length)));
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void A_step_always_drops_the_same_units_and_the_next_step_others(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var tape = new Tape(backend);
        using var ones = backend.Allocate(new Shape(10, 30));
        backend.Fill(ones, 1);
        var position = new DropoutPosition(5) { Step = 41 };
        var dropped = tape.Leaf(ones).Dropout(0.5, position, 1);
        float[] step41 = dropped.Value.ToArray();
        position.Step = 42;
        tape.Replay();
        float[] step42 = dropped.Value.ToArray();
        position.Step = 41;
        tape.Replay();
        Assert.Equal(step41, dropped.Value.ToArray());
        Assert.NotEqual(step41, step42);
        Assert.NotEqual(step41, tape.Leaf(ones).Dropout(0.5, position, 2).Value.ToArray());
        Assert.NotEqual(step41, tape.Leaf(ones).Dropout(0.5, new DropoutPosition(6) { Step = 41 }, 1).Value.ToArray());
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void A_model_repeats_a_step_exactly_and_drops_only_between_layers(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var config = new LanguageModelConfig { Cell = CellKind.Gru, Layers = 2, Hidden = 8, Vocabulary = 5, Seed = 3 };
        double without = Loss(config, 0), with = Loss(config with { Dropout = 0.5 }, 0);
        Assert.Equal(with, Loss(config with { Dropout = 0.5 }, 0));
        Assert.NotEqual(with, Loss(config with { Dropout = 0.5 }, 1));
        Assert.NotEqual(without, with);
        Assert.Equal(without, Loss(config, 1));

        // One layer has nothing between layers: as in PyTorch, dropout then does nothing.
        config = config with { Layers = 1 };
        Assert.Equal(Loss(config, 0), Loss(config with { Dropout = 0.5 }, 0));

        double Loss(LanguageModelConfig which, ulong step)
        {
            using var model = new LanguageModel(which, backend);
            using var state = model.CreateState(3);
            var random = new TestRandom(8);
            using var tokens = random.Indices(backend, new Shape(4, 3), 5);
            using var targets = random.Indices(backend, new Shape(4, 3), 5);
            return model.ForwardBackward(tokens, targets, state, step);
        }
    }
}
