using RnnLab.Compute;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Optimizers;

public class OptimizerStateTests
{
    public static TheoryData<string, OptimizerKind> Cases
    {
        get
        {
            var cases = new TheoryData<string, OptimizerKind>();
            foreach (var backend in TestBackends.All)
            {
                foreach (var kind in Enum.GetValues<OptimizerKind>())
                    cases.Add(backend.Data, kind);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_copied_state_continues_bit_for_bit(string backendName, OptimizerKind kind)
    {
        using var backend = TestBackends.Create(backendName);
        var spec = new ParameterSpec("p", new Shape(37), "a vector");
        using var original = new Parameter(spec, backend);
        using var first = OptimizerFactory.Create(kind, [original]);
        for (ulong step = 0; step < 5; step++)
            Step(first, original, step);

        using var copy = new Parameter(spec, backend);
        copy.Value.CopyFrom(Close.Values(original.Value));
        using var second = OptimizerFactory.Create(kind, [copy]);
        second.StepCount = first.StepCount;
        Assert.Equal(first.State.Select(state => state.Name), second.State.Select(state => state.Name));
        foreach (var ((_, from), (_, to)) in first.State.Zip(second.State))
            to.CopyFrom(Close.Values(from));
        for (ulong step = 5; step < 10; step++)
        {
            Step(first, original, step);
            Step(second, copy, step);
        }

        Assert.Equal(Close.Values(original.Value), Close.Values(copy.Value));

        void Step(IOptimizer optimizer, Parameter parameter, ulong step)
        {
            using var gradient = new TestRandom(step).Tensor(backend, parameter.Value.Shape);
            backend.Copy(gradient, parameter.Gradient);
            optimizer.Step([parameter], 0.01, 1);
        }
    }

    [Fact]
    public void State_is_named_as_in_PyTorch()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var p = new Parameter(new ParameterSpec("head.bias", new Shape(2), "bias"), backend);
        Assert.Equal(["exp_avg.head.bias", "exp_avg_sq.head.bias"], Names(OptimizerKind.Adam));
        Assert.Equal(["square_avg.head.bias"], Names(OptimizerKind.RmsProp));
        Assert.Equal(["momentum_buffer.head.bias"], Names(OptimizerKind.Momentum));
        Assert.Empty(Names(OptimizerKind.Sgd));

        IEnumerable<string> Names(OptimizerKind kind) => OptimizerFactory.Create(kind, [p]).State.Select(state => state.Name);
    }

    [Fact]
    public void Bad_constants_and_foreign_parameters_are_refused()
    {
        Assert.Throws<ArgumentException>(() => OptimizerFactory.Create(new OptimizerSettings { Beta1 = 1 }, []));
        Assert.Throws<ArgumentException>(() => OptimizerFactory.Create(new OptimizerSettings { Kind = OptimizerKind.RmsProp, Decay = -0.1 }, []));
        Assert.Throws<ArgumentException>(() => OptimizerFactory.Create(new OptimizerSettings { Epsilon = double.NaN }, []));
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var p = new Parameter(new ParameterSpec("p", new Shape(2), "a vector"), backend);
        using var optimizer = OptimizerFactory.Create(OptimizerKind.Adam, [p]);
        Assert.Throws<ArgumentException>(() => optimizer.Step([p, p], 0.1, 1));
    }
}
