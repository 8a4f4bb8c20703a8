using System.Collections.Concurrent;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>
/// A recurrent cell written as equations, one a line:
/// <code>
/// z = sigmoid(Wz*x + Uz*h + bz)
/// r = sigmoid(Wr*x + Ur*h + br)
/// n = tanh(Wn*x + r .* (Un*h + cn) + bn)
/// h' = (1-z)*n + z*h
/// </code>
/// x is the input. A name with a prime is a state after the step; without it, the state before the step. h is the layer's output and must be there; c and
/// others may be. Names that no line computes are learned: one that stands left of * and a vector is a matrix [H, I] or [H, H], after what it multiplies
/// and bound to it more tightly than any other sign; any other is a vector. Between vectors * and .* are the product element by element. There are + - * .* /,
/// parentheses, numbers, sigmoid tanh relu softplus exp abs, and comments after #. Nothing else can be expressed, and nothing is executed but these operations.
/// </summary>
public sealed class CellProgram
{
    /// <summary>How many texts are kept read: as many as a few people try at once.</summary>
    private const int Kept = 64;

    private static readonly ConcurrentDictionary<string, CellProgram> Cache = new(StringComparer.Ordinal);

    internal CellProgram(string text, IReadOnlyList<CellEquation> equations, IReadOnlyList<CellWeight> weights)
    {
        Text = text;
        Equations = equations;
        Weights = weights;

        // h first, then c, then the others in the order of the text.
        States = [.. Enumerable.Range(0, equations.Count).Where(n => equations[n].IsState).OrderBy(n => equations[n].Name switch { "h" => 0, "c" => 1, _ => 2 }).ThenBy(n => n)];
        Parameters = [.. weights.Select(Describe)];
        GateNames = [.. equations.Where(equation => !equation.IsInputWide).Select(equation => equation.Name)];
    }

    /// <summary>The text that was read.</summary>
    public string Text { get; }

    /// <summary>What the views show: every computed name in the order of the text, states without their prime; intermediate vectors of the input's width are left out.</summary>
    public IReadOnlyList<string> GateNames { get; }

    /// <summary>The states: h, then c where there is one, then the others.</summary>
    public IReadOnlyList<string> StateNames => [.. States.Select(n => Equations[n].Name)];

    /// <summary>The learned matrices and vectors, in the order of the text.</summary>
    public IReadOnlyList<CellParameter> Parameters { get; }

    /// <summary>How many operations a step takes.</summary>
    public int Operations => Equations.Sum(equation => Count(equation.Node));

    /// <summary>The equation that computes a gate or state, as it is written, such as <c>z = sigmoid(Wz*x + Uz*h + bz)</c>; null where none does.</summary>
    public string? EquationOf(string name) => Equations.FirstOrDefault(equation => equation.Name == name)?.Source;

    internal IReadOnlyList<CellEquation> Equations { get; }

    internal IReadOnlyList<CellWeight> Weights { get; }

    /// <summary>The equation of each state, in the order of <see cref="StateNames"/>.</summary>
    internal IReadOnlyList<int> States { get; }

    /// <summary>Reads and checks the equations. The same text gives the same object while it is in use.</summary>
    /// <exception cref="CellTextException">The text is no cell; the message says where, what was found, what was expected and what to do.</exception>
    public static CellProgram Parse(string text)
    {
        if (Cache.TryGetValue(text, out var kept))
            return kept;
        var program = CellBinder.Bind(text, CellParser.Read(text));
        if (Cache.Count >= Kept)
            Cache.Clear();
        return Cache.GetOrAdd(text, program);
    }

    /// <summary>As <see cref="Parse"/>, with the error as a value.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CellProgram? program, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out CellTextException? error)
    {
        try
        {
            (program, error) = (Parse(text), null);
            return true;
        }
        catch (CellTextException problem)
        {
            (program, error) = (null, problem);
            return false;
        }
    }

    private static int Count(CellNode node) => node switch
    {
        MatrixNode matrix => 1 + Count(matrix.Operand),
        FunctionNode function => (function.Function is CellFunction.Softplus ? 9 : function.Function is CellFunction.Abs ? 4 : 1) + Count(function.Operand),
        NegateNode negate => 1 + Count(negate.Operand),
        ElementwiseNode both => 1 + Count(both.Left) + Count(both.Right),
        _ => 0,
    };

    private static CellParameter Describe(CellWeight weight) => weight.IsMatrix
        ? new(weight.Name, 1, weight.Width.IsInput ? CellColumns.Input : CellColumns.Hidden, weight.Width.IsInput ? "from {0}, as the cell's equations say" : "from a vector of hidden units, as the cell's equations say")
        : new(weight.Name, 1, weight.Width.IsInput ? CellColumns.NoneByInput : CellColumns.None, "a learned vector of the cell's equations");
}

/// <summary>One equation, with the meaning of its names.</summary>
internal sealed record CellEquation(string Name, bool IsState, CellNode Node, CellWidth Width, (double Low, double High) Range, string Source)
{
    /// <summary>Whether it gives a vector of the input's width.</summary>
    public bool IsInputWide => Width.IsInput;
}
