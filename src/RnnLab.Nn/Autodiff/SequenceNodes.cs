using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = the rows of x in another order, or some of them; which ones may change from one replay to the next.</summary>
internal abstract class RowOrderNode : SingleOutputNode
{
    private readonly Variable _x;
    private readonly Tensor _table, _result;
    private readonly IndexTensor _indices;
    private Tensor? _gradient, _tableGradient;

    private protected RowOrderNode(Variable x, Variable y) : base(y)
    {
        var tape = y.Tape;
        _x = x;
        _table = tape.View(x.Value, 0, new Shape(x.Shape.Rows, x.Shape.Columns));
        _result = tape.View(y.Value, 0, new Shape(y.Shape.Rows, y.Shape.Columns));
        _indices = tape.Own(tape.Backend.AllocateIndices(new Shape(y.Shape.Rows)));
        Rows = new int[y.Shape.Rows];
    }

    /// <summary>Which row of x each row of y is.</summary>
    private protected int[] Rows { get; }

    internal override void Forward()
    {
        Order();
        _indices.CopyFrom(Rows);
        Output.Tape.Backend.GatherRows(_table, _indices, _result);
    }

    internal override void Backward()
    {
        if (!_x.RequiresGradient)
            return;
        var tape = Output.Tape;
        var dx = _x.ClaimGradientForAdding();
        _tableGradient ??= tape.View(dx, 0, _table.Shape);
        _gradient ??= tape.View(Output.Gradient!, 0, _result.Shape);
        tape.Backend.ScatterAddRows(_gradient, _indices, _tableGradient);
    }

    /// <summary>Fills <see cref="Rows"/>.</summary>
    private protected abstract void Order();
}

/// <summary>y[j, i] = x[i, j].</summary>
internal sealed class SwapAxesNode(Variable x, Variable y) : RowOrderNode(x, y)
{
    private protected override void Order()
    {
        int outer = Output.Shape[0], inner = Output.Shape[1];
        for (int n = 0; n < Rows.Length; n++)
            Rows[n] = (n % inner * outer) + (n / inner);
    }
}

/// <summary>y[b] = x[length of b - 1, b]; an empty sequence gives its first row, which is padding.</summary>
internal sealed class LastStepNode(Variable x, TokenInput lengths, Variable y) : RowOrderNode(x, y)
{
    private protected override void Order()
    {
        lengths.Value.CopyTo(Rows);
        for (int b = 0; b < Rows.Length; b++)
            Rows[b] = (Math.Max(Rows[b] - 1, 0) * Rows.Length) + b;
    }
}

/// <summary>Tokens [B, T] as [T, B], again in every replay.</summary>
internal sealed class SwapTokensNode : TapeNode
{
    private readonly TokenInput _tokens;
    private readonly int[] _source, _target;

    internal SwapTokensNode(Tape tape, TokenInput tokens)
    {
        if (tokens.Shape.Rank != 2)
            throw new ShapeMismatchException($"Batch-major tokens must have shape [B, T], not {tokens.Shape}.");
        _tokens = tokens;
        _source = new int[tokens.Shape.Count];
        _target = new int[tokens.Shape.Count];
        Swapped = new TokenInput(tape.Own(tape.Backend.AllocateIndices(new Shape(tokens.Shape[1], tokens.Shape[0]))));
    }

    internal TokenInput Swapped { get; }

    internal override bool IsReached => false;

    internal override void Forward()
    {
        _tokens.Value.CopyTo(_source);
        int batch = _tokens.Shape[0], time = _tokens.Shape[1];
        for (int n = 0; n < _source.Length; n++)
            _target[(n % time * batch) + (n / time)] = _source[n];
        Swapped.Value.CopyFrom(_target);
    }

    internal override void Backward()
    {
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>x [A, B, N] as [B, A, N]: between batch-major and time-major.</summary>
    public static Variable SwapAxes(this Variable x)
    {
        if (x.Shape.Rank != 3)
            throw new ShapeMismatchException($"Only [A, B, N] can become [B, A, N], not {x.Shape}.");
        var y = x.Tape.NewOutput(new Shape(x.Shape[1], x.Shape[0], x.Shape[2]), x.RequiresGradient);
        return x.Tape.Record(new SwapAxesNode(x, y)).Output;
    }

    /// <summary>Tokens [B, T] as [T, B].</summary>
    public static TokenInput SwapAxes(this TokenInput tokens, Tape tape) => tape.Record(new SwapTokensNode(tape, tokens)).Swapped;

    /// <summary>x [T, B, N] at each sequence's own last element [B, N]: at T - 1 without lengths. An empty sequence gives what x holds at t = 0, which is padding.</summary>
    public static Variable LastStep(this Variable x, TokenInput? lengths)
    {
        if (lengths is null)
            return x.Step(x.Shape[0] - 1);
        if (x.Shape.Rank != 3 || lengths.Shape.Count != x.Shape[1])
            throw new ShapeMismatchException($"Lengths {lengths.Shape} do not fit a sequence [T, B, N] of shape {x.Shape}.");
        var y = x.Tape.NewOutput(new Shape(x.Shape[1], x.Shape[2]), x.RequiresGradient);
        return x.Tape.Record(new LastStepNode(x, lengths, y)).Output;
    }
}
