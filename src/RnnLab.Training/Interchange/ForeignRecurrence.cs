using System.Globalization;
using System.Text.RegularExpressions;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Interchange;

/// <summary>A recurrent network among the tensors of a file, by the names that torch.nn.RNNBase gives.</summary>
internal sealed partial record ForeignRecurrence(CellKind Cell, int Layers, int Hidden, int Input, bool Bidirectional)
{
    /// <summary>Finds the one network and puts its tensors under our names (<c>rnn.weight_ih_l0</c>); null where there is none, or more than one, or its shapes do not fit.</summary>
    public static ForeignRecurrence? Find(IReadOnlyList<SafetensorsTensor> tensors, CellKind? said, Dictionary<string, SafetensorsTensor> parts, List<string> notes, List<string> problems)
    {
        var found = tensors.Select(tensor => (Tensor: tensor, Match: NamePattern().Match(tensor.Name))).Where(pair => pair.Match.Success).ToList();
        string[] owners = [.. found.Select(pair => pair.Match.Groups["owner"].Value).Distinct()];
        if (owners.Length != 1)
        {
            problems.Add(owners.Length == 0
                ? "It holds no recurrent layer: no tensor is called weight_ih_l0 or weight_hh_l0, as PyTorch calls them."
                : $"It holds {owners.Length} recurrent networks ({string.Join(", ", owners.Select(owner => $"\"{owner.TrimEnd('.')}\""))}); which of them is a language model cannot be told.");
            return null;
        }

        var named = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        foreach (var (tensor, match) in found)
            named[$"{match.Groups["kind"].Value}_l{(match.Groups["layer"].Success ? match.Groups["layer"].Value : "0")}{match.Groups["reverse"].Value}"] = tensor;
        if (named.Keys.FirstOrDefault(name => name.StartsWith("weight_hr", StringComparison.Ordinal)) is { } projection)
        {
            problems.Add($"Its LSTM projects the hidden state (\"{named[projection].Name}\"), which is not supported.");
            return null;
        }

        int layers = 0;
        while (named.ContainsKey(Key("weight_ih", layers)) || named.ContainsKey(Key("weight_hh", layers)))
            layers++;
        bool bidirectional = named.Keys.Any(name => name.EndsWith("_reverse", StringComparison.Ordinal));
        if (layers == 0 || named.GetValueOrDefault("weight_hh_l0") is not { Shape: [var rows, var hidden] } || hidden is < 1 or > int.MaxValue || (said ?? CellOf(rows, hidden)) is not { } cell)
        {
            problems.Add(named.TryGetValue("weight_hh_l0", out var odd)
                ? $"\"{odd.Name}\" has the shape [{string.Join(", ", odd.Shape)}]; of a recurrent layer it is [G H, H], with G 1 for an RNN, 3 for a GRU, 4 for an LSTM."
                : $"Its recurrent layers lack weight_hh_l0.");
            return null;
        }

        if ((long)cell.GateCount() * hidden != rows)
        {
            problems.Add($"\"{named["weight_hh_l0"].Name}\" has the shape [{rows}, {hidden}]; of {Title(cell)} with {hidden} hidden units it would be [{cell.GateCount() * hidden}, {hidden}]{(CellOf(rows, hidden) is { } likely ? $". These shapes are those of {Title(likely)}" : "")}.");
            return null;
        }

        if (named.GetValueOrDefault("weight_ih_l0") is not { Shape: [_, var input] } || input is < 1 or > int.MaxValue)
        {
            problems.Add("Its recurrent layers lack weight_ih_l0, or it is no matrix.");
            return null;
        }

        var network = new ForeignRecurrence(cell, layers, (int)hidden, (int)input, bidirectional);
        if (!network.Take(named, parts, notes, problems))
            return null;
        if (Assumption(cell, said is not null) is { } note)
            notes.Add(note);
        return network;
    }

    private bool Take(Dictionary<string, SafetensorsTensor> named, Dictionary<string, SafetensorsTensor> parts, List<string> notes, List<string> problems)
    {
        long gates = (long)Cell.GateCount() * Hidden;
        bool biases = true;
        foreach (string suffix in Bidirectional ? new[] { "", "_reverse" } : [""])
        {
            for (int layer = 0; layer < Layers; layer++)
            {
                long input = layer == 0 ? Input : Hidden * (Bidirectional ? 2 : 1);
                foreach (var (kind, shape) in new (string, long[])[] { ("weight_ih", [gates, input]), ("weight_hh", [gates, Hidden]), ("bias_ih", [gates]), ("bias_hh", [gates]) })
                {
                    string key = Key(kind, layer) + suffix;
                    if (!named.Remove(key, out var tensor))
                    {
                        if (kind.StartsWith("weight", StringComparison.Ordinal))
                        {
                            problems.Add($"Layer {layer} lacks {key}.");
                            return false;
                        }

                        biases = false;
                        continue;
                    }

                    if (!tensor.Shape.SequenceEqual(shape))
                    {
                        problems.Add($"\"{tensor.Name}\" has the shape [{string.Join(", ", tensor.Shape)}]; beside the other layers it should have [{string.Join(", ", shape)}].");
                        return false;
                    }

                    parts["rnn." + key] = tensor;
                }
            }
        }

        if (!biases)
            notes.Add("Some biases of the recurrent layers are not in the file; zeros take their place.");
        if (named.Count > 0)
        {
            problems.Add($"These tensors belong to no complete layer: {string.Join(", ", named.Values.Select(tensor => $"\"{tensor.Name}\""))}.");
            return false;
        }

        return true;
    }

    private static CellKind? CellOf(long rows, long hidden) => rows % hidden != 0 ? null : (rows / hidden) switch
    {
        1 => CellKind.Rnn,
        3 => CellKind.Gru,
        4 => CellKind.Lstm,
        _ => null,
    };

    /// <summary>What the shapes leave open, and how it was taken.</summary>
    private static string? Assumption(CellKind cell, bool said) => (cell, said) switch
    {
        (CellKind.Rnn, false) => "The file does not say what squashes an RNN's sum; tanh was assumed, PyTorch's default. If it was trained with ReLU, say --cell rnn-relu.",
        (CellKind.Rnn, true) => "The file does not say what squashes an RNN's sum; tanh was assumed, since you said so.",
        (CellKind.RnnRelu, _) => "The file does not say what squashes an RNN's sum; ReLU was assumed, since you said so.",
        (CellKind.GruResetBefore, _) => "The file does not say where the GRU resets; before the product was assumed, since you said so.",
        (CellKind.Gru, true) => "The file does not say where the GRU resets; after the product was assumed, since you said so.",
        _ => null,
    };

    private static string Title(CellKind cell) => $"{(cell is CellKind.Mgu or CellKind.Gru or CellKind.GruResetBefore ? "a" : "an")} {CellDescription.Of(cell).Title}";

    private static string Key(string kind, int layer) => kind + "_l" + layer.ToString(CultureInfo.InvariantCulture);

    /// <summary>torch.nn.LSTM's names, and torch.nn.LSTMCell's, which have no layer.</summary>
    [GeneratedRegex(@"^(?<owner>(?:.*\.)?)(?<kind>(?:weight|bias)_(?:ih|hh|hr))(?:_l(?<layer>\d{1,4})(?<reverse>_reverse)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
