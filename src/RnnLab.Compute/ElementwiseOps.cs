namespace RnnLab.Compute;

/// <summary>Element-wise functions of one tensor.</summary>
public enum UnaryOp
{
    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>max(x, 0); its derivative at 0 is 0.</summary>
    Relu,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>-x.</summary>
    Negate,

    /// <summary>1 - x.</summary>
    OneMinus,

    /// <summary>x squared.</summary>
    Square,

    /// <summary>Square root.</summary>
    Sqrt,
}

/// <summary>Element-wise functions of two tensors; the second may be a row that is repeated down the first.</summary>
public enum BinaryOp
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b (Hadamard).</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,
}
