using RnnLab.Compute;
using RnnLab.Compute.Recurrent;

namespace RnnLab.Nn.Unrolled;

/// <summary>Where a weight of an unrolled network belongs.</summary>
/// <param name="Part">The network or the decoder.</param>
/// <param name="Layer">0 is the bottom layer; -1 the embedding; L the head.</param>
/// <param name="Direction">Which way the layer reads.</param>
/// <param name="Name">The name in the equations; E for the embedding, V and a for matrix and bias of the head.</param>
public sealed record UnrolledWeightKey(UnrolledPart Part, int Layer, RecurrentDirection Direction, string Name);

/// <summary>A weight: [Rows, Columns], or a vector of one row.</summary>
/// <param name="Key">Where it belongs.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="IsMatrix">Whether it multiplies a vector.</param>
/// <param name="Data">The numbers, row-major.</param>
public sealed record UnrolledWeight(UnrolledWeightKey Key, int Rows, int Columns, bool IsMatrix, double[] Data);

/// <summary>The weights of an unrolled network: drawn, or those of a model.</summary>
public sealed class UnrolledWeights
{
    private UnrolledWeights(IReadOnlyList<UnrolledWeight> all) => All = all;

    /// <summary>All of them, in a fixed order.</summary>
    public IReadOnlyList<UnrolledWeight> All { get; }

    /// <summary>One of them.</summary>
    public UnrolledWeight this[UnrolledWeightKey key] => All.First(weight => weight.Key == key);

    /// <summary>Uniform between -1/sqrt(H) and 1/sqrt(H), as PyTorch draws recurrent weights.</summary>
    /// <param name="plan">What the network is.</param>
    /// <param name="seed">Decides all of them.</param>
    /// <param name="recurrentScale">Multiplies the matrices from state to state: above 1 gradients grow on their way back, below they vanish.</param>
    /// <param name="forgetBias">Replaces the first bias of the forget gate, the second then being 0; null leaves both as drawn.</param>
    public static UnrolledWeights Draw(UnrolledPlan plan, ulong seed, double recurrentScale = 1, double? forgetBias = null)
    {
        double limit = 1 / Math.Sqrt(plan.Hidden);
        int number = 0;
        return Make(plan, (key, isMatrix, fromState, data) =>
        {
            var philox = new PhiloxKey(seed, RandomStreams.Initialization(number++));
            for (int n = 0; n < data.Length; n++)
                data[n] = ((2 * Philox.Uniform(philox, (ulong)n)) - 1) * limit * (fromState ? recurrentScale : 1);
            if (forgetBias is { } bias && key.Name is "bf" or "df")
                Array.Fill(data, key.Name == "bf" ? bias : 0);
        });
    }

    /// <summary>The weights of a model that reads forward.</summary>
    /// <exception cref="ArgumentException">The model's layers compute more than their cell's equations: normalisation, zoneout, residual connections.</exception>
    public static UnrolledWeights From(LanguageModel model, UnrolledPlan plan)
    {
        if (StackRules.BeyondEquations(model.Config) is { } beyond)
            throw new ArgumentException(beyond, nameof(model));
        int first = model.Config.Embedding > 0 ? 1 : 0, perLayer = model.Config.Description.Parameters.Count;
        var values = model.Parameters.Select(parameter => Values(parameter.Value)).ToArray();
        return Make(plan, (key, isMatrix, _, data) =>
        {
            if (key.Layer < 0)
                values[0].CopyTo(data, 0);
            else if (key.Layer == plan.Layers)
                (key.Name == "a" ? values[^1] : model.Config.TieHead ? values[0] : values[^2]).CopyTo(data, 0);
            else
                Block(plan, key, (parameter, from, to, count) => values[parameter].AsSpan(from, count).CopyTo(data.AsSpan(to)), model.Parameters, first + (key.Layer * perLayer));
        });
    }

    /// <summary>The gradients of an unrolled network laid out as the parameters of the model whose weights it has.</summary>
    public static IReadOnlyList<double[]> ToModel(UnrolledGraph graph, LanguageModel model) =>
        Lay(graph.Plan, model, graph.Weights.Where(value => value.Gradient is not null).Select(value => (graph.KeyOf(value), value.Gradient!)));

    /// <summary>Puts these weights into a model of the same shape that reads forward, so that it computes what the unrolled network computes.</summary>
    public void CopyTo(LanguageModel model, UnrolledPlan plan)
    {
        var values = Lay(plan, model, All.Select(weight => (weight.Key, weight.Data)));
        for (int n = 0; n < values.Count; n++)
            model.Parameters[n].Value.CopyFrom(values[n]);
    }

    private static IReadOnlyList<double[]> Lay(UnrolledPlan plan, LanguageModel model, IEnumerable<(UnrolledWeightKey Key, double[] Values)> weights)
    {
        int first = model.Config.Embedding > 0 ? 1 : 0, perLayer = model.Config.Description.Parameters.Count;
        var result = model.Parameters.Select(parameter => new double[parameter.Value.Shape.Count]).ToArray();
        foreach (var (key, values) in weights)
        {
            if (key.Layer < 0)
                values.CopyTo(result[0], 0);
            else if (key.Layer == plan.Layers)
                values.CopyTo(key.Name == "a" ? result[^1] : result[^2], 0);
            else
                Block(plan, key, (parameter, from, to, count) => values.AsSpan(to, count).CopyTo(result[parameter].AsSpan(from)), model.Parameters, first + (key.Layer * perLayer));
        }

        return result;
    }

    internal UnrolledWeights With(Func<UnrolledWeight, double[]> change) => new([.. All.Select(weight => weight with { Data = change(weight) })]);

    private static UnrolledWeights Make(UnrolledPlan plan, Action<UnrolledWeightKey, bool, bool, double[]> fill)
    {
        plan.Validate();
        var all = new List<UnrolledWeight>();
        if (plan.Embedding > 0)
            Add(new(UnrolledPart.Encoder, -1, RecurrentDirection.Forward, "E"), plan.Symbols, plan.Embedding, true, false);
        foreach (var part in plan.Pattern == SequencePattern.EncoderDecoder ? new[] { UnrolledPart.Encoder, UnrolledPart.Decoder } : [UnrolledPart.Encoder])
        {
            bool both = plan.Bidirectional && part == UnrolledPart.Encoder;
            for (int layer = 0; layer < plan.Layers; layer++)
            {
                foreach (var direction in both ? new[] { RecurrentDirection.Forward, RecurrentDirection.Reverse } : [RecurrentDirection.Forward])
                {
                    int input = plan.InputOf(layer, both);
                    foreach (var weight in plan.Cell.Program.Weights)
                    {
                        int columns = weight.Width.IsInput ? input : plan.Hidden;
                        Add(new(part, layer, direction, weight.Name), weight.IsMatrix ? plan.Hidden : 1, columns, weight.IsMatrix, weight.IsMatrix && !weight.Width.IsInput);
                    }
                }
            }
        }

        var last = plan.Pattern == SequencePattern.EncoderDecoder ? UnrolledPart.Decoder : UnrolledPart.Encoder;
        int top = plan.Hidden * (plan.Bidirectional && last == UnrolledPart.Encoder ? 2 : 1);
        if (!plan.TiedHead)
            Add(new(last, plan.Layers, RecurrentDirection.Forward, "V"), plan.Symbols, top, true, false);
        Add(new(last, plan.Layers, RecurrentDirection.Forward, "a"), 1, plan.Symbols, false, false);
        return new(all);

        void Add(UnrolledWeightKey key, int rows, int columns, bool isMatrix, bool fromState)
        {
            double[] data = new double[rows * columns];
            fill(key, isMatrix, fromState, data);
            all.Add(new(key, rows, columns, isMatrix, data));
        }
    }

    /// <summary>The stretches of a model's parameter that a weight of the equations is made of: number of the parameter, where in it, where in the weight, how many.</summary>
    private static void Block(UnrolledPlan plan, UnrolledWeightKey key, Action<int, int, int, int> stretch, IReadOnlyList<Parameter> parameters, int first)
    {
        int index = Enumerable.Range(0, plan.Cell.Blocks.Count).First(n => plan.Cell.Program.Parameters[n].Name == key.Name);
        var block = plan.Cell.Blocks[index];
        var weight = plan.Cell.Program.Weights[index];
        int number = first + block.Parameter;
        int columns = parameters[number].Value.Shape.Columns;
        if (!weight.IsMatrix)
        {
            int width = weight.Width.IsInput ? plan.InputOf(key.Layer, bidirectional: false) : plan.Hidden;
            stretch(number, block.RowBlock * width, 0, width);
            return;
        }

        int own = weight.Width.IsInput ? plan.InputOf(key.Layer, bidirectional: false) : plan.Hidden;
        for (int row = 0; row < plan.Hidden; row++)
            stretch(number, (((block.RowBlock * plan.Hidden) + row) * columns) + (block.ColumnBlock * plan.Hidden), row * own, own);
    }

    private static double[] Values(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
