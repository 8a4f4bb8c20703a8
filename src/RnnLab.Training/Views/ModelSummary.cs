using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Training.Views;

/// <summary>One row of the model's table.</summary>
/// <param name="Layer">The layer's name, such as <c>LSTM layer 1</c>.</param>
/// <param name="OutputShape">What leaves it, in the letters B batch and T time, such as <c>[T 50, B 50, H 128]</c>.</param>
/// <param name="Parameters">Its weights.</param>
/// <param name="Formula">How that number comes about.</param>
/// <param name="Description">What it does, in a sentence.</param>
public sealed record ModelSummaryRow(string Layer, string OutputShape, long Parameters, string Formula, string Description);

/// <summary>A model as a table, layer by layer, as Keras prints it.</summary>
public static class ModelSummary
{
    /// <summary>The rows from the input to the scores.</summary>
    public static IReadOnlyList<ModelSummaryRow> Rows(RunConfig config, int vocabulary)
    {
        var rows = new List<ModelSummaryRow>();
        string time = Text($"T {config.SequenceLength}, B {config.Batch}");
        long input = vocabulary, hidden = config.Hidden;
        var cell = config.Description;
        bool variational = config.DropoutKind == DropoutKind.Variational;
        if (config.Embedding > 0)
        {
            input = config.Embedding;
            rows.Add(new("embedding", Text($"[{time}, E {input}]"), vocabulary * input, Text($"V {vocabulary:N0} x E {input:N0}"), "Turns each character into a learned vector."));
            if (variational)
                Drop(input, 'E', "of each vector");
        }
        else
        {
            rows.Add(new("one-hot input", Text($"[{time}, V {vocabulary}]"), 0, "none", "Each character is a vector of zeros with a single one."));
        }

        for (int layer = 0; layer < config.Layers; layer++, input = hidden)
        {
            rows.Add(new(Text($"{cell.Title} layer {layer + 1}"), Text($"[{time}, H {hidden}]"), config.LayerParameters.Sum(parameter => parameter.Count(input, hidden)),
                Formula(config, cell, input, hidden),
                Text($"Reads {(layer > 0 ? "the layer below" : "the characters")} step by step and carries {Carried(config, cell)}.{Inside(config, cell, layer)}")));
            if (layer + 1 < config.Layers || variational)
                Drop(hidden, 'H', "of the numbers that go up");
        }

        rows.Add(new("linear head", Text($"[{time}, V {vocabulary}]"), vocabulary * (hidden + 1), Text($"V {vocabulary:N0} x (H {hidden:N0} + 1 bias)"), "One score for each character that may come next; softmax makes probabilities of them."));
        return rows;

        void Drop(long width, char letter, string what)
        {
            if (config.Dropout > 0)
                rows.Add(new("dropout", Text($"[{time}, {letter} {width}]"), 0, "none", Text($"While training, zeroes {config.Dropout:P0} {what}, {(variational ? "the same ones at all steps of a sequence" : "chosen anew in each step")}.")));
        }
    }

    /// <summary>What a layer does beside its cell, each in a sentence.</summary>
    private static string Inside(RunConfig config, CellDescription cell, int layer)
    {
        string text = "";
        if (config.LayerNormalized)
            text += " What its gates sum up is normalised over the units.";
        if (config.Residual && layer > 0)
            text += " Adds what it read to what it gives.";
        if (config.RecurrentDropout > 0)
            text += Text($" While training, its recurrent weights do not see {config.RecurrentDropout:P0} of h, the same units at all steps of a sequence.");
        if (config.ZoneoutHidden > 0)
            text += Text($" While training, {config.ZoneoutHidden:P0} of h keep their old value at each step.");
        if (config.ZoneoutCell > 0 && cell.HasCellState)
            text += Text($" While training, {config.ZoneoutCell:P0} of c keep their old value at each step.");
        return text;
    }

    private static string Formula(RunConfig config, CellDescription cell, long input, long hidden)
    {
        if (config.OwnCell is not null)
            return string.Join(" + ", cell.Parameters.Select(parameter => Text($"{parameter.Name} {parameter.Count(input, hidden):N0}")));
        int gates = config.Cell.GateCount(config.Variant);
        string formula = Text($"{(gates == 1 ? "" : Text($"{gates} gates x "))}H {hidden:N0} x (input {input:N0} + H {hidden:N0} + 2 biases)");
        if (config.Variant.Has(LstmVariant.Peephole))
            formula += Text($" + {gates - 1} x H peepholes");
        if (config.LayerNormalized)
            formula += Text($" + {NormalizationRows(config)} x H to normalise");
        return config.Variant.Has(LstmVariant.FullGateRecurrence) ? formula + Text($" + ({gates - 1} x H) x ({gates - 1} x H) between gates") : formula;
    }

    private static int NormalizationRows(RunConfig config) => CellDescription.NormalizationOf(config.Cell, config.Variant).Sum(parameter => parameter.RowBlocks);

    private static string Carried(RunConfig config, CellDescription cell) => (config.OwnCell, cell.HasCellState, cell.FurtherStates) switch
    {
        (not null, _, > 0) => Text($"{cell.FurtherStates + (cell.HasCellState ? 2 : 1)} states"),
        (null, _, > 0) => "a hidden state, a cell state and its gates",
        (_, true, _) => "a hidden state and a cell state",
        _ => "a hidden state",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
