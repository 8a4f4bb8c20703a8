using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Initializers;

namespace RnnLab.Nn.Recurrent;

/// <summary>The parameters of one direction of one layer of a network, by their names.</summary>
internal sealed class RecurrentNetworkParameters
{
    private readonly RecurrentNetworkOptions _options;
    private readonly IReadOnlyDictionary<string, Parameter> _all;
    private readonly string _suffix;

    public RecurrentNetworkParameters(RecurrentNetworkOptions options, IReadOnlyDictionary<string, Parameter> all, int layer, bool reverse)
    {
        _options = options;
        _all = all;
        _suffix = Suffix(layer, reverse);
        Layer = new RecurrentLayer(options.Cell, Find("weight_ih")!, Find("weight_hh")!, Find("bias_ih")!, Find("bias_hh")!)
        {
            Variant = options.Variant,
            Peepholes = Find("weight_ch"),
            GateWeights = Find("weight_gh"),
        };
    }

    public RecurrentLayer Layer { get; }

    /// <summary>The learned state before the first step, [H] each; null where it is not learned.</summary>
    public (Parameter? Hidden, Parameter? Cell) InitialState => (Find("initial_h"), Find("initial_c"));

    /// <summary>The names and shapes of one direction of one layer. Those of PyTorch come first.</summary>
    public static IEnumerable<ParameterSpec> Specs(RecurrentNetworkOptions o, int layer, bool reverse)
    {
        int input = layer == 0 ? o.Input : o.Output;
        string where = $"{(layer == 0 ? "the input" : $"layer {layer - 1}")}{(reverse ? ", read in reverse" : "")}";
        foreach (var parameter in o.Description.Parameters)
            yield return Spec(parameter.Name, parameter.Shape(input, o.Hidden), string.Format(CultureInfo.InvariantCulture, parameter.Description, where));
        foreach (var parameter in o.LayerNormalized ? CellDescription.NormalizationOf(o.Cell, o.Variant) : [])
            yield return Spec(parameter.Name, parameter.Shape(input, o.Hidden), parameter.Description);

        if (o.LearnInitialState)
        {
            yield return Spec("initial_h", new Shape(o.Hidden), "hidden state before the first step");
            if (o.Cell.HasCellState())
                yield return Spec("initial_c", new Shape(o.Hidden), "cell state before the first step");
        }

        ParameterSpec Spec(string name, Shape shape, string description) => new(Name(o, name, Suffix(layer, reverse)), shape, description);
    }

    /// <summary>
    /// Fresh weights: uniform within 1 / sqrt(H) as torch.nn.RNNBase; gains 1; the biases of normalised cells, and learned initial states, 0.
    /// </summary>
    public static void Initialize(RecurrentNetworkOptions options, IReadOnlyList<Parameter> parameters)
    {
        for (int n = 0; n < parameters.Count; n++)
        {
            string name = options.Prefix.Length == 0 ? parameters[n].Name : parameters[n].Name[(options.Prefix.Length + 1)..];
            var values = new float[parameters[n].Spec.Count];
            if (name.StartsWith("gain_", StringComparison.Ordinal))
                values.AsSpan().Fill(1);
            else if (name.StartsWith("weight_", StringComparison.Ordinal) || (name.StartsWith("bias_", StringComparison.Ordinal) && !options.LayerNormalized))
                ParameterInitializer.Uniform(values, new PhiloxKey(options.Seed, RandomStreams.Initialization(n)), (float)(1 / Math.Sqrt(options.Hidden)));
            if (options.ForgetBias is { } bias && name.StartsWith("bias_", StringComparison.Ordinal) && !name.StartsWith("bias_c", StringComparison.Ordinal))
            {
                // The two biases of the forget gate add up: one takes the value, the other is zero.
                ParameterInitializer.SetForgetGateBias(values, options.Cell, options.Hidden, name.StartsWith("bias_ih", StringComparison.Ordinal) ? (float)bias : 0, options.Variant);
            }

            parameters[n].Value.CopyFrom(values);
        }
    }

    /// <summary>The gains as variables of a tape; null without normalisation.</summary>
    public NormalizedCellWeights? NormalizationOn(Tape tape)
    {
        if (!_options.LayerNormalized)
            return null;
        return new NormalizedCellWeights(On("gain_ih"), On("gain_hh")!, On("gain_c"), On("bias_c"));

        Variable? On(string name) => Find(name) is { } parameter ? tape.Parameter(parameter) : null;
    }

    private static string Suffix(int layer, bool reverse) => $"_l{layer}{(reverse ? "_reverse" : "")}";

    private static string Name(RecurrentNetworkOptions options, string name, string suffix) => options.Prefix.Length == 0 ? name + suffix : $"{options.Prefix}.{name}{suffix}";

    private Parameter? Find(string name) => _all.GetValueOrDefault(Name(_options, name, _suffix));
}
