using RnnLab.Compute;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests;

public class AccumulationTests
{
    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Batches_with_weights_that_add_up_to_one_give_the_gradient_of_one_large_batch(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Gru, Layers = 2, Hidden = 8, Vocabulary = 7, Seed = 2 }, backend);
        var random = new TestRandom(3);
        int[] tokens = [.. Enumerable.Range(0, 5 * 6).Select(_ => random.Integer(0, 6))], targets = [.. tokens.Select(token => (token + 3) % 7)];

        model.ZeroGradients();
        double whole = Learn(0, 6, 1);
        var expected = model.Parameters.Select(parameter => Close.Values(parameter.Gradient)).ToArray();
        model.ZeroGradients();
        double parts = (Learn(0, 2, 1 / 3.0) + Learn(2, 2, 1 / 3.0) + Learn(4, 2, 1 / 3.0)) / 3;
        Assert.Equal(whole, parts, backendName == TestBackends.Reference ? 1e-12 : 1e-6);
        for (int n = 0; n < expected.Length; n++)
            Close.Equal(expected[n], model.Parameters[n].Gradient, backendName == TestBackends.Reference ? 1e-12 : 1e-5, model.Parameters[n].Name);

        // Lanes [first, first + count) of the batch.
        double Learn(int first, int count, double weight)
        {
            using var state = model.CreateState(count);
            using var inputs = backend.AllocateIndices(new Shape(5, count));
            using var outputs = backend.AllocateIndices(new Shape(5, count));
            inputs.CopyFrom([.. tokens.Chunk(6).SelectMany(row => row[first..(first + count)])]);
            outputs.CopyFrom([.. targets.Chunk(6).SelectMany(row => row[first..(first + count)])]);
            return model.ForwardBackward(inputs, outputs, state, 0, weight);
        }
    }
}
