namespace RnnLab.Nn.Unrolled;

/// <summary>What an operation does.</summary>
public enum UnrolledOpKind
{
    /// <summary>W v.</summary>
    MatrixVector,

    /// <summary>a + b, element by element; b may be a number.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>-a.</summary>
    Negate,

    /// <summary>1 / (1 + e^-a).</summary>
    Sigmoid,

    /// <summary>tanh a.</summary>
    Tanh,

    /// <summary>max(a, 0).</summary>
    Relu,

    /// <summary>log(1 + e^a).</summary>
    Softplus,

    /// <summary>e^a.</summary>
    Exp,

    /// <summary>|a|.</summary>
    Abs,

    /// <summary>A state goes on to the next step, unchanged; a cut stops its gradient here.</summary>
    Carry,

    /// <summary>The outputs of both directions side by side.</summary>
    Concat,

    /// <summary>-log softmax(a) at the symbol that should come.</summary>
    CrossEntropy,

    /// <summary>The mean of the steps' losses.</summary>
    Mean,
}

/// <summary>One operation of an unrolled network.</summary>
public sealed class UnrolledOp
{
    internal UnrolledOp(int index, UnrolledOpKind kind, UnrolledPlace place, string equation, IReadOnlyList<int> inputs, int output, double? constant, bool constantFirst, int firstNode, int endNode)
    {
        Index = index;
        Kind = kind;
        Place = place;
        Equation = equation;
        Inputs = inputs;
        Output = output;
        Constant = constant;
        ConstantFirst = constantFirst;
        FirstNode = firstNode;
        EndNode = endNode;
    }

    /// <summary>Its place in the order of the forward pass; the backward pass goes through the same places from the end.</summary>
    public int Index { get; }

    /// <summary>What it does.</summary>
    public UnrolledOpKind Kind { get; }

    /// <summary>Where it is.</summary>
    public UnrolledPlace Place { get; }

    /// <summary>The name of the gate or state that it helps to compute; "y" in the head, "L" in the loss.</summary>
    public string Equation { get; }

    /// <summary>The values that it reads, by number.</summary>
    public IReadOnlyList<int> Inputs { get; }

    /// <summary>The value that it computes.</summary>
    public int Output { get; }

    /// <summary>A number that takes the place of one of two operands, as in 1 - z.</summary>
    public double? Constant { get; }

    /// <summary>Whether the number stands left.</summary>
    public bool ConstantFirst { get; }

    /// <summary>Whether the gradient is cut here; only for <see cref="UnrolledOpKind.Carry"/>.</summary>
    public bool IsCut => CarryFactor == 0;

    /// <summary>What the gradient is multiplied with on its way back; 1 but for <see cref="UnrolledOpKind.Carry"/> with truncation.</summary>
    public double CarryFactor { get; internal init; } = 1;

    internal int FirstNode { get; }

    internal int EndNode { get; }
}
