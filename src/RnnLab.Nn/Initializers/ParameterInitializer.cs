using RnnLab.Compute;

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
        if (config.Initialization == InitializationScheme.CharRnn)
        {
            Uniform(values, key, 0.08f);
            if (config.Cell == CellKind.Lstm && spec.Name.StartsWith("rnn.bias_ih_", StringComparison.Ordinal))
                values.AsSpan(config.Hidden, config.Hidden).Fill(1);
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

        return values;
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
        {
            // 1 - u lies in (0, 1], so that the logarithm is finite.
            double radius = Math.Sqrt(-2 * Math.Log(1 - Philox.Uniform(key, 2 * (ulong)n)));
            values[n] = (float)(radius * Math.Cos(2 * Math.PI * Philox.Uniform(key, (2 * (ulong)n) + 1)));
        }
    }
}
