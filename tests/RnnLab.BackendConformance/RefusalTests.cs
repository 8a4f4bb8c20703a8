using RnnLab.Compute.Cpu;
using RnnLab.Compute.Recurrent;
using RnnLab.Compute.Reference;

namespace RnnLab.BackendConformance;

/// <summary>Every backend refuses the same mistakes, and names every shape.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Dictionary<string, IComputeBackend> _backends = new()
    {
        ["reference"] = new ReferenceBackend(),
        ["cpu"] = new CpuBackend(2),
    };

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Mismatched_shapes_are_named(string name)
    {
        var b = _backends[name];
        Tensor T(params ReadOnlySpan<int> e) => new Bench(b).Zeros(e);
        IndexTensor I(int n) => b.AllocateIndices(new Shape(n));
        (Action Act, string[] Shapes)[] mistakes =
        [
            (() => b.MatMul(T(2, 3), false, T(4, 5), false, T(2, 5), false), ["[2, 3]", "[4, 5]", "[2, 5]"]),
            (() => b.MatMul(T(2, 3), true, T(2, 5), false, T(2, 5), false), ["[2, 3]", "[2, 5]"]),
            (() => b.Linear(T(2, 3), T(5, 4), T(5), T(2, 5)), ["[2, 3]", "[5, 4]", "[2, 5]"]),
            (() => b.Linear(T(2, 3), T(5, 3), T(4), T(2, 5)), ["[2, 5]", "[4]"]),
            (() => b.LinearParameterGradients(T(2, 5), T(3, 3), T(5, 3), T(5)), ["[2, 5]", "[3, 3]", "[5, 3]"]),
            (() => b.LinearParameterGradients(T(2, 5), T(2, 3), T(5, 3), T(3)), ["[2, 5]", "[3]"]),
            (() => b.Copy(T(4), T(5)), ["[4]", "[5]"]),
            (() => b.Scale(1, T(4), T(2, 2)), ["[4]", "[2, 2]"]),
            (() => b.AddScaled(1, T(4), T(3)), ["[4]", "[3]"]),
            (() => b.Unary(UnaryOp.Tanh, T(4), T(3)), ["[4]", "[3]"]),
            (() => b.UnaryBackward(UnaryOp.Tanh, T(4), T(4), T(3), T(4), false), ["[4]", "[3]"]),
            (() => b.Binary(BinaryOp.Add, T(4, 3), T(4), T(4, 3)), ["[4, 3]", "[4]"]),
            (() => b.SumRows(T(4, 3), T(4), false), ["[4, 3]", "[4]"]),
            (() => b.NormalizeRows(T(4, 3), 1e-5, T(4, 2), T(4)), ["[4, 3]", "[4, 2]"]),
            (() => b.NormalizeRows(T(4, 3), 1e-5, T(4, 3), T(3)), ["[4, 3]", "[3]"]),
            (() => b.NormalizeRowsBackward(T(4, 3), T(4), T(4, 3), T(3, 4), false), ["[4, 3]", "[3, 4]"]),
            (() => b.GatherRows(T(4, 3), I(2), T(3, 3)), ["[4, 3]", "[2]", "[3, 3]"]),
            (() => b.ScatterAddRows(T(2, 2), I(2), T(4, 3)), ["[4, 3]", "[2]", "[2, 2]"]),
            (() => b.SliceColumns(T(4, 3), 2, T(4, 2)), ["[4, 3]"]),
            (() => b.AddToColumns(T(3, 1), T(4, 3), 0), ["[4, 3]", "[3, 1]"]),
            (() => b.SoftmaxCrossEntropy(T(4, 3), I(3), T(4), null, null, 1), ["[4, 3]", "[3]", "[4]"]),
            (() => b.SoftmaxCrossEntropy(T(4, 3), I(4), T(4), null, T(3, 4), 1), ["[4, 3]", "[3, 4]"]),
            (() => b.Adam(T(3), T(3), T(3), T(4), new AdamUpdate(1, 0.9, 0.9, 1, 1), 1), ["[3]", "[4]"]),
            (() => b.RmsProp(T(3), T(2), T(3), new RmsPropUpdate(1, 0.9, 1), 1), ["[3]", "[2]"]),
            (() => b.MixtureDensity(T(4, 12), T(4, 3), T(4), null, 1), ["[4, 12]"]),
            (() => b.MixtureDensity(T(4, 13), T(3, 3), T(4), null, 1), ["[4, 13]", "[3, 3]"]),
            (() => b.MixtureDensity(T(4, 13), T(4, 3), T(4), T(13, 4), 1), ["[4, 13]", "[13, 4]"]),
            (() => b.SoftmaxRows(T(4, 3), T(3, 3), T(4, 3)), ["[4, 3]", "[3, 3]"]),
            (() => b.SoftmaxRows(T(4, 3), T(2, 4), T(4, 3)), ["[4, 3]", "[2, 4]"]),
            (() => b.SoftmaxRowsBackward(T(4, 3), T(4, 3), T(3, 4), false), ["[4, 3]", "[3, 4]"]),
            (() => b.BatchMatMul(T(4, 2, 3), false, T(5, 2, 4), true, T(4, 2, 5), false), ["[4, 2, 3]", "[5, 2, 4] transposed", "[4, 2, 5]"]),
            (() => b.BatchMatMul(T(4, 2, 3), false, T(3, 1, 5), false, T(4, 2, 5), false), ["[3, 1, 5]"]),
            (() => b.MaxOverTime(T(4, 2, 3), I(3), T(2, 3), T(2, 3)), ["[4, 2, 3]", "[3]"]),
            (() => b.MaxOverTime(T(4, 2, 3), null, T(2, 3), T(3, 2)), ["[4, 2, 3]", "[3, 2]"]),
            (() => b.Adagrad(T(3), T(3), T(4), new AdagradUpdate(1, 1), 1), ["[3]", "[4]"]),
            (() => b.Sgd(T(3), T(3), T(2), new SgdUpdate(1, 0.9), 1), ["[3]", "[2]"]),
            (() => b.Allocate(new Shape(3)).View(2, new Shape(2)), ["[3]", "[2]"]),
            (() => b.Allocate(new Shape(3)).Reshape(new Shape(2, 2)), ["[3]", "[2, 2]"]),
            (() => b.Allocate(new Shape(3)).CopyFrom(new float[2]), ["[3]"]),
        ];
        foreach (var (act, shapes) in mistakes)
        {
            var error = Assert.Throws<ShapeMismatchException>(act);
            Assert.All(shapes, shape => Assert.Contains(shape, error.Message));
        }
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void A_recurrent_layer_names_the_tensor_that_does_not_fit(string name)
    {
        var b = _backends[name];
        var d = new RecurrentDimensions(CellKind.Lstm, 3, 2, 4, 5);
        var parameters = new RecurrentParameters(b.Allocate(new Shape(20, 4)), b.Allocate(new Shape(20, 5)), b.Allocate(new Shape(20)), b.Allocate(new Shape(20)));
        var input = new RecurrentInput(b.Allocate(new Shape(3, 2, 4)));
        var activations = new RecurrentActivations
        {
            InitialHidden = b.Allocate(new Shape(2, 5)),
            InitialCell = b.Allocate(new Shape(2, 5)),
            Gates = b.Allocate(new Shape(3, 2, 20)),
            Hidden = b.Allocate(new Shape(3, 2, 5)),
        };
        var missing = Assert.Throws<ArgumentException>(() => b.RecurrentForward(d, input, parameters, activations));
        Assert.Contains("cell states [3, 2, 5] is missing", missing.Message);
        var wrong = Assert.Throws<ShapeMismatchException>(() => b.RecurrentForward(d with { Input = 6 }, input, parameters, activations));
        Assert.Contains("[3, 2, 6]", wrong.Message);
        Assert.Contains("[3, 2, 4]", wrong.Message);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Sequence_lengths_that_cannot_be_are_named(string name)
    {
        var b = _backends[name];
        var d = new RecurrentDimensions(CellKind.Rnn, 3, 2, 4, 5);
        var parameters = new RecurrentParameters(b.Allocate(new Shape(5, 4)), b.Allocate(new Shape(5, 5)), b.Allocate(new Shape(5)), b.Allocate(new Shape(5)));
        var activations = new RecurrentActivations { InitialHidden = b.Allocate(new Shape(2, 5)), Gates = b.Allocate(new Shape(3, 2, 5)), Hidden = b.Allocate(new Shape(3, 2, 5)) };
        foreach (int bad in new[] { -1, 4 })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => Run(2, bad));
            Assert.Contains($"sequence 1 is said to have {bad} elements; with T 3 it can have 0 to 3", error.Message);
        }

        Assert.Contains("[3]", Assert.Throws<ShapeMismatchException>(() => Run(3, 1, 1)).Message);

        void Run(params int[] values)
        {
            var lengths = b.AllocateIndices(new Shape(values.Length));
            lengths.CopyFrom(values);
            b.RecurrentForward(d, new RecurrentInput(b.Allocate(new Shape(3, 2, 4))) { Lengths = lengths }, parameters, activations);
        }
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void A_token_outside_the_vocabulary_is_named_with_its_position(string name)
    {
        var b = _backends[name];
        var tokens = b.AllocateIndices(new Shape(4));
        tokens.CopyFrom([0, 2, 9, -1]);
        Action[] acts =
        [
            () => b.GatherRows(b.Allocate(new Shape(3, 2)), tokens, b.Allocate(new Shape(4, 2))),
            () => b.ScatterAddRows(b.Allocate(new Shape(4, 2)), tokens, b.Allocate(new Shape(3, 2))),
            () => b.SoftmaxCrossEntropy(b.Allocate(new Shape(4, 3)), tokens, b.Allocate(new Shape(4)), null, null, 1),
            () => b.RecurrentForward(
                new RecurrentDimensions(CellKind.Rnn, 4, 1, 3, 2),
                new RecurrentInput(tokens),
                new RecurrentParameters(b.Allocate(new Shape(2, 3)), b.Allocate(new Shape(2, 2)), b.Allocate(new Shape(2)), b.Allocate(new Shape(2))),
                new RecurrentActivations { InitialHidden = b.Allocate(new Shape(1, 2)), Gates = b.Allocate(new Shape(4, 1, 2)), Hidden = b.Allocate(new Shape(4, 1, 2)) }),
        ];
        foreach (var act in acts)
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(act);
            Assert.Contains("index 9 at position 2 lies outside 0 to 2", error.Message);
        }
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Disposed_and_foreign_tensors_are_refused(string name)
    {
        var b = _backends[name];
        var tensor = b.Allocate(new Shape(3));
        var view = tensor.View(1, new Shape(2));
        view.Dispose();
        Assert.Equal(0, b.Sum(tensor));
        tensor.Dispose();
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => b.Sum(tensor));
        Assert.Throws<ObjectDisposedException>(() => b.Sum(view));
        using var other = new ReferenceBackend();
        Assert.Throws<ArgumentException>(() => b.Sum(other.Allocate(new Shape(3))));
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Senseless_settings_are_refused(string name)
    {
        var b = _backends[name];
        var x = b.Allocate(new Shape(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => b.FillDropoutMask(x, default, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => b.FillDropoutMask(x, default, 0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => b.ClipValue(x, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => b.NormalizeRows(x, 0, x, b.Allocate(new Shape(1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => b.Adam(x, x, x, x, new AdamUpdate(1, 0.9, 0.9, 1, 0), 1));
    }

    public void Dispose()
    {
        foreach (var backend in _backends.Values)
            backend.Dispose();
    }
}
