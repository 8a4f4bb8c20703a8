using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Surgery;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Surgery;

public sealed class EditedReaderTests
{
    private static readonly int[] Text = [1, 3, 0, 2, 2, 4, 1, 0, 3];

    [Theory]
    [InlineData(CellKind.Rnn, LstmVariant.None, 0)]
    [InlineData(CellKind.RnnRelu, LstmVariant.None, 0)]
    [InlineData(CellKind.Gru, LstmVariant.None, 3)]
    [InlineData(CellKind.GruResetBefore, LstmVariant.None, 0)]
    [InlineData(CellKind.Mgu, LstmVariant.None, 0)]
    [InlineData(CellKind.Lstm, LstmVariant.None, 6)]
    [InlineData(CellKind.Lstm, LstmVariant.Peephole | LstmVariant.FullGateRecurrence, 0)]
    public void Unchanged_it_is_the_model(CellKind cell, LstmVariant variant, int embedding)
    {
        var config = new LanguageModelConfig { Cell = cell, Variant = variant, Layers = 2, Hidden = 6, Vocabulary = 5, Embedding = embedding, TieHead = embedding == 6, Seed = 4 };
        foreach (IComputeBackend backend in new IComputeBackend[] { new ReferenceBackend(), new CpuBackend(1) })
        {
            using (backend)
            {
                using var model = new LanguageModel(config, backend);
                using var state = model.CreateState(1);
                using var tokens = backend.AllocateIndices(new Shape(Text.Length, 1));
                tokens.CopyFrom(Text);
                using var trace = model.Forward(tokens, state);
                using var reader = new EditedReader(model, new GateSurgery());
                float[] logits = new float[5], all = trace.Logits.ToArray();
                for (int t = 0; t < Text.Length; t++)
                {
                    reader.Step(Text[t], logits);
                    Near(all.AsSpan(t * 5, 5), logits, $"scores at {t}");
                    for (int layer = 0; layer < 2; layer++)
                    {
                        foreach (string gate in trace.GateNames)
                            Near(trace.Read(layer, gate).AsSpan(t * 6, 6), reader.Gate(layer, gate), $"{gate} of layer {layer} at {t}");
                    }
                }

                Near(state.ToArray(), reader.State, "final state");
            }
        }
    }

    [Fact]
    public void A_forget_gate_held_at_one_is_the_lstm_without_it()
    {
        using var backend = new ReferenceBackend();
        var config = new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 1, Hidden = 4, Vocabulary = 5, Seed = 4 };
        using var model = new LanguageModel(config, backend);
        using var without = new LanguageModel(config with { Variant = LstmVariant.NoForgetGate }, backend);

        // i g o of the four blocks i f g o.
        for (int n = 0; n < 4; n++)
        {
            double[] from = Close.Values(model.Parameters[n].Value);
            int block = from.Length / 4;
            without.Parameters[n].Value.CopyFrom((double[])[.. from[..block], .. from[(2 * block)..]]);
        }

        without.Parameters[4].Value.CopyFrom(Close.Values(model.Parameters[4].Value));
        without.Parameters[5].Value.CopyFrom(Close.Values(model.Parameters[5].Value));
        using var held = new EditedReader(model, new GateSurgery { Gates = [new(0, "f", null, 1)] });
        using var variant = new EditedReader(without, new GateSurgery());
        float[] a = new float[5], b = new float[5];
        foreach (int token in Text)
        {
            held.Step(token, a);
            variant.Step(token, b);
            Near(b, a, "scores");
            Assert.Equal([1, 1, 1, 1], held.Gate(0, "f").ToArray());
        }
    }

    [Fact]
    public void One_unit_can_be_held_and_what_follows_sees_it()
    {
        using var backend = new ReferenceBackend();
        using var model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Gru, Layers = 2, Hidden = 4, Vocabulary = 5, Seed = 4 }, backend);
        using var plain = new EditedReader(model, new GateSurgery());
        using var edited = new EditedReader(model, new GateSurgery { Gates = [new(0, "h", 2, 0.5)] });
        float[] a = new float[5], b = new float[5];
        plain.Step(1, a);
        edited.Step(1, b);
        Assert.Equal(0.5f, edited.Gate(0, "h")[2]);
        Assert.Equal(plain.Gate(0, "h")[1], edited.Gate(0, "h")[1]);
        Assert.NotEqual(plain.Gate(1, "h").ToArray(), edited.Gate(1, "h").ToArray());
        Assert.NotEqual(a, b);

        // The next step's reset gate reads the held state.
        plain.Step(2, a);
        edited.Step(2, b);
        Assert.NotEqual(plain.Gate(0, "r").ToArray(), edited.Gate(0, "r").ToArray());
    }

    [Fact]
    public void Without_any_recurrent_weight_it_forgets_at_once()
    {
        using var backend = new ReferenceBackend();
        using var model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Rnn, Layers = 1, Hidden = 4, Vocabulary = 5, Seed = 4 }, backend);
        using var reader = new EditedReader(model, new GateSurgery { Weights = [new(0, "U")] });
        float[] first = new float[5], again = new float[5];
        reader.Step(3, first);
        reader.Step(1, again);
        reader.Step(3, again);
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_state_of_another_text_makes_it_go_on_from_there()
    {
        using var backend = new ReferenceBackend();
        using var model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 4, Vocabulary = 5, Seed = 4 }, backend);
        using var other = new EditedReader(model, new GateSurgery());
        float[] expected = new float[5], actual = new float[5];
        foreach (int token in new[] { 4, 4, 0, 1 })
            other.Step(token, expected);
        using var transplanted = new EditedReader(model, new GateSurgery { States = [new(2, other.State)] });
        transplanted.Step(1, actual);
        transplanted.Step(1, actual);
        transplanted.Step(3, actual);
        other.Step(3, expected);
        Near(expected, actual, "scores");
        Assert.Contains("numbers", Assert.Throws<ArgumentException>(() =>
        {
            using var wrong = new EditedReader(model, new GateSurgery { States = [new(0, new float[3])] });
            wrong.Step(0, actual);
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_that_do_not_fit_are_named()
    {
        var config = new LanguageModelConfig { Cell = CellKind.Gru, Layers = 2, Hidden = 4, Vocabulary = 5 };
        var problems = new GateSurgery { Gates = [new(2, "h", null, 0), new(0, "f", null, 0), new(0, "h", 9, 0), new(0, "h", 0, double.NaN)], Weights = [new(0, "Uf")] }.Problems(config);
        Assert.Equal(5, problems.Count);
        Assert.Contains("r, z, n, h", problems[1], StringComparison.Ordinal);
        Assert.Contains("Un", problems[4], StringComparison.Ordinal);
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        for (int n = 0; n < expected.Length; n++)
            Assert.True(Math.Abs(expected[n] - actual[n]) < 1e-5f, $"{what}, element {n}: {expected[n]} expected, {actual[n]} there.");
    }
}
