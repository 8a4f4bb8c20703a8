namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>An equation as it is written: what it gives, and the expression.</summary>
internal sealed record CellEquationSyntax(CellToken Target, CellSyntax Expression);

/// <summary>An expression as it is written, before names have a meaning. <see cref="Token"/> is where a message about it points.</summary>
internal abstract record CellSyntax(CellToken Token, int Start, int End);

/// <summary>A number.</summary>
internal sealed record NumberSyntax(CellToken Token) : CellSyntax(Token, Token.Start, Token.End);

/// <summary>A name, primed or not.</summary>
internal sealed record NameSyntax(CellToken Token) : CellSyntax(Token, Token.Start, Token.End);

/// <summary>A function of one value.</summary>
internal sealed record CallSyntax(CellToken Token, CellFunction Function, CellSyntax Argument, int Last) : CellSyntax(Token, Token.Start, Last);

/// <summary>Minus a value.</summary>
internal sealed record NegateSyntax(CellToken Token, CellSyntax Operand) : CellSyntax(Token, Token.Start, Operand.End);

/// <summary>a + b or a - b.</summary>
internal sealed record SumSyntax(CellToken Token, CellSyntax Left, CellSyntax Right) : CellSyntax(Token, Left.Start, Right.End);

/// <summary>
/// Factors with the signs * .* / between them. What a * means depends on the names, so that the chain is kept as it stands.
/// </summary>
internal sealed record ChainSyntax(IReadOnlyList<CellSyntax> Factors, IReadOnlyList<CellToken> Signs) : CellSyntax(Signs[0], Factors[0].Start, Factors[^1].End);

/// <summary>The functions of the language.</summary>
internal enum CellFunction
{
    /// <summary>1 / (1 + e^-v).</summary>
    Sigmoid,

    /// <summary>tanh v.</summary>
    Tanh,

    /// <summary>max(v, 0).</summary>
    Relu,

    /// <summary>log(1 + e^v).</summary>
    Softplus,

    /// <summary>e^v.</summary>
    Exp,

    /// <summary>|v|.</summary>
    Abs,
}
