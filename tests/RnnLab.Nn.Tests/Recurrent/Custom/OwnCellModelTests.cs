using RnnLab.Compute;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent.Custom;

/// <summary>Whole language models whose cell is written as equations.</summary>
public class OwnCellModelTests
{
    private static readonly LanguageModelConfig Config = new() { Layers = 2, Hidden = 6, Vocabulary = 5, Seed = 4 };

    public static TheoryData<string> Backends => TestBackends.All;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Symbol_by_symbol_gives_what_a_whole_sequence_gives(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        foreach (string text in CellTexts.All)
        {
            foreach (int embedding in new[] { 0, 3 })
            {
                using var model = new LanguageModel(Config with { OwnCell = text, Embedding = embedding }, backend);
                ModelChecks.SymbolBySymbolIsTheWhole(model, 1e-5, text);
            }
        }
    }

    [Fact]
    public void The_trace_shows_gates_and_states_by_their_names()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var model = new LanguageModel(Config with { OwnCell = CellTexts.Everything }, backend);
        using var tokens = backend.AllocateIndices(new Shape(4, 2));
        tokens.CopyFrom([0, 1, 2, 3, 4, 0, 1, 2]);
        using var state = model.CreateState(2);
        using var trace = model.Forward(tokens, state);
        Assert.Equal(["s", "k", "m", "h"], trace.GateNames);
        var read = trace.GateNames.ToDictionary(gate => gate, gate => trace.Read(0, gate));
        double[] sigmoid = [.. Close.Values(model.Parameters.Single(p => p.Name == "rnn.d_l0").Value).Select(d => 1 / (1 + Math.Exp(-d)))];
        for (int n = 0; n < read["m"].Length; n++)
        {
            double before = n < 12 ? 0 : read["m"][n - 12], kBefore = n < 12 ? 0 : read["k"][n - 12];
            Assert.Equal(0.5 * kBefore + 0.5 * Math.Tanh(read["s"][n]), read["k"][n], 1e-6);
            Assert.Equal(-before / 2 + sigmoid[n % 6] * read["k"][n], read["m"][n], 1e-6);
        }
    }

    [Fact]
    public void Parameters_are_named_counted_and_drawn_as_PyTorch_draws()
    {
        var config = Config with { OwnCell = CellTexts.Gru };
        config.Validate();
        Assert.Equal(
            ["rnn.Wz_l0 [6, 5]", "rnn.Uz_l0 [6, 6]", "rnn.bz_l0 [6]", "rnn.Wr_l0 [6, 5]", "rnn.Ur_l0 [6, 6]", "rnn.br_l0 [6]", "rnn.Wn_l0 [6, 5]", "rnn.Un_l0 [6, 6]", "rnn.cn_l0 [6]", "rnn.bn_l0 [6]"],
            config.ParameterSpecs.Take(10).Select(spec => $"{spec.Name} {spec.Shape}"));
        Assert.Equal("rnn.Wz_l1 [6, 6]", config.ParameterSpecs.Skip(10).Select(spec => $"{spec.Name} {spec.Shape}").First());
        Assert.Equal(config.ParameterCount, config.ParameterSpecs.Sum(spec => spec.Count));
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var model = new LanguageModel(config, backend);
        double bound = 1 / Math.Sqrt(6);
        Assert.All(model.Parameters, parameter => Assert.All(Close.Values(parameter.Value), value => Assert.InRange(value, -bound, bound)));
    }

    [Fact]
    public void Every_cell_learns_a_repeating_text()
    {
        using var backend = TestBackends.Create(TestBackends.Cpu.First().Data);
        foreach (string text in CellTexts.All)
        {
            using var model = new LanguageModel(Config with { OwnCell = text, Layers = 1, Hidden = 12 }, backend);
            ModelChecks.LearnsARepeatingText(model, batch: 2, steps: 120, rate: 0.02, text);
        }
    }

    [Fact]
    public void Bad_equations_and_options_that_do_not_belong_are_refused_before_anything_is_allocated()
    {
        var error = Assert.Throws<ArgumentException>(() => (Config with { OwnCell = "h' = tanh(W*x" }).Validate());
        Assert.Contains("Line 1, column 14: found the end of the text; expected one of + - * .* / or \")\". The \"(\" in column 10 is still open.", error.Message);
        Assert.Throws<ArgumentException>(() => (Config with { OwnCell = CellTexts.Rnn, ForgetBias = 1 }).Validate());
    }
}
