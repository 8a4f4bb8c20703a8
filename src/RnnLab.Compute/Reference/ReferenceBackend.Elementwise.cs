using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void Fill(Tensor x, double value) => Values(x).Fill(value);

    /// <inheritdoc/>
    public void Copy(Tensor x, Tensor y)
    {
        OperationShapes.SameCount("Copy", x.Shape, y.Shape);
        Values(x).CopyTo(Values(y));
    }

    /// <inheritdoc/>
    public void Scale(double alpha, Tensor x, Tensor y)
    {
        OperationShapes.Same("Scale", x.Shape, y.Shape);
        Span<double> xv = Values(x), yv = Values(y);
        for (int n = 0; n < xv.Length; n++)
            yv[n] = alpha * xv[n];
    }

    /// <inheritdoc/>
    public void AddScaled(double alpha, Tensor x, Tensor y)
    {
        OperationShapes.Same("AddScaled", x.Shape, y.Shape);
        Span<double> xv = Values(x), yv = Values(y);
        for (int n = 0; n < xv.Length; n++)
            yv[n] += alpha * xv[n];
    }

    /// <inheritdoc/>
    public void Unary(UnaryOp op, Tensor x, Tensor y)
    {
        OperationShapes.Same("Unary", x.Shape, y.Shape);
        Span<double> xv = Values(x), yv = Values(y);
        for (int n = 0; n < xv.Length; n++)
        {
            yv[n] = op switch
            {
                UnaryOp.Sigmoid => Sigmoid(xv[n]),
                UnaryOp.Tanh => Math.Tanh(xv[n]),
                UnaryOp.Relu => Math.Max(xv[n], 0),
                UnaryOp.Exp => Math.Exp(xv[n]),
                UnaryOp.Log => Math.Log(xv[n]),
                UnaryOp.Negate => -xv[n],
                UnaryOp.OneMinus => 1 - xv[n],
                UnaryOp.Square => xv[n] * xv[n],
                UnaryOp.Sqrt => Math.Sqrt(xv[n]),
                _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown element-wise function."),
            };
        }
    }

    /// <inheritdoc/>
    public void UnaryBackward(UnaryOp op, Tensor x, Tensor y, Tensor dy, Tensor dx, bool accumulate)
    {
        OperationShapes.Same("UnaryBackward (x, y)", x.Shape, y.Shape);
        OperationShapes.Same("UnaryBackward (x, dy)", x.Shape, dy.Shape);
        OperationShapes.Same("UnaryBackward (x, dx)", x.Shape, dx.Shape);
        Span<double> xv = Values(x), yv = Values(y), dyv = Values(dy), dxv = Values(dx);
        for (int n = 0; n < xv.Length; n++)
        {
            double slope = op switch
            {
                UnaryOp.Sigmoid => yv[n] * (1 - yv[n]),
                UnaryOp.Tanh => 1 - yv[n] * yv[n],
                UnaryOp.Relu => xv[n] > 0 ? 1 : 0,
                UnaryOp.Exp => yv[n],
                UnaryOp.Log => 1 / xv[n],
                UnaryOp.Negate or UnaryOp.OneMinus => -1,
                UnaryOp.Square => 2 * xv[n],
                UnaryOp.Sqrt => 0.5 / yv[n],
                _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown element-wise function."),
            };
            dxv[n] = (accumulate ? dxv[n] : 0) + dyv[n] * slope;
        }
    }

    /// <inheritdoc/>
    public void Binary(BinaryOp op, Tensor a, Tensor b, Tensor y)
    {
        bool repeatRow = OperationShapes.BinaryRepeatsRow(a.Shape, b.Shape, y.Shape);
        int columns = a.Shape.Columns;
        Span<double> av = Values(a), bv = Values(b), yv = Values(y);
        for (int n = 0; n < av.Length; n++)
        {
            double left = av[n], right = bv[repeatRow ? n % columns : n];
            yv[n] = op switch
            {
                BinaryOp.Add => left + right,
                BinaryOp.Subtract => left - right,
                BinaryOp.Multiply => left * right,
                BinaryOp.Divide => left / right,
                _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown element-wise function."),
            };
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
