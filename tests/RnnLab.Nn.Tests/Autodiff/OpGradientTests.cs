using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Autodiff;

/// <summary>Every op on the tape against central differences, over random shapes.</summary>
public sealed class OpGradientTests : IDisposable
{
    private readonly ReferenceBackend _backend = new();

    public static TheoryData<ulong> Seeds => [1, 2, 3];

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void MatMul(bool transposeA, bool transposeB)
    {
        var random = new TestRandom(10);
        for (int round = 0; round < 3; round++)
        {
            int m = random.Integer(1, 5), k = random.Integer(1, 5), n = random.Integer(1, 5);
            var a = random.Tensor(_backend, transposeA ? new Shape(k, m) : new Shape(m, k));
            var b = random.Tensor(_backend, transposeB ? new Shape(n, k) : new Shape(k, n));
            GradientCheck.Run((_, x) => x[0].MatMul(x[1], transposeA, transposeB), a, b);
        }
    }

    [Theory]
    [InlineData(BinaryOp.Add)]
    [InlineData(BinaryOp.Subtract)]
    [InlineData(BinaryOp.Multiply)]
    [InlineData(BinaryOp.Divide)]
    public void Binary_with_equal_shapes_and_with_a_row(BinaryOp op)
    {
        var random = new TestRandom((ulong)op);
        for (int round = 0; round < 3; round++)
        {
            int rows = random.Integer(2, 4), columns = random.Integer(1, 5);
            var a = random.Tensor(_backend, new Shape(rows, columns));
            GradientCheck.Run((_, x) => Apply(op, x[0], x[1]), a, random.Tensor(_backend, new Shape(rows, columns), 0.5, 2));
            GradientCheck.Run((_, x) => Apply(op, x[0], x[1]), a, random.Tensor(_backend, new Shape(columns), 0.5, 2));
        }
    }

    [Theory]
    [InlineData(BinaryOp.Add)]
    [InlineData(BinaryOp.Subtract)]
    [InlineData(BinaryOp.Multiply)]
    [InlineData(BinaryOp.Divide)]
    public void Binary_of_variables_used_more_than_once_adds_all_contributions(BinaryOp op)
    {
        var random = new TestRandom(20 + (ulong)op);
        var a = random.Tensor(_backend, new Shape(3, 4), 0.5, 2);
        var row = random.Tensor(_backend, new Shape(4), 0.5, 2);
        GradientCheck.Run((_, x) => Apply(op, Apply(op, x[0].Tanh(), x[1]), x[1]).Add(Apply(op, x[0], x[0])), a, row);
    }

    [Theory]
    [InlineData(UnaryOp.Sigmoid)]
    [InlineData(UnaryOp.Tanh)]
    [InlineData(UnaryOp.Relu)]
    [InlineData(UnaryOp.Exp)]
    [InlineData(UnaryOp.Log)]
    [InlineData(UnaryOp.Negate)]
    [InlineData(UnaryOp.OneMinus)]
    [InlineData(UnaryOp.Square)]
    [InlineData(UnaryOp.Sqrt)]
    public void Unary(UnaryOp op)
    {
        var random = new TestRandom(30 + (ulong)op);
        var x = random.Tensor(_backend, new Shape(3, 5), 0.2, 1.5);
        GradientCheck.Run((_, v) => v[0].Unary(op), x);
        GradientCheck.Run((_, v) => v[0].Unary(op).Multiply(v[0]).Scale(-1.5), x);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Linear(ulong seed)
    {
        var random = new TestRandom(seed);
        int inputs = random.Integer(1, 5), outputs = random.Integer(1, 5);
        var x = random.Tensor(_backend, new Shape(random.Integer(1, 3), random.Integer(1, 3), inputs));
        GradientCheck.Run((_, v) => v[0].Linear(v[1], v[2]), x, random.Tensor(_backend, new Shape(outputs, inputs)), random.Tensor(_backend, new Shape(outputs)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Columns_cut_out_and_put_together(ulong seed)
    {
        var random = new TestRandom(seed);
        int rows = random.Integer(1, 4), left = random.Integer(1, 4), right = random.Integer(1, 4);
        var x = random.Tensor(_backend, new Shape(rows, left + right));
        var y = random.Tensor(_backend, new Shape(rows, right));
        GradientCheck.Run(
            (_, v) => VariableOps.ConcatColumns(v[0].SliceColumns(left, right), v[1], v[0].SliceColumns(0, left), v[1].Tanh(), v[0]), x, y);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Steps_cut_out_and_stacked(ulong seed)
    {
        var random = new TestRandom(seed);
        int time = random.Integer(2, 5);
        var x = random.Tensor(_backend, new Shape(time, random.Integer(1, 3), random.Integer(1, 3)));
        GradientCheck.Run(
            (_, v) =>
            {
                var steps = Enumerable.Range(0, time).Select(t => v[0].Step(t)).ToList();
                return VariableOps.StackSteps([steps[0], steps[0].Multiply(steps[^1]), steps[1].Tanh()]);
            },
            x);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sums(ulong seed)
    {
        var random = new TestRandom(seed);
        var x = random.Tensor(_backend, new Shape(random.Integer(1, 3), random.Integer(1, 3), random.Integer(1, 4)));
        GradientCheck.Run((_, v) => v[0].Tanh().SumRows(), x);
        GradientCheck.Run((_, v) => v[0].Multiply(v[0]).Sum(), x);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rows_gathered_more_than_once_add_up(ulong seed)
    {
        var random = new TestRandom(seed);
        var table = random.Tensor(_backend, new Shape(3, random.Integer(1, 4)));
        using var tokens = random.Indices(_backend, new Shape(4, 3), 3);
        GradientCheck.Run((_, v) => v[0].GatherRows(new TokenInput(tokens)), table);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Softmax_cross_entropy_also_scaled_and_with_logits_used_elsewhere(ulong seed)
    {
        var random = new TestRandom(seed);
        var logits = random.Tensor(_backend, new Shape(2, 3, random.Integer(2, 6)), -3, 3);
        using var targets = random.Indices(_backend, new Shape(2, 3), logits.Shape[2]);
        GradientCheck.Run((_, v) => CrossEntropy.Of(v[0], new TokenInput(targets)).Mean, logits);
        GradientCheck.Run(
            (_, v) =>
            {
                var scores = v[0].Scale(2);
                var extra = scores.Square().Sum();
                return CrossEntropy.Of(scores, new TokenInput(targets)).Mean.Scale(3).Add(extra);
            },
            logits);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Dropout_passes_gradients_through_the_same_mask(ulong seed)
    {
        var random = new TestRandom(seed);
        var x = random.Tensor(_backend, new Shape(4, 6));
        var position = new DropoutPosition(seed) { Step = 3 };
        GradientCheck.Run((_, v) => v[0].Dropout(0.4, position, 1), x);
        GradientCheck.Run((_, v) => v[0].Dropout(0.4, position, 1).Multiply(v[0]).Add(v[0]), x);
    }

    private static Variable Apply(BinaryOp op, Variable a, Variable b) => op switch
    {
        BinaryOp.Add => a.Add(b),
        BinaryOp.Subtract => a.Subtract(b),
        BinaryOp.Multiply => a.Multiply(b),
        _ => a.Divide(b),
    };
}
