using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests;

/// <summary>The whole model, with dropout on, against central differences in every weight.</summary>
public class LanguageModelGradientTests
{
    [Theory]
    [InlineData(CellKind.Rnn, 1, 0)]
    [InlineData(CellKind.Rnn, 3, 3)]
    [InlineData(CellKind.Gru, 2, 0)]
    [InlineData(CellKind.Gru, 4, 2)]
    [InlineData(CellKind.Lstm, 2, 0)]
    [InlineData(CellKind.Lstm, 3, 3)]
    public void Every_weight_agrees_with_central_differences(CellKind cell, int layers, int embedding)
    {
        const double step = 1e-5;
        using var backend = new ReferenceBackend();
        var config = new LanguageModelConfig { Cell = cell, Layers = layers, Hidden = 4, Vocabulary = 5, Embedding = embedding, Dropout = 0.3, Seed = 2 };
        using var model = new LanguageModel(config, backend);
        var random = new TestRandom(3);
        using var tokens = random.Indices(backend, new Shape(4, 2), 5);
        using var targets = random.Indices(backend, new Shape(4, 2), 5);
        using var state = model.CreateState(2);
        var initial = state.ToArray().Select(_ => (float)random.Uniform()).ToArray();

        model.ZeroGradients();
        Loss();
        var gradients = model.Parameters.Select(parameter => Close.Values(parameter.Gradient)).ToArray();
        for (int p = 0; p < gradients.Length; p++)
        {
            double[] values = Close.Values(model.Parameters[p].Value), slopes = new double[values.Length];
            for (int n = 0; n < values.Length; n++)
            {
                double at = values[n];
                slopes[n] = (LossAt(at + step) - LossAt(at - step)) / (2 * step);
                LossAt(at);

                double LossAt(double value)
                {
                    values[n] = value;
                    model.Parameters[p].Value.CopyFrom(values);
                    return Loss();
                }
            }

            Close.Equal(slopes, gradients[p], 1e-6, model.Parameters[p].Name);
        }

        double Loss()
        {
            state.CopyFrom(initial);
            return model.ForwardBackward(tokens, targets, state, dropoutStep: 6);
        }
    }
}
