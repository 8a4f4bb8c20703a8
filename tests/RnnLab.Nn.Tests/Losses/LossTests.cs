using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Losses;

/// <summary>Losses against PyTorch, finite differences and their own limits.</summary>
public class LossTests
{
    private static readonly LossFixture Expected = Fixture.Read<LossFixture>("losses");

    private static readonly GridNumbers Numbers = new(Expected.Grid);

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Cross_entropy_with_ignored_targets_and_smoothing_agrees_with_torch(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = TestBackends.Tolerance(backendName);
        foreach (var c in Expected.CrossEntropy)
        {
            using var tape = new Tape(backend);
            var logits = Numbers.Leaf(tape, c.Logits, new Shape(c.Rows, c.Vocabulary));
            using var targets = backend.AllocateIndices(new Shape(c.Rows));
            targets.CopyFrom(c.Targets);
            var loss = CrossEntropy.Of(logits, new TokenInput(targets), new CrossEntropyOptions(c.Ignore, c.Smoothing));
            tape.Backward(loss.Mean);
            Close.Equal(c.Loss, Close.Values(loss.Mean.Value)[0], tolerance, $"{c}");
            Close.Equal(c.Gradient, logits.Gradient!, tolerance, $"gradient of {c}");
            Assert.Equal(c.Targets.Count(target => target != c.Ignore), loss.Count);
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Element_losses_agree_with_torch_with_and_without_a_mask(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = TestBackends.Tolerance(backendName);
        var e = Expected.Elements;
        foreach (var run in e.Runs)
        {
            using var tape = new Tape(backend);
            var shape = new Shape(e.Rows, e.Columns);
            var (x, y) = (Numbers.Leaf(tape, e.Outputs, shape), GridNumbers.Constant(tape, Numbers.Scaled(e.Targets), shape));
            var mask = run.Masked ? GridNumbers.Constant(tape, e.Mask, shape) : null;
            LossNode loss = run.Name == "bce" ? BinaryCrossEntropy.Of(x, y, mask) : MeanSquaredError.Of(x, y, mask);
            tape.Backward(loss.Mean);
            Close.Equal(run.Loss, Close.Values(loss.Mean.Value)[0], tolerance, run.Name);
            Close.Equal(run.Gradient, x.Gradient!, tolerance, $"gradient of {run.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void The_mixture_density_agrees_with_torch_distributions(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = TestBackends.Tolerance(backendName);
        foreach (var m in Expected.Mixtures)
        {
            using var tape = new Tape(backend);
            var outputs = Numbers.Leaf(tape, m.Outputs, new Shape(m.Rows, MixtureDensity.OutputCount(m.Components)));
            var loss = MixtureDensity.Of(outputs, GridNumbers.Constant(tape, Numbers.Scaled(m.Targets), new Shape(m.Rows, 3)));
            tape.Backward(loss.Mean);
            Close.Equal(m.Losses, loss.Losses, tolerance, $"losses of {m.Components} components");
            Close.Equal(m.Gradient, outputs.Gradient!, tolerance, $"gradient of {m.Components} components");
        }
    }

    [Fact]
    public void Gradients_agree_with_finite_differences_over_random_shapes()
    {
        using var backend = new ReferenceBackend();
        var random = new TestRandom(5);
        for (int round = 0; round < 4; round++)
        {
            int rows = round == 0 ? 1 : random.Integer(1, 5), columns = round == 0 ? 1 : random.Integer(1, 6), m = round == 0 ? 1 : random.Integer(1, 4);
            var shape = new Shape(rows, columns);
            Tensor y = random.Tensor(backend, shape, 0, 1), mask = random.Tensor(backend, shape, 0, 1), points = random.Tensor(backend, new Shape(rows, 3), 0, 1);
            mask.CopyFrom(mask.ToArray().Select(value => value > 0.3f ? 1f : 0f).ToArray());
            var targets = new TokenInput(random.Indices(backend, new Shape(rows), columns));
            GradientCheck.Run((tape, x) => MeanSquaredError.Of(x[0], tape.Constant(y), tape.Constant(mask)).Mean, random.Tensor(backend, shape));
            GradientCheck.Run((tape, x) => BinaryCrossEntropy.Of(x[0], tape.Constant(y)).Mean, random.Tensor(backend, shape, -4, 4));
            GradientCheck.Run((tape, x) => MixtureDensity.Of(x[0], tape.Constant(points)).Mean, random.Tensor(backend, new Shape(rows, MixtureDensity.OutputCount(m))));
            if (columns > 1)
                GradientCheck.Run((_, x) => CrossEntropy.Of(x[0], targets, new CrossEntropyOptions(rows > 1 ? 0 : null, 0.2)).Mean.Scale(3), random.Tensor(backend, shape, -3, 3));
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Losses_stay_finite_where_outputs_are_extreme(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var tape = new Tape(backend);
        var x = Numbers.Leaf(tape, [-500 * 1024, 500 * 1024, 90 * 1024], new Shape(3));
        var loss = BinaryCrossEntropy.Of(x, GridNumbers.Constant(tape, [0, 1, 0], new Shape(3)));
        tape.Backward(loss.Mean);
        Close.Equal([0, 0, 90], loss.Losses, 1e-6, "losses");
        Close.Equal([0, 0, 1 / 3.0], x.Gradient!, 1e-6, "gradient");

        // A point 50 deviations away from narrow, strongly correlated components, and an end of stroke that was thought impossible.
        var outputs = Numbers.Leaf(tape, [60 * 1024, 1024, -2 * 1024, 0, 0, 0, 0, -3 * 1024, -3 * 1024, -3 * 1024, -3 * 1024, 6 * 1024, -6 * 1024], new Shape(1, 13));
        var density = MixtureDensity.Of(outputs, GridNumbers.Constant(tape, [2.5, -2.5, 1], new Shape(1, 3)));
        tape.Backward(density.Mean);
        Assert.All(outputs.Gradient!.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.True(double.IsFinite(density.Total) && density.Total > 60);

        // Nothing counts: no loss, no gradient.
        using var targets = backend.AllocateIndices(new Shape(2));
        targets.CopyFrom([-100, -100]);
        var logits = Numbers.Leaf(tape, [1, 2, 3, 4], new Shape(2, 2));
        var nothing = CrossEntropy.Of(logits, new TokenInput(targets), new CrossEntropyOptions(-100));
        tape.Backward(nothing.Mean);
        Assert.Equal((0, 0.0), (nothing.Count, nothing.Total));
        Assert.Equal(new float[4], logits.Gradient!.ToArray());
    }

    [Fact]
    public void Wrong_shapes_targets_and_smoothing_are_refused_in_words()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        var x = Numbers.Leaf(tape, new int[6], new Shape(2, 3));
        Assert.Contains("[2, 3]", Assert.Throws<ShapeMismatchException>(() => MeanSquaredError.Of(x, Numbers.Leaf(tape, new int[6], new Shape(3, 2)))).Message, StringComparison.Ordinal);
        Assert.Contains("7, 13, 19", Assert.Throws<ShapeMismatchException>(() => MixtureDensity.Of(x, Numbers.Leaf(tape, new int[6], new Shape(2, 3)))).Message, StringComparison.Ordinal);
        var targets = backend.AllocateIndices(new Shape(2));
        targets.CopyFrom([1, -1]);
        Assert.Contains("index -1 at position 1", Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy.Of(x, new TokenInput(targets), new(-100))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy.Of(x, new TokenInput(targets), new(-1, 1.5)));
    }

    public sealed record LossFixture(double Grid, Cross[] CrossEntropy, ElementRuns Elements, Mixture[] Mixtures);

    public sealed record Cross(int Rows, int Vocabulary, int? Ignore, double Smoothing, int[] Logits, int[] Targets, double Loss, double[] Gradient);

    public sealed record ElementRuns(int Rows, int Columns, int[] Outputs, int[] Targets, double[] Mask, ElementRun[] Runs);

    public sealed record ElementRun(string Name, bool Masked, double Loss, double[] Gradient);

    public sealed record Mixture(int Rows, int Components, int[] Outputs, int[] Targets, double[] Losses, double[] Gradient);
}
