using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Nn.Surgery;
using RnnLab.Training.Sampling;

namespace RnnLab.Training.Views;

/// <summary>What a network made of a text, and how it went on.</summary>
/// <param name="Frame">Every gate and state over the text.</param>
/// <param name="SurpriseBits">How much each symbol after the first surprised it, in bits; one fewer than symbols.</param>
/// <param name="Continuation">What it wrote next.</param>
public sealed record SurgeryReading(GateFrame Frame, IReadOnlyList<double> SurpriseBits, string Continuation)
{
    /// <summary>The mean loss on the text in nats a symbol; null for a text of one symbol.</summary>
    public double? Loss => SurpriseBits.Count == 0 ? null : SurpriseBits.Average() * Math.Log(2);

    /// <summary>
    /// Reads a text from a zero state and writes on, with changed gates, weights or states. Without changes it is the network as it is: compare the two, which are computed in the
    /// same way and with the same dice.
    /// </summary>
    /// <param name="model">The network; on the thread that owns it.</param>
    /// <param name="vocabulary">Its symbols.</param>
    /// <param name="text">The text.</param>
    /// <param name="surgery">The changes.</param>
    /// <param name="rule">How it goes on.</param>
    /// <param name="length">Symbols to write.</param>
    /// <param name="seed">The seed of the dice.</param>
    /// <param name="runId">The run whose weights these are.</param>
    /// <param name="step">The weights after this training step.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The text is empty, or the changes do not fit the network.</exception>
    public static SurgeryReading Compute(
        LanguageModel model, CharacterVocabulary vocabulary, string text, GateSurgery surgery, ChoiceRule rule, int length, ulong seed, string runId, long step, CancellationToken cancellation = default)
    {
        int[] tokens = vocabulary.Encode(text);
        if (tokens.Length == 0)
            throw new ArgumentException("There is no text to look at the gates with.", nameof(text));
        using var reader = new EditedReader(model, surgery);
        var description = model.Config.Description;
        int time = tokens.Length, hidden = model.Config.Hidden;
        var maps = Enumerable.Range(0, model.Config.Layers).Select(_ => description.GateNames.Select(_ => new float[hidden * time]).ToArray()).ToArray();
        double[] bits = new double[time - 1];
        float[] logits = new float[vocabulary.Count];
        var choice = new SymbolChoice(vocabulary.Count);
        for (int t = 0; t < time; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (t > 0)
            {
                choice.Read(logits, new ChoiceRule());
                bits[t - 1] = choice.SurpriseBits(tokens[t]);
            }

            reader.Step(tokens[t], logits);
            for (int layer = 0; layer < maps.Length; layer++)
            {
                for (int n = 0; n < maps[layer].Length; n++)
                {
                    var values = reader.Gate(layer, description.GateNames[n]);
                    for (int unit = 0; unit < hidden; unit++)
                        maps[layer][n][(unit * time) + t] = values[unit];
                }
            }
        }

        var key = new PhiloxKey(seed, RandomStreams.Sampling);
        var written = new System.Text.StringBuilder();
        for (int n = 0; n < length; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            choice.Read(logits, rule);
            int symbol = choice.Draw(Philox.Uniform(key, (ulong)n));
            written.Append(vocabulary.Symbol(symbol));
            reader.Step(symbol, logits);
        }

        var layers = maps.Select((gates, layer) => new GateLayer(layer, hidden, time, [.. gates.Select((values, n) => GateProbe.Map(description, description.GateNames[n], values))]));
        return new(new(runId, step, model.Backend.Name, text, [.. text.EnumerateRunes().Select(rune => rune.ToString())], [.. layers]), bits, written.ToString());
    }
}
