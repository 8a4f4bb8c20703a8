using RnnLab.Compute;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests;

/// <summary>What the engine must not do while it trains or samples.</summary>
public class SteadyStateTests
{
    [Theory]
    [MemberData(nameof(TestBackends.Cpu), MemberType = typeof(TestBackends))]
    public void Training_and_sampling_allocate_no_managed_memory(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        foreach (var cell in Enum.GetValues<CellKind>())
        {
            var config = new LanguageModelConfig { Cell = cell, Layers = 2, Hidden = 32, Vocabulary = 20, Embedding = cell == CellKind.Gru ? 8 : 0, Dropout = 0.2 };
            using var model = new LanguageModel(config, backend);
            using var optimizer = OptimizerFactory.Create(OptimizerKind.Adam, model.Parameters);
            using var state = model.CreateState(4);
            using var single = model.CreateState(1);
            var random = new TestRandom(1);
            using var tokens = random.Indices(backend, new Shape(10, 4), 20);
            using var targets = random.Indices(backend, new Shape(10, 4), 20);
            var scores = new float[20];

            // The first rounds record the tapes and fill the pools.
            for (int step = 0; step < 3; step++)
                Step(step);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 3; step < 23; step++)
                Step(step);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Step(int step)
            {
                model.ZeroGradients();
                model.ForwardBackward(tokens, targets, state, (ulong)step);
                var clip = GradientClipping.Apply(ClipMode.Norm, 5, model.Parameters);
                optimizer.Step(model.Parameters, 1e-3, clip.GradientScale);
                model.Evaluate(tokens, targets, state);
                model.StepLogits(step % 20, single, scores);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.Cpu), MemberType = typeof(TestBackends))]
    public void The_same_seed_trains_to_the_same_bits(string backendName)
    {
        Assert.Equal(Train(), Train());

        float[] Train()
        {
            using var backend = TestBackends.Create(backendName);
            var config = new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 24, Vocabulary = 12, Dropout = 0.3, Seed = 4 };
            using var model = new LanguageModel(config, backend);
            using var optimizer = OptimizerFactory.Create(OptimizerKind.Adam, model.Parameters);
            using var state = model.CreateState(5);
            var random = new TestRandom(2);
            for (ulong step = 0; step < 5; step++)
            {
                using var tokens = random.Indices(backend, new Shape(9, 5), 12);
                using var targets = random.Indices(backend, new Shape(9, 5), 12);
                model.ZeroGradients();
                model.ForwardBackward(tokens, targets, state, step);
                optimizer.Step(model.Parameters, 0.01, GradientClipping.Apply(ClipMode.Norm, 1, model.Parameters).GradientScale);
            }

            return [.. model.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
        }
    }
}
