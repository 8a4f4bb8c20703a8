using System.Globalization;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Writes an operation as a formula: with symbols, with the numbers in place, and its way back.</summary>
/// <param name="graph">The network.</param>
/// <param name="names">Its names.</param>
public sealed class OperationFormula(UnrolledGraph graph, ValueNames names)
{
    /// <summary>The operation with symbols.</summary>
    public string Symbols(UnrolledOp op)
    {
        var output = graph.Values[op.Output];
        string left = op.Kind is UnrolledOpKind.CrossEntropy or UnrolledOpKind.Mean || output.Role is UnrolledRole.Gate or UnrolledRole.State or UnrolledRole.Scores ? names.Tex(output) + " = " : "";
        return left + Right(op, [.. op.Inputs.Select(id => Grouped(op, names.Tex(graph.Values[id])))], op.Constant is { } constant ? NumberTex.Number(constant) : null);
    }

    /// <summary>The operation with its numbers, each of which can be clicked (<see cref="NumberTex.Of"/>); of long vectors the chosen unit alone.</summary>
    public string Numbers(UnrolledOp op, int unit)
    {
        var output = graph.Values[op.Output];
        if (op.Kind == UnrolledOpKind.CrossEntropy)
            return $"{NumberTex.Of(output, 0)}\\ \\text{{nats}}";
        if (op.Kind == UnrolledOpKind.Mean)
            return $"\\tfrac{{1}}{{{op.Inputs.Count}}}\\left({string.Join(" + ", op.Inputs.Select(id => NumberTex.Of(graph.Values[id], 0)))}\\right) = {NumberTex.Of(output, 0)}";
        if (op.Kind == UnrolledOpKind.Concat)
            return $"{(output.Columns <= 2 * NumberTex.Full ? NumberTex.Vector(output) : @"\ldots")}";
        unit = Math.Clamp(unit, 0, output.Columns - 1);
        if (op.Kind == UnrolledOpKind.MatrixVector)
            return Product(op, output, unit);
        bool full = output.Columns <= NumberTex.Full;
        string[] operands = [.. op.Inputs.Select(id => full ? NumberTex.Vector(graph.Values[id]) : NumberTex.Operand(graph.Values[id], unit))];
        string result = full ? NumberTex.Vector(output) : NumberTex.Of(output, unit);
        return $"{Right(op, operands, op.Constant is { } constant ? NumberTex.Operand(constant) : null)} = {result}";
    }

    /// <summary>How the operation takes a gradient back, by letters: y what it gave, a and b what it read.</summary>
    public static string Back(UnrolledOp op)
    {
        const string Dy = @"\q{loss}{\tfrac{\partial L}{\partial y}}", Da = @"\q{loss}{\tfrac{\partial L}{\partial a}}", Db = @"\q{loss}{\tfrac{\partial L}{\partial b}}";
        bool one = op.Inputs.Count == 1;
        return op.Kind switch
        {
            UnrolledOpKind.MatrixVector => $@"\q{{loss}}{{\tfrac{{\partial L}}{{\partial W}}}} \mathrel{{+}}= {Dy}\,v^{{\top}}\qquad \q{{loss}}{{\tfrac{{\partial L}}{{\partial v}}}} \mathrel{{+}}= W^{{\top}}{Dy}",
            UnrolledOpKind.Add => one ? $"{Da} \\mathrel{{+}}= {Dy}" : $"{Da} \\mathrel{{+}}= {Dy}\\qquad {Db} \\mathrel{{+}}= {Dy}",
            UnrolledOpKind.Subtract => one ? op.ConstantFirst ? $"{Da} \\mathrel{{+}}= -{Dy}" : $"{Da} \\mathrel{{+}}= {Dy}" : $"{Da} \\mathrel{{+}}= {Dy}\\qquad {Db} \\mathrel{{+}}= -{Dy}",
            UnrolledOpKind.Multiply => one ? $"{Da} \\mathrel{{+}}= {NumberTex.Number(op.Constant ?? 1)}\\,{Dy}" : $"{Da} \\mathrel{{+}}= {Dy}\\odot b\\qquad {Db} \\mathrel{{+}}= {Dy}\\odot a",
            UnrolledOpKind.Divide => one ? op.ConstantFirst ? $"{Da} \\mathrel{{+}}= -{Dy}\\odot y / a" : $"{Da} \\mathrel{{+}}= {Dy} / {NumberTex.Number(op.Constant ?? 1)}" : $"{Da} \\mathrel{{+}}= {Dy} / b\\qquad {Db} \\mathrel{{+}}= -{Dy}\\odot y / b",
            UnrolledOpKind.Negate => $"{Da} \\mathrel{{+}}= -{Dy}",
            UnrolledOpKind.Sigmoid => $@"{Da} \mathrel{{+}}= {Dy}\odot y\odot(1-y)",
            UnrolledOpKind.Tanh => $@"{Da} \mathrel{{+}}= {Dy}\odot(1-y^2)",
            UnrolledOpKind.Relu => $@"{Da} \mathrel{{+}}= {Dy}\odot[a>0]",
            UnrolledOpKind.Softplus => $@"{Da} \mathrel{{+}}= {Dy}\odot\sigma(a)",
            UnrolledOpKind.Exp => $@"{Da} \mathrel{{+}}= {Dy}\odot y",
            UnrolledOpKind.Abs => $@"{Da} \mathrel{{+}}= {Dy}\odot\operatorname{{sign}}(a)",
            UnrolledOpKind.Carry => op.IsCut ? $@"{Da} \mathrel{{+}}= 0\cdot{Dy}\quad\text{{(cut here)}}" : op.CarryFactor != 1 ? $@"{Da} \mathrel{{+}}= {NumberTex.Number(op.CarryFactor)}\,{Dy}\quad\text{{(enlarged here)}}" : $"{Da} \\mathrel{{+}}= {Dy}",
            UnrolledOpKind.Concat => $@"\left[{Da};{Db}\right] \mathrel{{+}}= {Dy}",
            UnrolledOpKind.CrossEntropy => $@"{Da} \mathrel{{+}}= {Dy}\,(\operatorname{{softmax}}(a) - \text{{one-hot of the answer}})",
            _ => $@"{Da} \mathrel{{+}}= \tfrac{{1}}{{{op.Inputs.Count}}}{Dy}\quad\text{{for each answer}}",
        };
    }

    /// <summary>The letter that <see cref="Back"/> gives an operand.</summary>
    public static string Letter(UnrolledOp op, int input) => op.Kind == UnrolledOpKind.MatrixVector ? input == 0 ? "W" : "v" : input == 0 || op.Kind == UnrolledOpKind.Mean ? "a" : "b";

    /// <summary>The sign of an operation, as a drawing writes it.</summary>
    public static string Sign(UnrolledOp op)
    {
        string constant = op.Constant is { } number ? number.ToString("0.###", CultureInfo.InvariantCulture) : "";
        return op.Kind switch
        {
            UnrolledOpKind.MatrixVector => "W ·",
            UnrolledOpKind.Add => With("+"),
            UnrolledOpKind.Subtract => With("−"),
            UnrolledOpKind.Multiply => With("×"),
            UnrolledOpKind.Divide => With("÷"),
            UnrolledOpKind.Negate => "−",
            UnrolledOpKind.Sigmoid => "σ",
            UnrolledOpKind.Carry => op.IsCut ? "carry, cut" : "carry",
            UnrolledOpKind.Concat => "[ ; ]",
            UnrolledOpKind.CrossEntropy => "−log p",
            _ => op.Kind.ToString().ToLowerInvariant(),
        };

        string With(string sign) => constant.Length == 0 ? sign : op.ConstantFirst ? $"{constant} {sign}" : $"{sign} {constant}";
    }

    /// <summary>What happens, in a sentence.</summary>
    public static string Sentence(UnrolledOp op, bool backward) => (op.Kind, backward) switch
    {
        (UnrolledOpKind.MatrixVector, false) => "Each unit weighs what it reads by its own row of the matrix. It is the same matrix at every step.",
        (UnrolledOpKind.MatrixVector, true) => "The matrix receives an outer product, which joins the sum over all steps; the vector receives the gradient weighed by the columns.",
        (UnrolledOpKind.Add, false) => "Added element by element.",
        (UnrolledOpKind.Add or UnrolledOpKind.Subtract, true) => "A sum hands its gradient on to all of its parts: nothing is lost here.",
        (UnrolledOpKind.Multiply, false) => "Multiplied element by element: a gate near 0 shuts, a gate near 1 lets pass.",
        (UnrolledOpKind.Multiply, true) => "Each factor receives the gradient times the other factor: what a gate let through forward it lets through back.",
        (UnrolledOpKind.Sigmoid, false) => "Squashed into 0 to 1.",
        (UnrolledOpKind.Tanh, false) => "Squashed into -1 to 1.",
        (UnrolledOpKind.Sigmoid, true) => "The slope is at most 0.25, and nearly 0 where the gate is saturated.",
        (UnrolledOpKind.Tanh, true) => "The slope is at most 1, and nearly 0 where the unit is saturated: here gradients shrink.",
        (UnrolledOpKind.Carry, false) => "The state goes on to the next step unchanged.",
        (UnrolledOpKind.Carry, true) => op.IsCut ? "Scissors: the state came through, the gradient does not go back."
            : op.CarryFactor != 1 ? "Not cut in this draw: the gradient goes back enlarged, to make up for the draws that cut here." : "The gradient goes back to the step before unchanged.",
        (UnrolledOpKind.CrossEntropy, false) => "How surprised the softmax of the scores is by the right answer.",
        (UnrolledOpKind.CrossEntropy, true) => "The probability given to each symbol, minus 1 for the right one.",
        (UnrolledOpKind.Mean, false) => "The mean over all answers is what is made small.",
        (UnrolledOpKind.Mean, true) => "Backpropagation begins: every answer's loss has an equal share.",
        (UnrolledOpKind.Relu, true) => "The gradient passes where the unit was positive and stops where it was not.",
        (UnrolledOpKind.Concat, false) => "Both directions side by side.",
        (UnrolledOpKind.Concat, true) => "Each direction takes its own half of the gradient.",
        (_, false) => "Computed element by element.",
        _ => "The gradient is multiplied with the slope, element by element.",
    };

    private string Product(UnrolledOp op, UnrolledValue output, int unit)
    {
        UnrolledValue matrix = graph.Values[op.Inputs[0]], vector = graph.Values[op.Inputs[1]];
        bool transposed = matrix.Columns != vector.Columns || matrix.Name == "E" && op.Equation == "x";
        if (!transposed && matrix.Rows <= NumberTex.Full && matrix.Columns <= NumberTex.Full)
            return $"{NumberTex.Matrix(matrix)}{NumberTex.Vector(vector)} = {NumberTex.Vector(output)}";
        var terms = Enumerable.Range(0, vector.Columns).Select(n => (W: transposed ? (n * matrix.Columns) + unit : (unit * matrix.Columns) + n, V: n)).OrderByDescending(term => Math.Abs(Of(term))).ToList();
        const int Shown = 4;
        string rest = terms.Skip(Shown).Any(term => Of(term) != 0) ? @" + \ldots" : "";
        return $"\\text{{unit {unit}:}}\\quad {string.Join(" + ", terms.Take(Shown).Where((term, n) => n == 0 || Of(term) != 0).Select(term => $"{NumberTex.Operand(matrix, term.W)}\\cdot{NumberTex.Operand(vector, term.V)}"))}{rest} = {NumberTex.Of(output, unit)}";

        double Of((int W, int V) term) => matrix.Data[term.W] * vector.Data[term.V];
    }

    private static string Right(UnrolledOp op, string[] a, string? constant)
    {
        string left = constant is not null && op.ConstantFirst ? constant : a[0], right = constant is null ? a.Length > 1 ? a[1] : "" : op.ConstantFirst ? a[0] : constant;
        return op.Kind switch
        {
            UnrolledOpKind.MatrixVector => $"{a[0]}\\,{a[1]}",
            UnrolledOpKind.Add => $"{left} + {right}",
            UnrolledOpKind.Subtract => $"{left} - {right}",
            UnrolledOpKind.Multiply => $"{left} \\odot {right}",
            UnrolledOpKind.Divide => $"{left} / {right}",
            UnrolledOpKind.Negate => $"-{a[0]}",
            UnrolledOpKind.Sigmoid => $"\\sigma\\left({a[0]}\\right)",
            UnrolledOpKind.Tanh => $"\\tanh\\left({a[0]}\\right)",
            UnrolledOpKind.Relu => $"\\max\\left({a[0]},\\,0\\right)",
            UnrolledOpKind.Softplus => $"\\log\\left(1+e^{{{a[0]}}}\\right)",
            UnrolledOpKind.Exp => $"\\exp\\left({a[0]}\\right)",
            UnrolledOpKind.Abs => $"\\left|{a[0]}\\right|",
            UnrolledOpKind.Carry => a[0],
            UnrolledOpKind.Concat => $"[{a[0]};{a[1]}]",
            UnrolledOpKind.CrossEntropy => $"-\\log\\operatorname{{softmax}}({a[0]})_{{\\text{{answer}}}}",
            _ => $"\\tfrac{{1}}{{{a.Length}}}\\left({string.Join(" + ", a)}\\right)",
        };
    }

    /// <summary>A sum inside a product in parentheses.</summary>
    private static string Grouped(UnrolledOp op, string tex) =>
        op.Kind is UnrolledOpKind.Multiply or UnrolledOpKind.MatrixVector or UnrolledOpKind.Negate or UnrolledOpKind.Divide && (tex.Contains(" + ", StringComparison.Ordinal) || tex.Contains(" - ", StringComparison.Ordinal)) ? $"({tex})" : tex;
}
