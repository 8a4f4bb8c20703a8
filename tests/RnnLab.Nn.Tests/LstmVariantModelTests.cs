using RnnLab.Compute;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests;

/// <summary>Whole models whose LSTM is one of the variants.</summary>
public class LstmVariantModelTests
{
    private static readonly LanguageModelConfig Config = new() { Cell = CellKind.Lstm, Layers = 2, Hidden = 6, Vocabulary = 5, Seed = 3 };

    public static TheoryData<string> Backends => TestBackends.All;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Symbol_by_symbol_gives_what_a_whole_sequence_gives(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        // Logits and states come to the host as float32.
        double tolerance = Math.Max(1e-6, TestBackends.Tolerance(backendName));
        foreach (var variant in LstmVariantTests.Allowed.Where((_, n) => n % 7 == 0).Append(LstmVariant.FullGateRecurrence | LstmVariant.Peephole))
        {
            using var model = new LanguageModel(Config with { Variant = variant }, backend);
            int[] text = [1, 4, 2, 2, 0, 3];
            using var tokens = backend.AllocateIndices(new Shape(6, 1));
            tokens.CopyFrom(text);
            using ModelState whole = model.CreateState(1), stepped = model.CreateState(1);
            using var trace = model.Forward(tokens, whole);
            var logits = new float[5];
            foreach (int token in text)
                model.StepLogits(token, stepped, logits);
            Close.Equal(Close.Values(trace.Logits)[^5..], [.. logits.Select(x => (double)x)], tolerance, $"{variant.ToWords()}: logits");
            Close.Equal([.. whole.ToArray().Select(x => (double)x)], [.. stepped.ToArray().Select(x => (double)x)], tolerance, $"{variant.ToWords()}: state");
            Assert.Equal(trace.GateNames, model.Config.Description.GateNames);
            foreach (string gate in trace.GateNames)
            {
                var (low, high) = trace.Cell.GateRange(gate);
                Assert.All(trace.Read(1, gate), value => Assert.InRange(value, low, high));
            }
        }
    }

    [Fact]
    public void Every_variant_learns_a_repeating_text()
    {
        using var backend = TestBackends.Create(TestBackends.Cpu.First().Data);
        foreach (var variant in LstmVariants.Words.Values)
        {
            using var model = new LanguageModel(Config with { Variant = variant, Layers = 1, Hidden = 12 }, backend);
            using var optimizer = OptimizerFactory.Create(OptimizerKind.Adam, model.Parameters);
            using var state = model.CreateState(2);
            using IndexTensor tokens = backend.AllocateIndices(new Shape(10, 2)), targets = backend.AllocateIndices(new Shape(10, 2));
            tokens.CopyFrom([.. Enumerable.Range(0, 20).Select(n => n / 2 % 5)]);
            targets.CopyFrom([.. Enumerable.Range(2, 20).Select(n => n / 2 % 5)]);
            double loss = 0;
            for (int step = 0; step < 250; step++)
            {
                model.ZeroGradients();
                loss = model.ForwardBackward(tokens, targets, state, 0);
                optimizer.Step(model.Parameters, 0.01, GradientClipping.Apply(ClipMode.Norm, 5, model.Parameters).GradientScale);
            }

            Assert.True(loss < 0.05, $"{variant.ToWords()}: the loss only went down to {loss}.");
        }
    }

    [Theory]
    [InlineData(InitializationScheme.PyTorch)]
    [InlineData(InitializationScheme.CharRnn)]
    public void The_forget_bias_is_the_sum_of_both_biases_of_the_forget_gate_alone(InitializationScheme scheme)
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        foreach (var variant in new[] { LstmVariant.None, LstmVariant.NoInputGate })
        {
            int first = variant == LstmVariant.None ? 6 : 0;
            var config = Config with { Variant = variant, Initialization = scheme, ForgetBias = 1.5 };
            using LanguageModel model = new(config, backend), usual = new(config with { ForgetBias = null }, backend);
            foreach (string bias in new[] { "rnn.bias_ih_l1", "rnn.bias_hh_l1" })
            {
                double[] set = Close.Values(model.Parameters.Single(p => p.Name == bias).Value), drawn = Close.Values(usual.Parameters.Single(p => p.Name == bias).Value);
                Assert.All(set[first..(first + 6)], value => Assert.Equal(bias.Contains("ih", StringComparison.Ordinal) ? 1.5 : 0, value));
                Assert.Equal(drawn[..first], set[..first]);
                Assert.Equal(drawn[(first + 6)..], set[(first + 6)..]);
            }
        }
    }
}
