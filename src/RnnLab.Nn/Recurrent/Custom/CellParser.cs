namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>
/// Reads equations by recursive descent:
/// <code>
/// text       = { [ equation ] line end }
/// equation   = name [ ' ] "=" expression
/// expression = term { ( "+" | "-" ) term }
/// term       = "-" term | factor { ( "*" | ".*" | "/" ) factor }
/// factor     = number | name [ ' ] | function "(" expression ")" | "(" expression ")" | "-" factor
/// function   = "sigmoid" | "tanh" | "relu" | "softplus" | "exp" | "abs"
/// </code>
/// </summary>
internal sealed class CellParser
{
    private static readonly Dictionary<string, CellFunction> Functions = Enum.GetValues<CellFunction>().ToDictionary(function => function.ToString().ToLowerInvariant());

    private readonly List<CellToken> _tokens;
    private int _at, _depth;

    private CellParser(List<CellToken> tokens) => _tokens = tokens;

    private CellToken Next => _tokens[_at];

    /// <summary>Whether a word is a function and so cannot be a name.</summary>
    public static bool IsFunction(string word) => Functions.ContainsKey(word);

    public static IReadOnlyList<CellEquationSyntax> Read(string text)
    {
        var parser = new CellParser(CellLexer.Read(text));
        var equations = new List<CellEquationSyntax>();
        while (parser.Next.Kind != CellTokenKind.End)
        {
            if (parser.Next.Kind == CellTokenKind.LineEnd)
            {
                parser._at++;
                continue;
            }

            if (equations.Count == CellLimits.Equations)
                throw CellTextException.At(parser.Next, $"this is equation number {equations.Count + 1}; an own cell may have at most {CellLimits.Equations}.");
            equations.Add(parser.Equation());
        }

        return equations;
    }

    private CellEquationSyntax Equation()
    {
        var target = Next;
        if (target.Kind != CellTokenKind.Name)
            throw CellTextException.At(target, $"found {target.Found}; expected the name of what this line computes.", "A line reads name = expression, as in z = sigmoid(Wz*x + Uz*h + bz).");
        _at++;
        if (Next.Kind != CellTokenKind.Equals)
            throw CellTextException.At(Next, $"found {Next.Found}; expected \"=\" after {target.Found}.", "A line reads name = expression.");
        _at++;
        var expression = Expression();
        if (Next.Kind is not (CellTokenKind.LineEnd or CellTokenKind.End))
            throw CellTextException.At(Next, $"found {Next.Found}; expected one of + - * .* / or the end of the line.", HintAfterExpression());
        return new CellEquationSyntax(target, expression);
    }

    private string? HintAfterExpression() => Next.Kind switch
    {
        CellTokenKind.Close => "There is no \"(\" open here.",
        CellTokenKind.Equals => "Each equation stands on a line of its own.",
        CellTokenKind.Name or CellTokenKind.Number or CellTokenKind.Open => "Write * for a product; nothing is multiplied by standing side by side.",
        _ => null,
    };

    private CellSyntax Expression()
    {
        var left = Term();
        while (Next.Kind is CellTokenKind.Plus or CellTokenKind.Minus)
        {
            var sign = _tokens[_at++];
            left = new SumSyntax(sign, left, Term());
        }

        return left;
    }

    private CellSyntax Term()
    {
        if (Next.Kind == CellTokenKind.Minus)
        {
            var sign = _tokens[_at++];
            Enter(sign);
            var operand = Term();
            _depth--;
            return new NegateSyntax(sign, operand);
        }

        List<CellSyntax> factors = [Factor()];
        List<CellToken> signs = [];
        while (Next.Kind is CellTokenKind.Star or CellTokenKind.DotStar or CellTokenKind.Slash)
        {
            signs.Add(_tokens[_at++]);
            factors.Add(Factor());
        }

        return signs.Count == 0 ? factors[0] : new ChainSyntax(factors, signs);
    }

    private CellSyntax Factor()
    {
        var token = Next;
        switch (token.Kind)
        {
            case CellTokenKind.Number:
                _at++;
                return new NumberSyntax(token);
            case CellTokenKind.Minus:
                _at++;
                Enter(token);
                var operand = Factor();
                _depth--;
                return new NegateSyntax(token, operand);
            case CellTokenKind.Open:
                return Group();
            case CellTokenKind.Name when Functions.TryGetValue(token.Text, out var function):
                _at++;
                if (Next.Kind != CellTokenKind.Open)
                    throw CellTextException.At(Next, $"found {Next.Found}; expected \"(\" after the function {token.Text}.", $"Write {token.Text}(...).");
                var argument = Group();
                return new CallSyntax(token, function, argument, _tokens[_at - 1].End);
            case CellTokenKind.Name:
                _at++;
                if (Next.Kind == CellTokenKind.Open)
                    throw CellTextException.At(token, $"{token.Found} is no function; the functions are {string.Join(", ", Functions.Keys)}.", CellSpelling.DidYouMean(token.Text, Functions.Keys) ?? $"For a product write {token.Text}*(...).");
                return new NameSyntax(token);
            default:
                throw CellTextException.At(token, $"found {token.Found}; expected a name, a number, a function or \"(\".");
        }
    }

    private CellSyntax Group()
    {
        var open = _tokens[_at++];
        Enter(open);
        var inner = Expression();
        _depth--;
        if (Next.Kind != CellTokenKind.Close)
        {
            throw CellTextException.At(
                Next, $"found {Next.Found}; expected one of + - * .* / or \")\".", Next.Kind is CellTokenKind.LineEnd or CellTokenKind.End ? $"The \"(\" in column {open.Column} is still open." : HintAfterExpression());
        }

        _at++;
        return inner;
    }

    private void Enter(CellToken token)
    {
        if (++_depth > CellLimits.Depth)
            throw CellTextException.At(token, $"this is nested more than {CellLimits.Depth} deep.", "Give a part of it a name on a line of its own.");
    }
}
