using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Training.Views;

/// <summary>
/// A network with drawn weights whose layers read a text from both ends (Schuster and Paliwal 1997), to be looked into. It cannot write: a character that it would choose next, its backward
/// half would have to have read already. Built-in and own cells; symbols enter one-hot. One thread at a time.
/// </summary>
public sealed class TwoWayNetwork : IDisposable
{
    private readonly RecurrentNetwork _network;
    private readonly CharacterVocabulary _vocabulary;

    /// <summary>Draws the weights.</summary>
    /// <param name="config">Cell, layers, hidden units, forget bias and seed; the initialisation must be PyTorch's.</param>
    /// <param name="vocabulary">The symbols.</param>
    /// <param name="backend">Where to compute; stays the caller's.</param>
    /// <exception cref="ArgumentException">The configuration is not valid, or asks for something that such a network does not have.</exception>
    public TwoWayNetwork(RunConfig config, CharacterVocabulary vocabulary, IComputeBackend backend)
    {
        var model = config.ToModelConfig(vocabulary.Count);
        if (model.Initialization != InitializationScheme.PyTorch)
            throw new ArgumentException("The weights of a network that reads in both directions are drawn as PyTorch draws them. Choose that, or one direction.", nameof(config));
        if (model.Embedding > 0 || StackRules.BeyondEquations(model) is not null)
            throw new ArgumentException("A network that reads in both directions is set up here from its cell alone: without embedding, normalisation, zoneout and residual connections.", nameof(config));
        _vocabulary = vocabulary;
        _network = new(
            new()
            {
                Cell = model.Cell, Variant = model.Variant, OwnCell = model.OwnCell, ForgetBias = model.ForgetBias, Layers = model.Layers, Hidden = model.Hidden, Input = vocabulary.Count, Seed = model.Seed, Bidirectional = true,
            },
            backend);
        Single = model with { Layers = 1 };
    }

    private LanguageModelConfig Single { get; }

    /// <summary>Every gate and state over a text: of each layer the forward half, then the backward one.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public GateFrame Read(string text, string id)
    {
        int[] tokens = _vocabulary.Encode(text);
        if (tokens.Length == 0)
            throw new ArgumentException("There is no text to look at the gates with.", nameof(text));
        var backend = _network.Backend;
        using var indices = backend.AllocateIndices(new Shape(tokens.Length, 1));
        indices.CopyFrom(tokens);
        using var tape = new Tape(backend, gradients: false);
        var output = _network.Forward(tape, new SequenceInput(new TokenInput(indices)));
        var cell = _network.Options.Description;
        int hidden = _network.Options.Hidden;
        var layers = new List<GateLayer>();
        for (int n = 0; n < output.Layers.Count; n++)
        {
            var kept = output.Layers[n].Fused!;
            float[] gates = kept.Gates.ToArray();
            var maps = cell.GateNames.Select(gate => GateProbe.Map(cell, gate, Rows(cell.BlockOf(gate) is var block && block >= 0 ? gates : (gate == "c" ? kept.Cell! : kept.Hidden).ToArray(), Math.Max(0, block), tokens.Length, hidden)));
            layers.Add(new(n / 2, hidden, tokens.Length, [.. maps]) { IsBackward = n % 2 == 1 });
        }

        return new(id, 0, backend.Name, text, [.. text.EnumerateRunes().Select(rune => rune.ToString())], layers);
    }

    /// <summary>
    /// One direction of one layer as a model of its own that reads forward: where it lies on others, the vector that it reads at the step is the embedding of symbol 0. With it,
    /// what it does at a step can be taken apart like any other network's.
    /// </summary>
    /// <param name="frame">What <see cref="Read"/> gave.</param>
    /// <param name="place">The number of the layer in the frame.</param>
    /// <param name="time">The step, in the order of the text.</param>
    /// <returns>The model, the symbol that it reads, its states in the order in which it reads, and the step in that order.</returns>
    public (LanguageModel Model, int Token, GateFrame Frame, int Time) Alone(GateFrame frame, int place, int time)
    {
        var layer = frame.Layers[place];
        int input = layer.Index == 0 ? 0 : 2 * layer.Hidden;
        var model = new LanguageModel(Single with { Embedding = input }, _network.Backend, initialize: false);
        string suffix = $"_l{layer.Index}{(layer.IsBackward == true ? "_reverse" : "")}";
        var weights = _network.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        foreach (var parameter in model.Parameters)
        {
            double[] values = new double[parameter.Value.Shape.Count];
            if (parameter.Name.EndsWith("_l0", StringComparison.Ordinal))
                weights[parameter.Name[..^"_l0".Length] + suffix].Value.CopyTo(values);
            else if (parameter.Name == "embedding.weight")
                Below(frame, layer.Index, time).CopyTo(values, 0);
            parameter.Value.CopyFrom(values);
        }

        var turned = layer.IsBackward == true ? Turned(layer) : layer;
        return (model, input > 0 ? 0 : _vocabulary.Encode(frame.Symbols[time])[0], frame with { Layers = [turned] }, layer.IsBackward == true ? layer.Time - 1 - time : time);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>What a layer reads at a step: h of the forward half of the layer below it, then of the backward half.</summary>
    private static double[] Below(GateFrame frame, int layer, int time) =>
        [.. frame.Layers.Where(one => one.Index == layer - 1).SelectMany(one => Enumerable.Range(0, one.Hidden).Select(unit => (double)one.Maps.First(map => map.Name == "h").Values[(unit * one.Time) + time]))];

    private static GateLayer Turned(GateLayer layer) => layer with
    {
        Index = 0,
        Maps = [.. layer.Maps.Select(map =>
        {
            float[] values = (float[])map.Values.Clone();
            for (int unit = 0; unit < layer.Hidden; unit++)
                Array.Reverse(values, unit * layer.Time, layer.Time);
            return new GateMap(map.Name, map.Signed, values, map.Bounded);
        })],
    };

    /// <summary>One block of [T, G*H] as [H, T].</summary>
    private static float[] Rows(float[] values, int block, int time, int hidden)
    {
        int width = values.Length / time;
        float[] rows = new float[hidden * time];
        for (int t = 0; t < time; t++)
        {
            for (int unit = 0; unit < hidden; unit++)
                rows[(unit * time) + t] = values[(t * width) + (block * hidden) + unit];
        }

        return rows;
    }
}
