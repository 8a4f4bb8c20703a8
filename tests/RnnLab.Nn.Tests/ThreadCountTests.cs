using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Nn.Attention;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Layers;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Recurrent;
using RnnLab.Nn.Tests.Recurrent.Custom;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests;

/// <summary>What is composed of the backend's operations gives the same bits with any number of threads, as each of these does by itself.</summary>
public class ThreadCountTests
{
    private static readonly Dictionary<string, Func<IComputeBackend, IEnumerable<double[]>>> Things = new()
    {
        ["convolution, pooling, attention, losses"] = Sequences,
        ["own cells"] = backend => CellTexts.All.SelectMany(text => Network(backend, new() { OwnCell = text, RecurrentDropout = 0.2, ZoneoutHidden = 0.1 })),
        ["every cell, fused, read both ways"] = backend => Enum.GetValues<CellKind>().SelectMany(cell => Network(backend, new() { Cell = cell, Bidirectional = true })),
        ["every cell, normalised and regularised"] = backend => Enum.GetValues<CellKind>().SelectMany(
            cell => Network(backend, new() { Cell = cell, LayerNormalized = true, Residual = true, RecurrentDropout = 0.2, ZoneoutHidden = 0.2, LearnInitialState = true })),
        ["variants of the LSTM"] = backend => LstmVariants.Words.Values.SelectMany(variant => Network(backend, new() { Variant = variant })),
        ["training with every optimizer, in segments and on its own predictions"] = Training,
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var set in TestBackends.Cpu)
            {
                foreach (string thing in Things.Keys)
                    cases.Add(set.Data, thing);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_two_three_and_eight_threads_give_the_same_bits(string set, string thing)
    {
        double[][]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            using var backend = new CpuBackend(threads, Enum.Parse<CpuInstructionSet>(set));
            double[][] actual = [.. Things[thing](backend)];
            expected ??= actual;
            Assert.Equal(expected.Length, actual.Length);
            for (int n = 0; n < actual.Length; n++)
            {
                Assert.All(actual[n], value => Assert.True(double.IsFinite(value)));
                Assert.True(expected[n].AsSpan().SequenceEqual(actual[n]), $"Tensor {n} with {threads} threads has other bits than with one.");
            }
        }
    }

    private static double[][] Network(IComputeBackend backend, RecurrentNetworkOptions options)
    {
        using var run = new NetworkRun(
            options with { Input = 40, Hidden = 70, Layers = 2, Returns = SequenceReturn.Both }, backend, 5, 33, [.. Enumerable.Range(0, 33).Select(b => b % 6)], new DropoutPosition(3));
        return run.Everything();
    }

    /// <summary>Sizes at which the work is shared.</summary>
    private static IEnumerable<double[]> Sequences(IComputeBackend backend)
    {
        var random = new TestRandom(2);
        using var tape = new Tape(backend);
        var lengths = new TokenInput(backend.AllocateIndices(new Shape(24)));
        lengths.Value.CopyFrom([.. Enumerable.Range(0, 24).Select(b => b % 21)]);
        Variable Leaf(params ReadOnlySpan<int> e) => tape.Leaf(random.Tensor(backend, e.Length == 1 ? new(e[0]) : e.Length == 2 ? new(e[0], e[1]) : new(e[0], e[1], e[2])));
        Variable x = Leaf(20, 24, 48), weight = Leaf(64, 48, 3), bias = Leaf(64);
        var hidden = x.Convolve(weight, bias, 1, ConvolutionPadding.Same);
        Parameter Weight(int rows, int columns)
        {
            var parameter = new Parameter(new ParameterSpec("w", columns == 0 ? new Shape(rows) : new Shape(rows, columns), "weight"), backend);
            backend.Copy(random.Tensor(backend, parameter.Spec.Shape, -0.1, 0.1), parameter.Value);
            return parameter;
        }

        AttentionScore[] scores = [new DotScore(), new GeneralScore(Weight(64, 64)), new AdditiveScore(Weight(80, 64), Weight(80, 64), Weight(80, 0)), new ConcatScore(Weight(80, 128), Weight(80, 0))];
        var mask = tape.LengthMask(lengths, 20);
        var context = scores.Select(score => new AttentionSource(tape, score, hidden, mask: mask).Attend(hidden).Context).Aggregate(VariableOps.Add);
        var pooled = context.MeanOverTime(lengths).Add(context.MaxOverTime(lengths)).LayerNorm(Leaf(64), Leaf(64), 1e-5);
        using var targets = random.Indices(backend, new Shape(24), 64);
        var classes = CrossEntropy.Of(pooled, new TokenInput(targets), new CrossEntropyOptions(3, 0.1));
        var elements = MeanSquaredError.Of(pooled.Tanh(), Leaf(24, 64)).Mean.Add(BinaryCrossEntropy.Of(pooled, tape.Constant(random.Tensor(backend, new(24, 64), 0, 1))).Mean);
        var points = random.Tensor(backend, new(24, 3), 0, 1);
        var density = MixtureDensity.Of(pooled.SliceColumns(0, MixtureDensity.OutputCount(10)).Tanh(), tape.Constant(points));
        tape.Backward(classes.Mean.Add(elements).Add(density.Mean));
        foreach (var value in new[] { context.Value, pooled.Value, x.Gradient!, weight.Gradient!, bias.Gradient! })
            yield return Close.Values(value);
    }

    private static IEnumerable<double[]> Training(IComputeBackend backend)
    {
        foreach (var kind in Enum.GetValues<OptimizerKind>())
        {
            using var model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Gru, Layers = 2, Hidden = 70, Vocabulary = 40, Embedding = 70, TieHead = true, Dropout = 0.2, Seed = 6 }, backend);
            using var optimizer = OptimizerFactory.Create(new OptimizerSettings { Kind = kind, WeightDecay = 0.01 }, model.Parameters);
            using var state = model.CreateState(24);
            var random = new TestRandom(8);
            for (ulong step = 0; step < 3; step++)
            {
                using IndexTensor tokens = random.Indices(backend, new Shape(8, 24), 40), targets = random.Indices(backend, new Shape(8, 24), 40);
                model.ZeroGradients();
                model.ForwardBackward(tokens, targets, state, step, 1, step == 1 ? new(4) : new(OwnInputs: step == 2), step == 2 ? 0.5 : 1);
                optimizer.Step(model.Parameters, 0.01, GradientClipping.Apply(step == 0 ? ClipMode.Value : ClipMode.Norm, 0.1, model.Parameters).GradientScale);
            }

            foreach (var parameter in model.Parameters)
                yield return Close.Values(parameter.Value);
        }
    }
}
