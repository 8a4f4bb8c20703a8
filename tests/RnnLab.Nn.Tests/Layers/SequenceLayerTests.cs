using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Attention;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Layers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Layers;

/// <summary>Convolution, pooling and attention against PyTorch, finite differences and their own formulas.</summary>
public class SequenceLayerTests
{
    private static readonly SequenceFixture Expected = Fixture.Read<SequenceFixture>("sequence_layers");

    private static readonly GridNumbers Numbers = new(Expected.Grid);

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Convolutions_agree_with_torch(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = TestBackends.Tolerance(backendName);
        foreach (var c in Expected.Convolutions)
        {
            using var tape = new Tape(backend);
            int time = c.Sizes[0], batch = c.Sizes[1], inputs = c.Sizes[2], outputs = c.Sizes[3], kernel = c.Sizes[4], stride = c.Sizes[5];
            var padding = Enum.Parse<ConvolutionPadding>(c.Padding);
            Variable x = Numbers.Leaf(tape, c.X, new(time, batch, inputs)), weight = Numbers.Leaf(tape, c.Weight, new(outputs, inputs, kernel)), bias = Numbers.Leaf(tape, c.Bias, new(outputs));
            var y = x.Convolve(weight, bias, stride, padding);
            Assert.Equal(y.Shape[0], ConvolutionLayer.OutputLength(time, kernel, stride, padding));
            tape.Backward(y.Multiply(Numbers.Constant(tape, c.Probe, y.Shape)).Sum());
            string what = $"{c.Padding} [{string.Join(", ", c.Sizes)}]";
            Close.Equal(c.Y, y.Value, tolerance, what);
            Close.Equal(c.Dx, x.Gradient!, tolerance, $"dx of {what}");
            Close.Equal(c.DWeight, weight.Gradient!, tolerance, $"dweight of {what}");
            Close.Equal(c.DBias, bias.Gradient!, tolerance, $"dbias of {what}");
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Pooling_agrees_with_torch(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = TestBackends.Tolerance(backendName);
        foreach (var p in Expected.Pooling)
        {
            using var tape = new Tape(backend);
            int batch = p.Sizes[1], width = p.Sizes[2];
            var x = Numbers.Leaf(tape, p.X, new(p.Sizes[0], batch, width));
            var lengths = Lengths(backend, p.Lengths);

            // Padding may hold anything.
            if (p.Lengths is not null)
                x.Value.CopyFrom([.. Close.Values(x.Value).Select((value, n) => n / width / batch < p.Lengths[n / width % batch] ? value : double.NaN)]);
            Variable mean = x.MeanOverTime(lengths), max = x.MaxOverTime(lengths);
            int half = batch * width;
            var sum = mean.Multiply(Numbers.Constant(tape, p.Probe[..half], mean.Shape)).Add(max.Multiply(Numbers.Constant(tape, p.Probe[half..], max.Shape)));
            tape.Backward(sum.Sum());
            Close.Equal(p.Mean, mean.Value, tolerance, "mean");
            Close.Equal(p.Max, max.Value, tolerance, "max");
            Close.Equal(p.Dx, x.Gradient!, tolerance, "dx");
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Attention_agrees_with_torch_for_all_steps_and_for_one_at_a_time(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = TestBackends.Tolerance(backendName);
        foreach (var a in Expected.Attention)
        {
            using var tape = new Tape(backend);
            int time = a.Sizes[0], steps = a.Sizes[1], batch = a.Sizes[2], query = a.Sizes[3], key = a.Sizes[4], width = a.Sizes[5];
            var parameters = Parameters(backend, a.Kind, query, key, width);
            for (int n = 0; n < parameters.Length; n++)
                parameters[n].Value.CopyFrom(Numbers.Scaled(a.Weights[n]));
            Variable keys = Numbers.Leaf(tape, a.Keys, new(time, batch, key)), queries = Numbers.Leaf(tape, a.Queries, new(steps, batch, query));
            var mask = a.Lengths is null ? null : tape.LengthMask(Lengths(backend, a.Lengths)!, time);
            var source = new AttentionSource(tape, Score(a.Kind, parameters), keys, mask: mask);
            var all = source.Attend(queries);
            string what = $"{a.Kind} [{string.Join(", ", a.Sizes)}]";
            Close.Equal(a.Attended, all.Weights.Value, tolerance, $"weights of {what}");
            Close.Equal(a.Context, all.Context.Value, tolerance, $"context of {what}");
            tape.Backward(all.Context.Multiply(Numbers.Constant(tape, a.Probe, all.Context.Shape)).Sum());
            Close.Equal(a.DKeys, keys.Gradient!, tolerance, $"dkeys of {what}");
            Close.Equal(a.DQueries, queries.Gradient!, tolerance, $"dqueries of {what}");
            for (int n = 0; n < parameters.Length; n++)
                Close.Equal(a.DWeights[n], parameters[n].Gradient, tolerance, $"{parameters[n].Name} of {what}");

            for (int s = 0; s < steps; s++)
            {
                var one = source.Attend(queries.Step(s));
                Assert.Equal((new Shape(batch, key), new Shape(batch, time)), (one.Context.Shape, one.Weights.Shape));
                Close.Equal(a.Attended.AsSpan(s * batch * time, batch * time), one.Weights.Value, tolerance, $"step {s} of {what}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Gradients_agree_with_finite_differences_over_random_shapes(ulong seed)
    {
        using var backend = new ReferenceBackend();
        var random = new TestRandom(seed);
        int time = seed == 1 ? 1 : random.Integer(2, 6), batch = seed == 1 ? 1 : random.Integer(1, 3), width = random.Integer(1, 4), outputs = random.Integer(1, 3), steps = random.Integer(1, 3);
        int kernel = random.Integer(1, time), stride = random.Integer(1, 3);
        var lengths = Lengths(backend, [.. Enumerable.Range(0, batch).Select(_ => random.Integer(0, time))]);
        Tensor T(params int[] e) => random.Tensor(backend, e.Length == 1 ? new(e[0]) : e.Length == 2 ? new(e[0], e[1]) : new(e[0], e[1], e[2]));

        foreach (var padding in Enum.GetValues<ConvolutionPadding>())
            GradientCheck.Run((_, x) => x[0].Convolve(x[1], x[2], stride, padding), T(time, batch, width), T(outputs, width, kernel), T(outputs));
        GradientCheck.Run((_, x) => x[0].MeanOverTime(lengths).Add(x[0].MaxOverTime(lengths)), T(time, batch, width));
        GradientCheck.Run((tape, x) => x[0].Softmax(tape.LengthMask(lengths!, time)), T(steps, batch, time));
        GradientCheck.Run((_, x) => x[0].BatchMatMul(x[1]).Add(x[2]).BatchMatMul(x[1], transposeB: true), T(steps, batch, time), T(time, batch, width), T(steps, batch, width));
        GradientCheck.Run((_, x) => x[0].Reshape(new Shape(batch, time * width)).Tanh(), T(time, batch, width));
        foreach (string kind in (string[])["dot", "general", "additive", "concat"])
        {
            GradientCheck.Run((tape, x) =>
            {
                var parameters = Parameters(backend, kind, width, width, outputs);
                for (ulong n = 0; n < (ulong)parameters.Length; n++)
                    backend.Copy(new TestRandom(n + 50).Tensor(backend, parameters[n].Spec.Shape), parameters[n].Value);
                return new AttentionSource(tape, Score(kind, parameters), x[0], x[1], tape.LengthMask(lengths!, time)).Attend(x[2]).Context;
            }, T(time, batch, width), T(time, batch, outputs), T(steps, batch, width));
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Convolutions_of_random_shapes_are_their_formula(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var random = new TestRandom(17);
        for (int round = 0; round < 20; round++)
        {
            int time = random.Integer(1, 20), batch = random.Integer(1, 4), inputs = random.Integer(1, 9), outputs = random.Integer(1, 9), stride = random.Integer(1, 4);
            var padding = (ConvolutionPadding)random.Integer(0, 2);
            int kernel = random.Integer(1, padding == ConvolutionPadding.Valid ? time : 6), before = padding switch { ConvolutionPadding.Same => (kernel - 1) / 2, ConvolutionPadding.Causal => kernel - 1, _ => 0 };
            using var tape = new Tape(backend);
            Tensor x = random.Tensor(backend, new(time, batch, inputs)), w = random.Tensor(backend, new(outputs, inputs, kernel)), b = random.Tensor(backend, new(outputs));
            var y = tape.Leaf(x).Convolve(tape.Leaf(w), tape.Leaf(b), stride, padding);
            double[] xv = Close.Values(x), wv = Close.Values(w), expected = new double[y.Shape.Count], bv = Close.Values(b);
            for (int t = 0; t < y.Shape[0]; t++)
            {
                for (int s = 0; s < batch; s++)
                {
                    for (int o = 0; o < outputs; o++)
                    {
                        double sum = bv[o];
                        for (int k = 0; k < kernel; k++)
                        {
                            int at = (t * stride) + k - before;
                            for (int i = 0; i < inputs && at >= 0 && at < time; i++)
                                sum += wv[(((o * inputs) + i) * kernel) + k] * xv[(((at * batch) + s) * inputs) + i];
                        }

                        expected[(((t * batch) + s) * outputs) + o] = sum;
                    }
                }
            }

            Close.Equal(expected, y.Value, TestBackends.Tolerance(backendName), $"{padding} T {time} B {batch} I {inputs} O {outputs} K {kernel} stride {stride}");
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.Cpu), MemberType = typeof(TestBackends))]
    public void Replays_allocate_no_managed_memory_and_follow_new_values_and_lengths(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var tape = new Tape(backend);
        var random = new TestRandom(6);
        Tensor x = random.Tensor(backend, new(8, 3, 5)), weight = random.Tensor(backend, new(4, 5, 3)), bias = random.Tensor(backend, new(4));
        var lengths = Lengths(backend, [8, 4, 1])!;
        var parameters = Parameters(backend, "additive", 4, 4, 6);
        foreach (var parameter in parameters)
            backend.Copy(random.Tensor(backend, parameter.Spec.Shape), parameter.Value);
        var hidden = tape.Leaf(x).Convolve(tape.Leaf(weight), tape.Leaf(bias), 1, ConvolutionPadding.Causal);
        var attended = new AttentionSource(tape, Score("additive", parameters), hidden, mask: tape.LengthMask(lengths, 8)).Attend(hidden.MaxOverTime(lengths));
        var loss = attended.Context.Add(hidden.MeanOverTime(lengths)).Square().Sum();
        tape.Backward(loss);
        float[] first = attended.Weights.Value.ToArray();
        Assert.All(first[9..16].Skip(3), value => Assert.Equal(0, value));
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 10; step++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(first, attended.Weights.Value.ToArray());

        lengths.Value.CopyFrom([2, 8, 0]);
        tape.Replay();
        float[] then = attended.Weights.Value.ToArray();
        Assert.All(then[2..8], value => Assert.Equal(0, value));
        Assert.Equal(1, then[8..16].Sum(), 1e-5);
        Assert.All(then[16..], value => Assert.Equal(0, value));

        void Step()
        {
            tape.Replay();
            tape.Backward(loss);
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void A_head_tied_to_the_embedding_adds_both_gradients(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var random = new TestRandom(9);
        using var table = new Parameter(new ParameterSpec("embedding.weight", new(6, 4), "symbols"), backend);
        using var bias = new Parameter(new ParameterSpec("head.bias", new(6), "bias"), backend);
        backend.Copy(random.Tensor(backend, table.Spec.Shape), table.Value);
        var tokens = new TokenInput(random.Indices(backend, new(3, 2), 6));
        double[] both = Run(true, true), entering = Run(true, false), leaving = Run(false, true);
        Close.Equal([.. entering.Zip(leaving, (a, b) => a + b)], both, 1e-6, "gradient of the shared table");

        double[] Run(bool enters, bool leaves)
        {
            using var tape = new Tape(backend);
            backend.Fill(table.Gradient, 0);
            var read = enters ? new SymbolInput(table).Forward(tape, tokens).Dense! : tape.Constant(table.Value).GatherRows(tokens);
            var scores = leaves ? new LinearLayer(table, bias).Forward(tape, read.Tanh()) : read.Tanh().Linear(tape.Constant(table.Value), tape.Parameter(bias));
            tape.Backward(scores.Square().Sum());
            return Close.Values(table.Gradient);
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_in_words()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        Variable V(params int[] e) => tape.Constant(backend.Allocate(e.Length == 1 ? new(e[0]) : e.Length == 2 ? new(e[0], e[1]) : new(e[0], e[1], e[2])));
        Refused(() => V(5, 2, 3).Convolve(V(4, 2, 3), V(4)), "[4, 2, 3]");
        Refused(() => V(2, 2, 3).Convolve(V(4, 3, 3), V(4)), "window of 3 steps");
        Refused(() => V(2, 3).MaxOverTime(), "[2, 3]");
        Refused(() => V(2, 3).Reshape(new(5)), "6 elements");
        Refused(() => new AttentionSource(tape, new DotScore(), V(5, 2, 3), V(4, 2, 3)), "[4, 2, 3]");
        Refused(() => new AttentionSource(tape, new DotScore(), V(5, 2, 3), mask: V(5, 2)), "[2, 5]");
        Refused(() => new AttentionSource(tape, new DotScore(), V(5, 2, 3)).Attend(V(1, 3, 3)), "[1, 3, 3]");
        Refused(() => new AttentionSource(tape, new DotScore(), V(5, 2, 3)).Attend(V(1, 2, 4)), "BatchMatMul");
        Assert.Throws<ArgumentOutOfRangeException>(() => V(5, 2, 3).Convolve(V(4, 3, 3), V(4), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => V(5, 2, 3).MeanOverTime(Lengths(backend, [6, 1])));
        Assert.Throws<ArgumentOutOfRangeException>(() => V(5, 2, 3).MaxOverTime(Lengths(backend, [6, 1])));

        static void Refused(Action act, string words) => Assert.Contains(words, Assert.Throws<ShapeMismatchException>(act).Message, StringComparison.Ordinal);
    }

    private static Parameter[] Parameters(IComputeBackend backend, string kind, int query, int key, int width)
    {
        IReadOnlyList<ParameterSpec> specs = kind switch
        {
            "dot" => [],
            "general" => GeneralScore.ParameterSpecs("attention", query, key),
            "additive" => AdditiveScore.ParameterSpecs("attention", query, key, width),
            _ => ConcatScore.ParameterSpecs("attention", query, key, width),
        };
        return [.. specs.Select(spec => new Parameter(spec, backend))];
    }

    private static AttentionScore Score(string kind, Parameter[] p) => kind switch
    {
        "dot" => new DotScore(),
        "general" => new GeneralScore(p[0]),
        "additive" => new AdditiveScore(p[0], p[1], p[2]),
        _ => new ConcatScore(p[0], p[1]),
    };

    private static TokenInput? Lengths(IComputeBackend backend, int[]? lengths)
    {
        if (lengths is null)
            return null;
        var tensor = backend.AllocateIndices(new Shape(lengths.Length));
        tensor.CopyFrom(lengths);
        return new(tensor);
    }

    public sealed record SequenceFixture(double Grid, Convolution[] Convolutions, Pool[] Pooling, Attending[] Attention);

    public sealed record Convolution(int[] Sizes, string Padding, int[] X, int[] Weight, int[] Bias, int[] Probe, double[] Y, double[] Dx, double[] DWeight, double[] DBias);

    public sealed record Pool(int[] Sizes, int[]? Lengths, int[] X, int[] Probe, double[] Mean, double[] Max, double[] Dx);

    public sealed record Attending(
        string Kind, int[] Sizes, int[]? Lengths, int[] Keys, int[] Queries, int[][] Weights, int[] Probe, double[] Attended, double[] Context, double[] DKeys, double[] DQueries, double[][] DWeights);
}
