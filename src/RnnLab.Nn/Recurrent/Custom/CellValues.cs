using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>
/// Operations between the vectors of an own cell on a tape. A learned vector is one row [N], everything else has a row for each sequence [.., B, N];
/// numbers become constants of the tape where an operation needs them as tensors.
/// </summary>
internal sealed class CellValues(Tape tape)
{
    private readonly Dictionary<(double Value, Shape Shape), Variable> _constants = [];

    /// <summary>A function of every element.</summary>
    public Variable Apply(CellFunction function, Variable v) => function switch
    {
        CellFunction.Sigmoid => v.Sigmoid(),
        CellFunction.Tanh => v.Tanh(),
        CellFunction.Relu => v.Unary(UnaryOp.Relu),
        CellFunction.Exp => v.Unary(UnaryOp.Exp),
        CellFunction.Abs => Abs(v),
        _ => Softplus(v),
    };

    /// <summary>a op b, element by element; a row is repeated.</summary>
    public Variable Apply(BinaryOp op, Variable a, Variable b)
    {
        if (a.Shape == b.Shape || b.Shape.Rank == 1)
            return Combine(op, a, b);
        return op switch
        {
            BinaryOp.Add => b.Add(a),
            BinaryOp.Multiply => b.Multiply(a),
            BinaryOp.Subtract => b.Scale(-1).Add(a),
            _ => Repeated(a, b.Shape).Divide(b),
        };
    }

    /// <summary>v op number.</summary>
    public Variable Apply(BinaryOp op, Variable v, double number) => op switch
    {
        BinaryOp.Add => v.Add(Constant(number, new Shape(v.Shape.Columns))),
        BinaryOp.Subtract => v.Add(Constant(-number, new Shape(v.Shape.Columns))),
        BinaryOp.Multiply => v.Scale(number),
        _ => v.Scale(1 / number),
    };

    /// <summary>number op v.</summary>
    public Variable Apply(BinaryOp op, double number, Variable v) => op switch
    {
        BinaryOp.Add or BinaryOp.Multiply => Apply(op, v, number),
        BinaryOp.Subtract => number == 1 ? v.OneMinus() : Apply(BinaryOp.Add, v.Scale(-1), number),
        _ => Constant(number, v.Shape).Divide(v),
    };

    /// <summary>A row repeated to a whole shape; anything else as it is.</summary>
    public Variable Repeated(Variable v, Shape shape) => v.Shape == shape ? v : Constant(0, shape).Add(v);

    private static Variable Combine(BinaryOp op, Variable a, Variable b) => op switch
    {
        BinaryOp.Add => a.Add(b),
        BinaryOp.Subtract => a.Subtract(b),
        BinaryOp.Multiply => a.Multiply(b),
        _ => a.Divide(b),
    };

    /// <summary>|v| = relu v + relu -v, whose derivative at 0 is 0.</summary>
    private static Variable Abs(Variable v) => v.Unary(UnaryOp.Relu).Add(v.Scale(-1).Unary(UnaryOp.Relu));

    /// <summary>log(1 + e^v) = v/2 + |v|/2 + log(1 + e^-|v|): nothing overflows, and the derivative at 0 is 1/2 as it should be.</summary>
    private Variable Softplus(Variable v)
    {
        var size = Abs(v);
        var rest = Apply(BinaryOp.Add, size.Scale(-1).Unary(UnaryOp.Exp), 1.0).Unary(UnaryOp.Log);
        return v.Scale(0.5).Add(size.Scale(0.5)).Add(rest);
    }

    private Variable Constant(double value, Shape shape)
    {
        if (_constants.TryGetValue((value, shape), out var constant))
            return constant;
        var tensor = tape.Allocate(shape);
        tape.Backend.Fill(tensor, value);
        return _constants[(value, shape)] = tape.Constant(tensor);
    }
}
