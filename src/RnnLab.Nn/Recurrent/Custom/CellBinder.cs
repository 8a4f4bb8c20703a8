using System.Globalization;
using RnnLab.Compute;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>Gives every name its meaning, checks shapes, and says in words what does not fit.</summary>
internal sealed class CellBinder
{
    private readonly string _text;
    private readonly IReadOnlyList<CellEquationSyntax> _syntax;
    private readonly CellNames _names;
    private readonly List<CellEquation> _equations = [];
    private readonly Dictionary<string, (int Equation, CellNode Node)> _values = [];
    private readonly Dictionary<string, CellWeight> _weights = [];
    private CellEquationSyntax _current = null!;

    private CellBinder(string text, IReadOnlyList<CellEquationSyntax> syntax)
    {
        _text = text;
        _syntax = syntax;
        _names = new CellNames(syntax);
    }

    public static CellProgram Bind(string text, IReadOnlyList<CellEquationSyntax> syntax) => new CellBinder(text, syntax).Bind();

    private CellProgram Bind()
    {
        foreach (var equation in _syntax)
        {
            _current = equation;
            Equation(equation);
        }

        _names.CheckUse();
        var weights = _weights.Values.OrderBy(weight => weight.Token.Start).ToList();
        for (int n = 0; n < weights.Count; n++)
            weights[n].Index = n;
        var ranges = new List<(double Low, double High)>();
        foreach (var equation in _equations)
            ranges.Add(CellRange.Of(equation.Node, ranges));
        return new CellProgram(_text, [.. _equations.Zip(ranges, (equation, range) => equation with { Range = range })], weights);
    }

    private void Equation(CellEquationSyntax equation)
    {
        var node = Node(equation.Expression);
        string name = equation.Target.Text;
        bool isState = name.EndsWith('\'');
        if (node.Width is not { } width)
        {
            // A named number, put in wherever the name stands.
            if (isState)
                throw CellTextException.At(equation.Target, $"{equation.Target.Found} is only a number; a state must be a vector of hidden units.");
            _values[name] = (-1, node);
            return;
        }

        if (isState && !CellWidth.Join(width, CellWidth.Hidden))
        {
            throw CellTextException.At(
                equation.Target, $"the state {equation.Target.Found} must have shape [H], but {Quote(equation.Expression)} has shape [I], that of the input.", "A weight matrix takes one to the other, as in W*x.");
        }

        _values[name] = (_equations.Count, node);
        _equations.Add(new CellEquation(name.TrimEnd('\''), isState, node, width, default, _text[equation.Target.Start..equation.Expression.End]));
    }

    private CellNode Node(CellSyntax syntax)
    {
        switch (syntax)
        {
            case NumberSyntax number:
                return new ConstantNode(number.Token.Value);
            case NameSyntax name:
                return Name(name.Token) ?? new VectorNode(Weight(name.Token, isMatrix: false, new CellWidth()));
            case NegateSyntax negate:
                return Node(negate.Operand) is var operand && operand is ConstantNode constant ? new ConstantNode(-constant.Value) : new NegateNode(operand);
            case CallSyntax call:
                var argument = Node(call.Argument);
                return argument is ConstantNode
                    ? throw CellTextException.At(call.Token, $"{call.Token.Text} is applied to a number, {Quote(call.Argument)}; it takes a vector.", "Write the result as a number.")
                    : new FunctionNode(call.Function, argument);
            case SumSyntax sum:
                return Elementwise(sum.Token.Kind == CellTokenKind.Plus ? BinaryOp.Add : BinaryOp.Subtract, sum.Token, Node(sum.Left), sum.Left.Start, sum.Left.End, Node(sum.Right), sum.Right.Start, sum.Right.End);
            default:
                return Chain((ChainSyntax)syntax);
        }
    }

    /// <summary>A chain of products. From the right, so that a matrix takes hold of what stands right of it first; the rest goes from left to right.</summary>
    private CellNode Chain(ChainSyntax chain)
    {
        var parts = new Stack<(CellNode Node, int Start, int End, CellToken Sign)>();
        for (int n = chain.Factors.Count - 1; n >= 0; n--)
        {
            var factor = chain.Factors[n];
            var sign = n > 0 ? chain.Signs[n - 1] : default;
            bool unknown = factor is NameSyntax name && _names.IsLearned(name.Token.Text);
            if (unknown && n < chain.Signs.Count && chain.Signs[n].Kind == CellTokenKind.Star)
            {
                var operand = parts.Pop();
                if (operand.Node is ConstantNode)
                    throw CellTextException.At(chain.Signs[n], $"the weight matrix {factor.Token.Found} multiplies a vector, but {Quote(operand.Start, operand.End)} is a number.", "Write the number first.");
                var weight = Weight(factor.Token, isMatrix: true, operand.Node.Width!);
                if (!CellWidth.Join(weight.Width, operand.Node.Width!))
                {
                    throw CellTextException.At(
                        factor.Token, $"the weight matrix {factor.Token.Found} multiplies a vector of shape {weight.Width.Shape} in line {weight.Token.Line}, and {Quote(operand.Start, operand.End)} here has shape {operand.Node.Width!.Shape}.", "Use two matrices with names of their own.");
                }

                parts.Push((new MatrixNode(weight, operand.Node), factor.Start, operand.End, sign));
                continue;
            }

            if (unknown && sign.Kind == CellTokenKind.Star)
            {
                throw CellTextException.At(
                    factor.Token, $"{factor.Token.Found} is computed nowhere and stands right of *; a learned matrix stands left of the vector that it multiplies.",
                    DidYouMeanName(factor.Token.Text) ?? $"Write {factor.Token.Text}*v for a matrix, or .* for a product element by element with a learned vector.");
            }

            parts.Push((Node(factor), factor.Start, factor.End, sign));
        }

        var result = parts.Pop();
        while (parts.TryPop(out var right))
        {
            var op = right.Sign.Kind == CellTokenKind.Slash ? BinaryOp.Divide : BinaryOp.Multiply;
            result = (Elementwise(op, right.Sign, result.Node, result.Start, result.End, right.Node, right.Start, right.End), result.Start, right.End, default);
        }

        return result.Node;
    }

    private CellNode Elementwise(BinaryOp op, CellToken sign, CellNode left, int leftStart, int leftEnd, CellNode right, int rightStart, int rightEnd)
    {
        if (op == BinaryOp.Divide && right is ConstantNode divisor && Math.Abs(divisor.Value) < 1 / CellLimits.Number)
        {
            throw CellTextException.At(
                sign, divisor.Value == 0 ? $"{Quote(leftStart, leftEnd)} is divided by 0." : $"{Quote(leftStart, leftEnd)} is divided by {Shown(divisor.Value)}, which is too near 0; divisors in a cell go down to 0.000001.");
        }

        if (left is ConstantNode a && right is ConstantNode b)
        {
            double value = op switch
            {
                BinaryOp.Add => a.Value + b.Value,
                BinaryOp.Subtract => a.Value - b.Value,
                BinaryOp.Multiply => a.Value * b.Value,
                _ => a.Value / b.Value,
            };
            return Math.Abs(value) <= CellLimits.Number
                ? new ConstantNode(value)
                : throw CellTextException.At(sign, $"{Quote(leftStart, rightEnd)} comes to {Shown(value)}, which is too large; numbers in a cell go up to 1,000,000.");
        }

        if (left.Width is not null && right.Width is not null && !CellWidth.Join(left.Width, right.Width))
        {
            throw CellTextException.At(
                sign, $"{Quote(leftStart, leftEnd)} has shape {left.Width.Shape} and {Quote(rightStart, rightEnd)} has shape {right.Width.Shape}; {sign.Found} needs two vectors of one shape.",
                "[I] is the width of the input, [H] that of the hidden units; a weight matrix takes one to the other, as in W*x.");
        }

        return new ElementwiseNode(op, left, right);
    }

    /// <summary>What a name that is computed somewhere stands for; null for one that is learned.</summary>
    private CellNode? Name(CellToken token)
    {
        string name = token.Text;
        if (name == "x")
            return new InputNode();
        if (_values.TryGetValue(name, out var value))
            return value.Equation < 0 ? value.Node : new ValueNode(value.Equation, value.Node.Width!, value.Node.ReadsState);
        _names.CheckOrder(token, _current);
        return _names.StateNumber(name) is { } state ? new StateNode(state) : null;
    }

    private CellWeight Weight(CellToken token, bool isMatrix, CellWidth width)
    {
        if (_weights.TryGetValue(token.Text, out var weight))
        {
            if (weight.IsMatrix == isMatrix)
                return weight;
            throw CellTextException.At(
                token, isMatrix
                    ? $"{token.Found} stands alone as a vector in line {weight.Token.Line} and multiplies a vector as a matrix here."
                    : $"{token.Found} is a weight matrix in line {weight.Token.Line} and stands alone as a vector here.",
                isMatrix ? "Give them different names, or write .* for the product element by element." : $"Write {token.Text}*v, or give the vector a name of its own.");
        }

        if (_weights.Count == CellLimits.Parameters)
            throw CellTextException.At(token, $"{token.Found} would be learned matrix or vector number {_weights.Count + 1}; an own cell may have at most {CellLimits.Parameters}.");
        return _weights[token.Text] = new CellWeight(token, isMatrix, width);
    }

    private string? DidYouMeanName(string name) => CellSpelling.DidYouMean(name, _names.Computed.Append("x"));

    private static string Shown(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    private string Quote(CellSyntax syntax) => Quote(syntax.Start, syntax.End);

    private string Quote(int start, int end) => end - start <= 40 ? $"\"{_text[start..end]}\"" : $"\"{_text[start..(start + 37)]}...\"";
}
