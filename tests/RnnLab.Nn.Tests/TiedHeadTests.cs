using RnnLab.Compute;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests;

public class TiedHeadTests
{
    private static readonly LanguageModelConfig Config = new() { Cell = CellKind.Gru, Hidden = 6, Embedding = 6, Vocabulary = 9, Seed = 4 };

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void A_tied_table_gets_the_gradients_of_an_embedding_and_of_a_head_with_the_same_weights(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var tied = new LanguageModel(Config with { TieHead = true }, backend);
        using var separate = new LanguageModel(Config, backend);
        Assert.Equal(separate.Parameters.Select(parameter => parameter.Name).Except(["head.weight"]), tied.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(tied.Parameters.Sum(parameter => parameter.Spec.Count), tied.Config.ParameterCount);
        Assert.Same(tied.Parameters[0], tied.Head.Weight);
        foreach (var parameter in separate.Parameters)
            parameter.Value.CopyFrom(Close.Values(Find(tied, parameter.Name == "head.weight" ? "embedding.weight" : parameter.Name).Value));

        double one = Learn(tied), two = Learn(separate);
        Assert.Equal(two, one, 1e-12);
        double[] sum = [.. Close.Values(Find(separate, "embedding.weight").Gradient).Zip(Close.Values(Find(separate, "head.weight").Gradient), (a, b) => a + b)];
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-6;
        Close.Equal(sum, tied.Parameters[0].Gradient, tolerance, "shared table");
        foreach (var parameter in tied.Parameters.Skip(1))
            Close.Equal(Find(separate, parameter.Name).Gradient, parameter.Gradient, tolerance, parameter.Name);

        double Learn(LanguageModel model)
        {
            using var state = model.CreateState(2);
            var random = new TestRandom(5);
            using var tokens = random.Indices(backend, new Shape(4, 2), 9);
            using var targets = random.Indices(backend, new Shape(4, 2), 9);
            model.ZeroGradients();
            return model.ForwardBackward(tokens, targets, state, 0);
        }
    }

    [Fact]
    public void An_embedding_of_another_width_is_refused() =>
        Assert.Contains("as wide as a layer: 6, not 5", Assert.Throws<ArgumentException>(() => (Config with { Embedding = 5, TieHead = true }).Validate()).Message, StringComparison.Ordinal);

    private static Parameter Find(LanguageModel model, string name) => model.Parameters.Single(parameter => parameter.Name == name);
}
