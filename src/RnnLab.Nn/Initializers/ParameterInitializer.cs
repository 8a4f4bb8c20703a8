using RnnLab.Compute;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Nn.Initializers;

/// <summary>
/// Draws fresh weights. Each parameter has a Philox stream of its own, and numbers are rounded to float32 on the host, so that a seed gives
/// the same model on every backend.
/// </summary>
public static class ParameterInitializer
{
    /// <summary>Fills all parameters of a model.</summary>
    public static void Initialize(LanguageModelConfig config, IReadOnlyList<Parameter> parameters)
    {
        for (int n = 0; n < parameters.Count; n++)
        {
            var values = Draw(config, parameters[n].Spec, new PhiloxKey(config.Seed, RandomStreams.Initialization(n)));
            parameters[n].Value.CopyFrom(values);
        }
    }

    /// <summary>The initial values of one parameter, row-major.</summary>
    public static float[] Draw(LanguageModelConfig config, ParameterSpec spec, PhiloxKey key)
    {
        var values = new float[spec.Count];
        bool bias = spec.Name.StartsWith("rnn.bias_", StringComparison.Ordinal);
        if (config.LayerNormalized && (bias || spec.Name.StartsWith("rnn.gain_", StringComparison.Ordinal)))
        {
            // A normalised sum has variance 1 as it is: gains begin at 1 and biases at 0 under every scheme.
            values.AsSpan().Fill(bias ? 0 : 1);
            if (config.Initialization == InitializationScheme.CharRnn && spec.Name.StartsWith("rnn.bias_ih_", StringComparison.Ordinal))
                SetForgetGateBias(values, config.Cell, config.Hidden, 1, config.Variant);
        }
        else if (config.Initialization == InitializationScheme.CharRnn)
        {
            Uniform(values, key, 0.08f);
            if (config.OwnCell is null && spec.Name.StartsWith("rnn.bias_ih_", StringComparison.Ordinal))
                SetForgetGateBias(values, config.Cell, config.Hidden, 1, config.Variant);
        }
        else if (config.Initialization != InitializationScheme.PyTorch && spec.Name != "embedding.weight")
        {
            Classic(values, config, spec, key);
        }
        else if (spec.Name == "embedding.weight")
        {
            Normal(values, key);
        }
        else
        {
            // torch.nn.RNNBase.reset_parameters; and torch.nn.Linear's Kaiming rule with a = sqrt 5 comes to 1 / sqrt(fan in), which here is H too.
            Uniform(values, key, (float)(1 / Math.Sqrt(config.Hidden)));
        }

        // The two biases of the forget gate add up: one takes the value, the other is zero.
        if (config.ForgetBias is { } forget && bias && !spec.Name.StartsWith("rnn.bias_c_", StringComparison.Ordinal))
            SetForgetGateBias(values, config.Cell, config.Hidden, spec.Name.StartsWith("rnn.bias_ih_", StringComparison.Ordinal) ? (float)forget : 0, config.Variant);
        return values;
    }

    /// <summary>Sets the forget gate's part of a bias [G*H] of an LSTM (Gers et al. 2000; Jozefowicz et al. 2015 recommend 1); where there is no such gate the bias stays.</summary>
    public static void SetForgetGateBias(Span<float> bias, CellKind cell, int hidden, float value, LstmVariant variant = LstmVariant.None)
    {
        if (cell == CellKind.Lstm && new LstmGates(variant).Forget is >= 0 and var block)
            bias.Slice(block * hidden, hidden).Fill(value);
    }

    /// <summary>Whether this is a matrix of an own cell that multiplies a vector of hidden units.</summary>
    private static bool IsOwnRecurrent(LanguageModelConfig config, ParameterSpec spec) =>
        config.Description.Parameters.Any(parameter => parameter.Columns == CellColumns.Hidden && spec.Name.StartsWith($"rnn.{parameter.Name}_l", StringComparison.Ordinal)
            && !spec.Name.AsSpan($"rnn.{parameter.Name}_l".Length).ContainsAnyExceptInRange('0', '9'));

    /// <summary>The schemes that draw each gate's matrix by itself and leave biases at 0.</summary>
    private static void Classic(Span<float> values, LanguageModelConfig config, ParameterSpec spec, PhiloxKey key)
    {
        if (spec.Shape.Rank != 2)
            return;
        bool recurrent = config.OwnCell is null ? spec.Name.StartsWith("rnn.weight_hh_", StringComparison.Ordinal) : IsOwnRecurrent(config, spec), gated = spec.Name.StartsWith("rnn.weight_", StringComparison.Ordinal) && spec.Shape[0] % config.Hidden == 0;
        int rows = gated ? config.Hidden : spec.Shape[0], columns = spec.Shape[1], block = rows * columns;
        for (int at = 0; at < values.Length; at += block)
        {
            // A normal number takes two uniforms.
            ulong start = 2 * (ulong)at;
            var part = values.Slice(at, block);
            switch (config.Initialization)
            {
                case InitializationScheme.He: MatrixInitializers.HeNormal(part, rows, columns, key, start); break;
                case InitializationScheme.Orthogonal when recurrent: OrthogonalInitializer.Fill(part, rows, columns, key, start); break;
                case InitializationScheme.Identity when recurrent: MatrixInitializers.Identity(part, rows, columns); break;
                case InitializationScheme.Identity: MatrixInitializers.Normal(part, key, start, 0.001); break;
                default: MatrixInitializers.XavierUniform(part, rows, columns, key, start); break;
            }
        }
    }

    /// <summary>Fills with numbers uniform in [-bound, bound).</summary>
    public static void Uniform(Span<float> values, PhiloxKey key, float bound)
    {
        for (int n = 0; n < values.Length; n++)
            values[n] = -bound + (2 * bound * Philox.Uniform(key, (ulong)n));
    }

    /// <summary>Fills with standard normal numbers (Box and Muller 1958), two uniforms each.</summary>
    public static void Normal(Span<float> values, PhiloxKey key)
    {
        for (int n = 0; n < values.Length; n++)
            values[n] = (float)MatrixInitializers.StandardNormal(key, 2 * (ulong)n);
    }
}
