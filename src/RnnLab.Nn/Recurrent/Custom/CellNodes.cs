using RnnLab.Compute;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>The width of a vector: I, H, or not yet known. Widths that must be equal are joined.</summary>
internal sealed class CellWidth
{
    private CellWidth? _same;
    private bool? _isInput;

    public static CellWidth Input => new() { _isInput = true };

    public static CellWidth Hidden => new() { _isInput = false };

    /// <summary>Whether it is I; what nothing decides is H.</summary>
    public bool IsInput => Root._isInput == true;

    /// <summary>The letter in brackets.</summary>
    public string Shape => Root._isInput == true ? "[I]" : "[H]";

    private CellWidth Root => _same?.Root ?? this;

    /// <summary>Makes both the same; false where they are known and differ.</summary>
    public static bool Join(CellWidth a, CellWidth b)
    {
        CellWidth x = a.Root, y = b.Root;
        if (ReferenceEquals(x, y))
            return true;
        if (x._isInput is { } left && y._isInput is { } right)
            return left == right;
        if (x._isInput is null)
            x._same = y;
        else
            y._same = x;
        return true;
    }
}

/// <summary>A weight of an own cell: a matrix [H, I] or [H, H], or a vector [H] or [I].</summary>
internal sealed class CellWeight(CellToken token, bool isMatrix, CellWidth width)
{
    public string Name { get; } = token.Text;

    public CellToken Token { get; } = token;

    public bool IsMatrix { get; } = isMatrix;

    /// <summary>The width of the vector, or of what the matrix multiplies.</summary>
    public CellWidth Width { get; } = width;

    /// <summary>Its place among the weights, in the order of the text; set when the whole text has been read.</summary>
    public int Index { get; set; }
}

/// <summary>An expression in which every name has its meaning. Constants have no width.</summary>
internal abstract class CellNode(CellWidth? width, bool readsState)
{
    public CellWidth? Width { get; } = width;

    /// <summary>Whether it depends on the states; if not, it can be computed for all steps at once.</summary>
    public bool ReadsState { get; } = readsState;
}

internal sealed class ConstantNode(double value) : CellNode(null, false)
{
    public double Value { get; } = value;
}

/// <summary>x.</summary>
internal sealed class InputNode() : CellNode(CellWidth.Input, false);

/// <summary>A state as the step before left it.</summary>
internal sealed class StateNode(int state) : CellNode(CellWidth.Hidden, true)
{
    public int State { get; } = state;
}

/// <summary>What an earlier equation of the same step gave.</summary>
internal sealed class ValueNode(int equation, CellWidth width, bool readsState) : CellNode(width, readsState)
{
    public int Equation { get; } = equation;
}

internal sealed class VectorNode(CellWeight weight) : CellNode(weight.Width, false)
{
    public CellWeight Weight { get; } = weight;
}

internal sealed class MatrixNode(CellWeight weight, CellNode operand) : CellNode(CellWidth.Hidden, operand.ReadsState)
{
    public CellWeight Weight { get; } = weight;

    public CellNode Operand { get; } = operand;
}

internal sealed class FunctionNode(CellFunction function, CellNode operand) : CellNode(operand.Width, operand.ReadsState)
{
    public CellFunction Function { get; } = function;

    public CellNode Operand { get; } = operand;
}

internal sealed class NegateNode(CellNode operand) : CellNode(operand.Width, operand.ReadsState)
{
    public CellNode Operand { get; } = operand;
}

/// <summary>Element by element; at most one side is a constant.</summary>
internal sealed class ElementwiseNode(BinaryOp op, CellNode left, CellNode right) : CellNode(left.Width ?? right.Width, left.ReadsState || right.ReadsState)
{
    public BinaryOp Op { get; } = op;

    public CellNode Left { get; } = left;

    public CellNode Right { get; } = right;
}
