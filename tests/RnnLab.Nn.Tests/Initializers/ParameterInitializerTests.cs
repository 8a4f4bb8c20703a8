using RnnLab.Compute;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Initializers;

public class ParameterInitializerTests
{
    private static readonly LanguageModelConfig Config = new() { Cell = CellKind.Lstm, Layers = 2, Hidden = 64, Vocabulary = 60, Embedding = 40, Seed = 7 };

    [Fact]
    public void PyTorch_draws_uniformly_within_one_over_root_H()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var model = new LanguageModel(Config, backend);
        foreach (var parameter in model.Parameters.Where(parameter => parameter.Name != "embedding.weight"))
            CheckUniform(parameter.Name, parameter.Value.ToArray(), 1 / 8.0);
    }

    [Fact]
    public void PyTorch_draws_embeddings_from_the_standard_normal_distribution()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var model = new LanguageModel(Config, backend);
        float[] values = model.Parameters[0].Value.ToArray();
        double mean = values.Average(), variance = values.Average(value => value * (double)value);
        Assert.Equal("embedding.weight", model.Parameters[0].Name);
        Assert.InRange(mean, -5 / Math.Sqrt(values.Length), 5 / Math.Sqrt(values.Length));
        Assert.InRange(variance, 1 - (5 * Math.Sqrt(2.0 / values.Length)), 1 + (5 * Math.Sqrt(2.0 / values.Length)));

        // About 4.6 % of a normal distribution lies beyond two standard deviations; a uniform one of the same variance has none there.
        Assert.InRange(values.Count(value => Math.Abs(value) > 2) / (double)values.Length, 0.02, 0.08);
    }

    [Fact]
    public void CharRnn_draws_within_8_hundredths_and_opens_the_forget_gates()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var model = new LanguageModel(Config with { Initialization = InitializationScheme.CharRnn }, backend);
        foreach (var parameter in model.Parameters)
        {
            float[] values = parameter.Value.ToArray();
            if (!parameter.Name.StartsWith("rnn.bias_ih", StringComparison.Ordinal))
            {
                CheckUniform(parameter.Name, values, 0.08);
                continue;
            }

            Assert.All(values[64..128], value => Assert.Equal(1, value));
            CheckUniform(parameter.Name, [.. values[..64], .. values[128..]], 0.08);
        }
    }

    [Fact]
    public void A_seed_gives_one_model_and_every_parameter_its_own_numbers()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var one = new LanguageModel(Config, backend);
        using var same = new LanguageModel(Config, backend);
        using var other = new LanguageModel(Config with { Seed = 8 }, backend);
        for (int n = 0; n < one.Parameters.Count; n++)
        {
            Assert.Equal(one.Parameters[n].Value.ToArray(), same.Parameters[n].Value.ToArray());
            Assert.NotEqual(one.Parameters[n].Value.ToArray(), other.Parameters[n].Value.ToArray());
        }

        Assert.NotEqual(Weights(one, "rnn.weight_hh_l0"), Weights(one, "rnn.weight_hh_l1"));
        Assert.NotEqual(Weights(one, "rnn.bias_ih_l0"), Weights(one, "rnn.bias_hh_l0"));
    }

    private static float[] Weights(LanguageModel model, string name) => model.Parameters.Single(parameter => parameter.Name == name).Value.ToArray();

    private static void CheckUniform(string name, float[] values, double bound)
    {
        Assert.All(values, value => Assert.InRange(value, -bound, bound));
        Assert.True(values.Max() > 0.8 * bound && values.Min() < -0.8 * bound, name);
        double deviation = bound / Math.Sqrt(3 * values.Length);
        Assert.True(Math.Abs(values.Average()) < 5 * deviation, name);
    }
}
