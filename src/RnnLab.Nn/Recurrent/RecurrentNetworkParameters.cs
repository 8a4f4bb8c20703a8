using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Initializers;
using RnnLab.Nn.Recurrent.Custom;

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
        if (options.Program is { } program)
        {
            OwnLayer = new OwnCellLayer(program, [.. program.Parameters.Select(parameter => Find(parameter.Name)!)]);
            return;
        }

        Layer = new RecurrentLayer(options.Cell, Find("weight_ih")!, Find("weight_hh")!, Find("bias_ih")!, Find("bias_hh")!)
        {
            Variant = options.Variant,
            Peepholes = Find("weight_ch"),
            GateWeights = Find("weight_gh"),
        };
    }

    /// <summary>The layer of a built-in cell; null for an own one.</summary>
    public RecurrentLayer? Layer { get; }

    /// <summary>The layer of an own cell; null for a built-in one.</summary>
    public OwnCellLayer? OwnLayer { get; }

    /// <summary>The learned value of a state before the first step [H]; null where it is not learned.</summary>
    public Parameter? Initial(string state) => _options.LearnInitialState ? Find($"initial_{state}") : null;

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
            foreach (string state in o.StateNames)
                yield return Spec($"initial_{state}", new Shape(o.Hidden), $"{(state == "h" ? "hidden state" : state == "c" ? "cell state" : $"state {state}")} before the first step");
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
            bool isOwn = options.Program?.Parameters.Any(parameter => parameter.Name == name[..name.LastIndexOf("_l", StringComparison.Ordinal)]) == true;
            if (!isOwn && name.StartsWith("gain_", StringComparison.Ordinal))
                values.AsSpan().Fill(1);
            else if (isOwn || name.StartsWith("weight_", StringComparison.Ordinal) || (name.StartsWith("bias_", StringComparison.Ordinal) && !options.LayerNormalized))
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
