using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Losses;

public class LossSteadyStateTests
{
    [Theory]
    [MemberData(nameof(TestBackends.Cpu), MemberType = typeof(TestBackends))]
    public void Losses_and_optimizers_allocate_no_managed_memory(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var tape = new Tape(backend);
        var random = new TestRandom(3);
        using var weights = new Parameter(new ParameterSpec("w", new Shape(13, 13), "a matrix"), backend);
        backend.Copy(random.Tensor(backend, weights.Spec.Shape), weights.Value);
        var x = tape.Parameter(weights);
        var targets = new TokenInput(random.Indices(backend, new Shape(13), 13));
        var mask = tape.Constant(random.Tensor(backend, weights.Spec.Shape, 0, 1));
        var loss = CrossEntropy.Of(x, targets, new CrossEntropyOptions(3, 0.1)).Mean
            .Add(BinaryCrossEntropy.Of(x, mask, mask).Mean)
            .Add(MeanSquaredError.Of(x, mask).Mean)
            .Add(MixtureDensity.Of(x, tape.Constant(random.Tensor(backend, new Shape(13, 3), 0, 1))).Mean);
        foreach (var kind in Enum.GetValues<OptimizerKind>())
        {
            using var optimizer = OptimizerFactory.Create(new OptimizerSettings { Kind = kind, WeightDecay = 0.01 }, [weights]);
            Parameter[] all = [weights];
            for (int step = 0; step < 3; step++)
                Step();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < 10; step++)
                Step();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Step()
            {
                backend.Fill(weights.Gradient, 0);
                tape.Replay();
                tape.Backward(loss);
                optimizer.Step(all, 0.001, 1);
            }
        }

        Assert.All(weights.Value.ToArray(), value => Assert.True(float.IsFinite(value)));
    }
}
