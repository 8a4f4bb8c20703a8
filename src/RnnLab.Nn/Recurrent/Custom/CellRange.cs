using RnnLab.Compute;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>The lowest and highest value that an expression can take, as far as its functions bound it (interval arithmetic); states are without bound.</summary>
internal static class CellRange
{
    public static (double Low, double High) Of(CellNode node, IReadOnlyList<(double Low, double High)> equations) => node switch
    {
        ConstantNode constant => (constant.Value, constant.Value),
        ValueNode value => equations[value.Equation],
        NegateNode negate when Of(negate.Operand, equations) is var (low, high) => (-high, -low),
        FunctionNode function => Of(function.Function, Of(function.Operand, equations)),
        ElementwiseNode both => Known(Of(both.Op, Of(both.Left, equations), Of(both.Right, equations))),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    /// <summary>Bounds that overflowed bound nothing.</summary>
    private static (double Low, double High) Known((double Low, double High) range) =>
        range.Low < double.PositiveInfinity && range.High > double.NegativeInfinity ? range : (double.NegativeInfinity, double.PositiveInfinity);

    private static (double Low, double High) Of(CellFunction function, (double Low, double High) x) => function switch
    {
        CellFunction.Sigmoid => (0, 1),
        CellFunction.Tanh => (-1, 1),
        CellFunction.Relu => (Math.Max(0, x.Low), Math.Max(0, x.High)),
        CellFunction.Abs => (0, Math.Max(Math.Abs(x.Low), Math.Abs(x.High))),
        CellFunction.Exp => (0, Math.Exp(x.High)),
        _ => (0, double.PositiveInfinity),
    };

    private static (double Low, double High) Of(BinaryOp op, (double Low, double High) a, (double Low, double High) b)
    {
        switch (op)
        {
            case BinaryOp.Add:
                return (a.Low + b.Low, a.High + b.High);
            case BinaryOp.Subtract:
                return (a.Low - b.High, a.High - b.Low);
            case BinaryOp.Multiply:
                double[] corners = [a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High];
                return corners.Any(double.IsNaN) ? (double.NegativeInfinity, double.PositiveInfinity) : (corners.Min(), corners.Max());
            default:
                return (double.NegativeInfinity, double.PositiveInfinity);
        }
    }
}
