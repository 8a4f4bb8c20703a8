using RnnLab.Compute;
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
            ModelChecks.SymbolBySymbolIsTheWhole(model, tolerance, variant.ToWords());
        }
    }

    [Fact]
    public void Every_variant_learns_a_repeating_text()
    {
        using var backend = TestBackends.Create(TestBackends.Cpu.First().Data);
        foreach (var variant in LstmVariants.Words.Values)
        {
            using var model = new LanguageModel(Config with { Variant = variant, Layers = 1, Hidden = 12 }, backend);
            ModelChecks.LearnsARepeatingText(model, batch: 2, steps: 120, rate: 0.02, variant.ToWords());
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
