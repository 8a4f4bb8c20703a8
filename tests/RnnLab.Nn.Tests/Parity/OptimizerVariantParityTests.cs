using RnnLab.Compute;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Parity;

/// <summary>Every optimizer, with and without weight decay, against torch.optim.</summary>
public class OptimizerVariantParityTests
{
    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Five_steps_agree_with_torch_optim(string backendName)
    {
        var fixture = Fixture.Read<Variants>("optimizer_variants");
        using var backend = TestBackends.Create(backendName);
        Assert.Equal(Enum.GetNames<OptimizerKind>().Order(), fixture.Runs.Select(run => run.Optimizer).Distinct().Order());
        foreach (var run in fixture.Runs)
        {
            using var parameter = new Parameter(new ParameterSpec("p", new Shape(fixture.Start.Length), "a vector"), backend);
            parameter.Value.CopyFrom(fixture.Start.Select(k => k / fixture.Grid).ToArray());
            var settings = new OptimizerSettings { Kind = Enum.Parse<OptimizerKind>(run.Optimizer) };
            using var optimizer = OptimizerFactory.Create(run.WeightDecay is { } decay ? settings with { WeightDecay = decay } : settings, [parameter]);
            for (int step = 0; step < fixture.Gradients.Length; step++)
            {
                // Clipping comes before weight decay: half of twice the gradient is the gradient, the decay stays whole.
                parameter.Gradient.CopyFrom(fixture.Gradients[step].Select(k => 2 * k / fixture.Grid).ToArray());
                optimizer.Step([parameter], run.Rate, gradientScale: 0.5);
                Close.Equal(run.Steps[step], parameter.Value, TestBackends.Tolerance(backendName), $"{run.Optimizer}, weight decay {run.WeightDecay}, step {step}");
            }
        }
    }

    public sealed record Variants(double Grid, int[] Start, int[][] Gradients, Run[] Runs);

    public sealed record Run(string Optimizer, double? WeightDecay, double Rate, double[][] Steps);
}
