using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Views;
using RnnLab.Web.Components.Gates;

namespace RnnLab.Web.Tests.Gates;

/// <summary>The arithmetic under a cell of a map comes to the number in the map, for every cell and every gate.</summary>
public sealed class CellArithmeticTests
{
    private const string Text = "to be or not";

    [Theory]
    [InlineData(CellKind.Rnn, LstmVariant.None)]
    [InlineData(CellKind.RnnRelu, LstmVariant.None)]
    [InlineData(CellKind.Gru, LstmVariant.None)]
    [InlineData(CellKind.GruResetBefore, LstmVariant.None)]
    [InlineData(CellKind.Mgu, LstmVariant.None)]
    [InlineData(CellKind.Lstm, LstmVariant.None)]
    [InlineData(CellKind.Lstm, LstmVariant.Peephole)]
    [InlineData(CellKind.Lstm, LstmVariant.CoupledGates)]
    [InlineData(CellKind.Lstm, LstmVariant.FullGateRecurrence)]
    public void It_comes_to_the_value_on_screen(CellKind cell, LstmVariant variant) =>
        Check(new LanguageModelConfig { Cell = cell, Variant = variant, Layers = 2, Hidden = 5, Vocabulary = 10, Embedding = 3, Seed = 7 });

    [Fact]
    public void It_knows_own_cells() => Check(new LanguageModelConfig { OwnCell = "k = sigmoid(A*x + B*h + e)\nh' = k .* h + (1 - k) .* tanh(C*x)", Layers = 2, Hidden = 5, Vocabulary = 10, Seed = 7 });

    [Fact]
    public void The_formula_carries_symbols_and_numbers_and_its_parts_add_up()
    {
        using ReferenceBackend backend = new();
        using LanguageModel model = new(new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 1, Hidden = 4, Vocabulary = 10, Seed = 3 }, backend);
        CharacterVocabulary vocabulary = Vocabulary();
        GateFrame frame = GateProbe.Compute(model, vocabulary, Text, "run", 1);
        using CellArithmetic arithmetic = new(model, vocabulary.Encode(Text)[4], frame, 4);
        CellExplanation forget = arithmetic.Explain(0, "f", 2);
        Assert.Equal(@"\q{f}{f_{t}} = \sigma\left(W_{f}\,\q{x}{x_{t}} + b_{f} + U_{f}\,\q{h}{h_{t-1}} + d_{f}\right)", forget.Symbols);
        Assert.Equal(forget.Parts[^1].Value, forget.Parts.SkipLast(1).Sum(part => part.Value), 1e-12);
        Assert.Equal(forget.Value, 1 / (1 + Math.Exp(-forget.Parts[^1].Value)), 1e-12);
        Assert.Equal(@"\q{c}{c_{t}} = \q{f}{f_{t}} \odot \q{c}{c_{t-1}} + \q{i}{i_{t}} \odot \q{g}{g_{t}}", arithmetic.Explain(0, "c", 2).Symbols);
    }

    private static void Check(LanguageModelConfig config)
    {
        using ReferenceBackend backend = new();
        using LanguageModel model = new(config, backend);
        CharacterVocabulary vocabulary = Vocabulary();
        GateFrame frame = GateProbe.Compute(model, vocabulary, Text, "run", 1);
        int[] tokens = vocabulary.Encode(Text);
        foreach (int time in (int[])[0, 6])
        {
            using CellArithmetic arithmetic = new(model, tokens[time], frame, time);
            foreach (GateLayer layer in frame.Layers)
            {
                foreach (GateMap map in layer.Maps)
                    Assert.Equal(map.Values[(3 * layer.Time) + time], arithmetic.Explain(layer.Index, map.Name, 3).Value, 1e-6);
            }
        }
    }

    private static CharacterVocabulary Vocabulary() => CharacterVocabulary.FromText("to be or not.", includeUnknown: true);
}
