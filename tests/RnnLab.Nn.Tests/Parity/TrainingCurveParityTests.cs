using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Parity;

public class TrainingCurveParityTests
{
    public static TheoryData<string, string> Cases => ForwardBackwardParityTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_steps_of_every_optimizer_and_clipping_follow_PyTorch(string backendName, string name)
    {
        var fixture = Fixture.Load(name);
        Assert.Equal(4 * 3, fixture.Curves.Length);
        using var backend = TestBackends.Create(backendName);
        foreach (var curve in fixture.Curves)
        {
            string what = $"{name}, {curve.Optimizer}, clip {curve.Clip}";
            using var model = fixture.Build(backend);
            using var state = fixture.InitialState(model);
            using var optimizer = OptimizerFactory.Create(new OptimizerSettings { Kind = Enum.Parse<OptimizerKind>(curve.Optimizer), Decay = 0.95 }, model.Parameters);
            double[] losses = new double[10], before = new double[10], after = new double[10];
            for (int step = 0; step < 10; step++)
            {
                using var tokens = fixture.Rows(backend, step * fixture.Time);
                using var targets = fixture.Rows(backend, (step * fixture.Time) + 1);
                model.ZeroGradients();
                losses[step] = model.ForwardBackward(tokens, targets, state, (ulong)step);
                var clip = GradientClipping.Apply(Enum.Parse<ClipMode>(curve.Clip), curve.Limit, model.Parameters);
                (before[step], after[step]) = (clip.NormBefore, clip.NormAfter);
                optimizer.Step(model.Parameters, curve.Rate, clip.GradientScale);
            }

            double tolerance = TestBackends.Tolerance(backendName);
            Close.Equal(curve.Losses, losses, tolerance, what + ", loss");
            Close.Equal(curve.NormsBefore, before, tolerance, what + ", norm before");
            Close.Equal(curve.NormsAfter, after, tolerance, what + ", norm after");
            Close.Equal(curve.HeadBias, model.Parameters[^1].Value, tolerance, what + ", head.bias");
        }
    }
}
