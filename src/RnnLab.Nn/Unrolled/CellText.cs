using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn.Unrolled;

/// <summary>Writes an expression of a cell's equations in their own language, with no more parentheses than it needs.</summary>
internal static class CellText
{
    private const int Sum = 1, Product = 2, Atom = 3;

    internal static string Print(CellNode node, CellProgram program) => Print(node, program, Sum);

    private static string Print(CellNode node, CellProgram program, int level)
    {
        var (text, own) = node switch
        {
            ConstantNode constant => (constant.Value.ToString(CultureInfo.InvariantCulture), constant.Value < 0 ? Sum : Atom),
            InputNode => ("x", Atom),
            StateNode state => (program.StateNames[state.State], Atom),
            ValueNode value => (program.Equations[value.Equation].Name + (program.Equations[value.Equation].IsState ? "'" : ""), Atom),
            VectorNode vector => (vector.Weight.Name, Atom),
            MatrixNode matrix => ($"{matrix.Weight.Name}*{Print(matrix.Operand, program, Atom)}", Product),
            FunctionNode function => ($"{function.Function.ToString().ToLowerInvariant()}({Print(function.Operand, program, Sum)})", Atom),
            NegateNode negate => ($"-{Print(negate.Operand, program, Product)}", Sum),
            ElementwiseNode both => both.Op switch
            {
                BinaryOp.Add => ($"{Print(both.Left, program, Sum)} + {Print(both.Right, program, Sum)}", Sum),
                BinaryOp.Subtract => ($"{Print(both.Left, program, Sum)} - {Print(both.Right, program, Product)}", Sum),
                BinaryOp.Multiply => ($"{Print(both.Left, program, Product)} .* {Print(both.Right, program, Product)}", Product),
                _ => ($"{Print(both.Left, program, Product)} / {Print(both.Right, program, Atom)}", Product),
            },
            _ => throw new InvalidOperationException($"An expression of kind {node.GetType().Name} cannot be written."),
        };
        return own < level ? $"({text})" : text;
    }
}
