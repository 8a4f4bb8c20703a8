namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>Who computes which name, and in which line: the rules that can be told before any expression is looked into.</summary>
internal sealed class CellNames
{
    private readonly IReadOnlyList<CellEquationSyntax> _equations;
    private readonly Dictionary<string, int> _computed = [];
    private readonly List<string> _states = [];

    public CellNames(IReadOnlyList<CellEquationSyntax> equations)
    {
        _equations = equations;
        if (equations.Count == 0)
            throw new CellTextException(1, 1, "there is no equation.", "The smallest cell is h' = tanh(W*x + U*h + b).");
        for (int n = 0; n < equations.Count; n++)
            Add(equations[n].Target, n);
        foreach (string state in _states)
        {
            if (_computed.TryGetValue(state, out int n))
                throw CellTextException.At(equations[n].Target, $"\"{state}\" is a state, because line {LineOf(state + "'")} computes {state}'; \"{state}\" is its value before the step and cannot be computed too.", "Choose another name here.");
        }

        if (!_computed.ContainsKey("h'"))
        {
            throw CellTextException.At(
                equations[^1].Target, "no line computes h', the hidden state after the step, which is what the layer gives.",
                _computed.ContainsKey("h") ? $"Write h' for h in line {LineOf("h")}." : "End with a line such as h' = tanh(W*x + U*h + b).");
        }

        // The same order as the program's: h, c, the others.
        _states = [.. _states.OrderBy(state => state switch { "h" => 0, "c" => 1, _ => 2 }).ThenBy(state => _computed[state + "'"])];
    }

    /// <summary>All names that some line computes, with their primes, and the states.</summary>
    public IEnumerable<string> Computed => _computed.Keys.Concat(_states);

    /// <summary>Whether a name has no line of its own, so that it is a weight.</summary>
    public bool IsLearned(string name) => name != "x" && !name.EndsWith('\'') && !_computed.ContainsKey(name) && !_states.Contains(name);

    /// <summary>Which state the unprimed name reads; null where it is none.</summary>
    public int? StateNumber(string name) => _states.IndexOf(name) is >= 0 and var n ? n : null;

    /// <summary>Refuses a name that is computed in this line or a later one, or that is primed and computed nowhere.</summary>
    public void CheckOrder(CellToken token, CellEquationSyntax current)
    {
        string name = token.Text;
        if (!_computed.TryGetValue(name, out int n))
        {
            if (!name.EndsWith('\''))
                return;
            string plain = name[..^1];
            throw CellTextException.At(
                token, plain == "x" ? "x' has no meaning: x is the input, which has no value after the step." : $"{token.Found} is a state after the step, but no line computes it.",
                plain == "x" ? "Write x." : CellSpelling.DidYouMean(name, Computed) ?? $"Write a line {name} = ..., or {plain} without the prime.");
        }

        string here = current.Target.Text;
        bool isState = name.EndsWith('\'');
        string before = isState ? $"For its value before the step write {name[..^1]}." : $"For its value in the step before make it a state: write {name}' = ... in its line.";
        if (name == here)
            throw CellTextException.At(token, $"{token.Found} is computed from itself.", before);
        throw Needs(n, here, [])
            ? CellTextException.At(token, $"\"{here}\" needs {token.Found}, and {token.Found} in line {_equations[n].Target.Line} needs \"{here}\": neither can be computed first.", before)
            : CellTextException.At(token, $"{token.Found} is used in line {token.Line}, before line {_equations[n].Target.Line} computes it.", $"Move its line up. {before}");
    }

    /// <summary>Refuses what is computed and never reaches h', and a cell that never reads its input.</summary>
    public void CheckUse()
    {
        var reached = Reached();
        foreach (var equation in _equations.Where((_, n) => !reached.Contains(n)))
        {
            string name = equation.Target.Text, plain = name.TrimEnd('\'');
            int reader = Enumerable.Range(0, _equations.Count).FirstOrDefault(n => !ReferenceEquals(_equations[n], equation) && Reads(_equations[n].Expression).Any(read => read == name || read == plain), -1);
            throw CellTextException.At(
                equation.Target,
                reader < 0 ? $"{equation.Target.Found} is computed here and used nowhere." : $"{equation.Target.Found} is computed here and used in line {_equations[reader].Target.Line}, but nothing of it ever reaches h'.",
                CellSpelling.DidYouMean(plain, Learned()) is { } guess ? $"{guess} Names that no line computes are learned weights." : "Use it, or leave the line out.");
        }

        if (!_equations.SelectMany(equation => Reads(equation.Expression)).Contains("x"))
            throw CellTextException.At(_equations[^1].Target, "the cell never reads its input x.", "Use it somewhere, as in W*x.");
    }

    /// <summary>The equations that h' needs, in this step or through states of steps before.</summary>
    private HashSet<int> Reached()
    {
        var reached = new HashSet<int> { _computed["h'"] };
        var open = new Stack<int>(reached);
        while (open.TryPop(out int equation))
        {
            foreach (string read in Reads(_equations[equation].Expression))
            {
                if ((_computed.TryGetValue(read, out int other) || _computed.TryGetValue(read + "'", out other)) && reached.Add(other))
                    open.Push(other);
            }
        }

        return reached;
    }

    private void Add(CellToken target, int n)
    {
        string name = target.Text;
        if (CellParser.IsFunction(name.TrimEnd('\'')))
            throw CellTextException.At(target, $"{target.Found} is the name of a function and cannot be computed.", "Choose another name.");
        if (name is "x" or "x'")
            throw CellTextException.At(target, "x is the input and cannot be computed.", "Choose another name.");
        if (!_computed.TryAdd(name, n))
            throw CellTextException.At(target, $"{target.Found} is computed twice, in line {LineOf(name)} and here.", "Give one of them another name.");
        if (!name.EndsWith('\''))
            return;
        _states.Add(name[..^1]);
        if (_states.Count > CellLimits.States)
            throw CellTextException.At(target, $"{target.Found} would be state number {_states.Count}; an own cell may have at most {CellLimits.States}.");
    }

    private int LineOf(string name) => _equations[_computed[name]].Target.Line;

    /// <summary>Whether an equation needs a name, directly or through others.</summary>
    private bool Needs(int equation, string name, HashSet<int> seen)
    {
        if (!seen.Add(equation))
            return false;
        foreach (string read in Reads(_equations[equation].Expression))
        {
            if (read == name || (_computed.TryGetValue(read, out int other) && Needs(other, name, seen)))
                return true;
        }

        return false;
    }

    private IEnumerable<string> Learned() => _equations.SelectMany(equation => Reads(equation.Expression)).Where(IsLearned).Distinct();

    private static IEnumerable<string> Reads(CellSyntax syntax) => syntax switch
    {
        NameSyntax name => [name.Token.Text],
        CallSyntax call => Reads(call.Argument),
        NegateSyntax negate => Reads(negate.Operand),
        SumSyntax sum => Reads(sum.Left).Concat(Reads(sum.Right)),
        ChainSyntax chain => chain.Factors.SelectMany(Reads),
        _ => [],
    };
}
