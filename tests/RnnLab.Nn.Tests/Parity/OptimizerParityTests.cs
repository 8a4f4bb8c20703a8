using RnnLab.Compute;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Parity;

public class OptimizerParityTests
{
    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Trajectories_agree_with_torch_optim(string backendName)
    {
        var fixture = Fixture.Read<Trajectories>("optimizers");
        using var backend = TestBackends.Create(backendName);
        Assert.Equal(4, fixture.OfOptimizer.Count);
        foreach (var (name, trajectory) in fixture.OfOptimizer)
        {
            using var parameter = new Parameter(new ParameterSpec("p", new Shape(fixture.Start.Length), "a vector"), backend);
            parameter.Value.CopyFrom(fixture.Start.Select(k => k / fixture.Grid).ToArray());
            using var optimizer = OptimizerFactory.Create(new OptimizerSettings { Kind = Enum.Parse<OptimizerKind>(name), Decay = 0.95 }, [parameter]);
            for (int step = 0; step < fixture.Gradients.Length; step++)
            {
                // Twice the gradient at half the scale: the scale must be applied before anything else.
                parameter.Gradient.CopyFrom(fixture.Gradients[step].Select(k => 2 * k / fixture.Grid).ToArray());
                optimizer.Step([parameter], trajectory.Rate, gradientScale: 0.5);
                Close.Equal(trajectory.Steps[step], parameter.Value, TestBackends.Tolerance(backendName), $"{name}, step {step}");
            }

            Assert.Equal(10, optimizer.StepCount);
        }
    }

    public sealed record Trajectories
    {
        public double Grid { get; init; }

        public required int[] Start { get; init; }

        public required int[][] Gradients { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("trajectories")]
        public required Dictionary<string, Trajectory> OfOptimizer { get; init; }
    }

    public sealed record Trajectory(double Rate, double[][] Steps);
}
