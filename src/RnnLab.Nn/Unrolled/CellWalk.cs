using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn.Unrolled;

/// <summary>One step of a cell, sign by sign of its equations. What becomes of each sign is up to the walker.</summary>
/// <typeparam name="T">What stands for a vector.</typeparam>
internal abstract class CellWalk<T>
    where T : class
{
    private readonly T[] _computed;
    private readonly CellValues _values;

    private protected CellWalk(CellProgram program, Tape tape)
    {
        (Program, Tape) = (program, tape);
        _computed = new T[program.Equations.Count];
        _values = new(tape);
    }

    private protected CellProgram Program { get; }

    private protected Tape Tape { get; }

    /// <summary>Computes all equations; gives the states after the step.</summary>
    internal T[] Run()
    {
        for (int n = 0; n < _computed.Length; n++)
        {
            var equation = Program.Equations[n];
            _computed[n] = Done(equation, Compute(equation.Node, equation, equation.Name));
        }

        return [.. Program.States.Select(n => _computed[n])];
    }

    /// <summary>What an equation gave, by the name that it computes.</summary>
    internal T Value(string name) => _computed[Enumerable.Range(0, _computed.Length).First(n => Program.Equations[n].Name == name)];

    /// <summary>What the step reads.</summary>
    private protected abstract T Input { get; }

    /// <summary>A state before the step.</summary>
    private protected abstract T Before(int state);

    /// <summary>A learned matrix or vector.</summary>
    private protected abstract T Weight(CellWeight weight);

    /// <summary>One sign. The last one of an equation bears the equation's name, the others have none.</summary>
    private protected abstract T Apply(CellSign sign, T[] operands, Func<Variable[], Variable> compute);

    /// <summary>A whole equation.</summary>
    private protected virtual T Done(CellEquation equation, T value) => value;

    private T Compute(CellNode node, CellEquation equation, string? name = null)
    {
        switch (node)
        {
            case InputNode:
                return Named(Input);
            case StateNode state:
                return Named(Before(state.State));
            case ValueNode value:
                return Named(_computed[value.Equation]);
            case VectorNode vector:
                return Named(Weight(vector.Weight));
            case MatrixNode matrix:
                return Sign(UnrolledOpKind.MatrixVector, [Weight(matrix.Weight), Compute(matrix.Operand, equation)], v => Row(v[1]).MatMul(v[0], transposeB: true));
            case FunctionNode function:
                return Sign(Kind(function.Function), [Compute(function.Operand, equation)], v => _values.Apply(function.Function, Row(v[0])));
            case NegateNode negate:
                return Sign(UnrolledOpKind.Negate, [Compute(negate.Operand, equation)], v => Row(v[0]).Scale(-1));
            case ElementwiseNode { Left: ConstantNode left } both:
                return Sign(Kind(both.Op), [Compute(both.Right, equation)], v => _values.Apply(both.Op, left.Value, Row(v[0])), left.Value, true);
            case ElementwiseNode { Right: ConstantNode right } both:
                return Sign(Kind(both.Op), [Compute(both.Left, equation)], v => _values.Apply(both.Op, Row(v[0]), right.Value), right.Value);
            case ElementwiseNode both:
                return Sign(Kind(both.Op), [Compute(both.Left, equation), Compute(both.Right, equation)], v => _values.Apply(both.Op, v[0].Shape.Rank == 1 && v[1].Shape.Rank == 1 ? Row(v[0]) : v[0], v[1]));
            default:
                throw new InvalidOperationException($"An expression of kind {node.GetType().Name} has no value of its own.");
        }

        // An equation that only gives a name to what is there already is a product with 1.
        T Named(T value) => name is null ? value : Sign(UnrolledOpKind.Multiply, [value], v => Row(v[0]).Scale(1), 1, true);

        T Sign(UnrolledOpKind kind, T[] operands, Func<Variable[], Variable> compute, double? constant = null, bool constantFirst = false) =>
            Apply(new(kind, node, equation, name, constant, constantFirst), operands, compute);
    }

    /// <summary>A learned vector [N] as the row [1, N] that everything else is.</summary>
    private Variable Row(Variable v) => v.Shape.Rank == 1 ? _values.Repeated(v, new Shape(1, v.Shape.Columns)) : v;

    private static UnrolledOpKind Kind(BinaryOp op) => op switch
    {
        BinaryOp.Add => UnrolledOpKind.Add,
        BinaryOp.Subtract => UnrolledOpKind.Subtract,
        BinaryOp.Multiply => UnrolledOpKind.Multiply,
        _ => UnrolledOpKind.Divide,
    };

    private static UnrolledOpKind Kind(CellFunction function) => function switch
    {
        CellFunction.Sigmoid => UnrolledOpKind.Sigmoid,
        CellFunction.Tanh => UnrolledOpKind.Tanh,
        CellFunction.Relu => UnrolledOpKind.Relu,
        CellFunction.Softplus => UnrolledOpKind.Softplus,
        CellFunction.Exp => UnrolledOpKind.Exp,
        _ => UnrolledOpKind.Abs,
    };
}

/// <summary>One sign of an equation: what it does, the expression it ends, the equation, the equation's name where it is its last sign, and a number in place of one operand.</summary>
internal readonly record struct CellSign(UnrolledOpKind Kind, CellNode Node, CellEquation Equation, string? Name, double? Constant, bool ConstantFirst);
