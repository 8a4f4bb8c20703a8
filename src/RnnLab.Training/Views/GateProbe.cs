using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;

namespace RnnLab.Training.Views;

/// <summary>Reads a text with a model and hands out every gate and state it computed.</summary>
public static class GateProbe
{
    /// <summary>
    /// The gates and states of every layer while the model reads <paramref name="text"/> from a zero state. Call it on the thread that owns the model.
    /// </summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static GateFrame Compute(LanguageModel model, CharacterVocabulary vocabulary, string text, string runId, long step)
    {
        int[] tokens = vocabulary.Encode(text);
        if (tokens.Length == 0)
            throw new ArgumentException("There is no text to look at the gates with.", nameof(text));
        using var indices = model.Backend.AllocateIndices(new Shape(tokens.Length, 1));
        indices.CopyFrom(tokens);
        using var state = model.CreateState(1);
        using var trace = model.Forward(indices, state);
        var layers = new List<GateLayer>();
        for (int layer = 0; layer < trace.Layers.Count; layer++)
        {
            int hidden = model.Config.Hidden;
            var maps = new List<GateMap>();
            foreach (string gate in trace.GateNames)
            {
                maps.Add(Map(trace.Cell, gate, Transpose(trace.Read(layer, gate), tokens.Length, hidden)));
            }

            layers.Add(new(layer, hidden, tokens.Length, maps));
        }

        return new(runId, step, model.Backend.Name, text, [.. text.EnumerateRunes().Select(rune => rune.ToString())], layers);
    }

    /// <summary>Values [H, T] with what the cell says of them.</summary>
    internal static GateMap Map(Nn.Recurrent.CellDescription cell, string gate, float[] values)
    {
        var (low, high) = cell.GateRange(gate);
        return new(gate, low < 0, values, low >= -1 && high <= 1);
    }

    /// <summary>[T, H] as the engine keeps it to [H, T] as it is shown.</summary>
    private static float[] Transpose(float[] values, int time, int hidden)
    {
        var rows = new float[values.Length];
        for (int t = 0; t < time; t++)
        {
            for (int unit = 0; unit < hidden; unit++)
                rows[(unit * time) + t] = values[(t * hidden) + unit];
        }

        return rows;
    }
}
