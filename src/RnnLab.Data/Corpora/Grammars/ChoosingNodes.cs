namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Goes one of several ways, writing nothing yet.</summary>
internal sealed class ChoiceNode : GrammarNode
{
    private readonly (double Probability, GrammarNode Node)[] _ways;

    public ChoiceNode(IReadOnlyList<(double Weight, GrammarNode Node)> ways)
    {
        double total = ways.Sum(w => w.Weight);
        _ways = [.. ways.Select(w => (w.Weight / total, w.Node))];
        foreach ((_, GrammarNode node) in _ways)
            Deciding |= node.Deciding;
    }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment)
    {
        var steps = new GrammarStep[_ways.Length];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = new GrammarStep(_ways[i].Probability, "", environment, _ways[i].Node);
        return steps;
    }

    public override GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure) =>
        GrammarExpectation.Mix(_ways.Select(w => (w.Probability, measure.Of(w.Node, environment))));
}

/// <summary>Draws one of the entries that the environment allows, remembers it in a slot (-1: does not) and writes one of its forms.</summary>
internal sealed class DrawNode : GrammarNode
{
    private readonly Func<UInt128, IEnumerable<(double Weight, int Entry)>> _candidates;
    private readonly GrammarTable _table;
    private readonly int _column;
    private readonly int _slot;
    private readonly GrammarNode _next;

    public DrawNode(Func<UInt128, IEnumerable<(double Weight, int Entry)>> candidates, UInt128 uses, GrammarTable table, int column, int slot, GrammarNode next)
    {
        _candidates = candidates;
        _table = table;
        _column = column;
        _slot = slot;
        _next = next;
        Deciding = uses | (next.Deciding & ~GrammarVariables.Mask(slot));
    }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment)
    {
        double total = 0;
        foreach ((double weight, _) in _candidates(environment))
            total += weight;
        var steps = new List<GrammarStep>(_table.Count);
        foreach ((double weight, int entry) in _candidates(environment))
            steps.Add(Step(environment, weight / total, entry));
        return steps;
    }

    public override IReadOnlyList<GrammarStep> ConceivableSteps(UInt128 partEnvironment) =>
        [.. Enumerable.Range(0, _table.Count).Select(e => Step(partEnvironment, 1, e))];

    public override GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure)
    {
        IReadOnlyList<GrammarStep> steps = Steps(environment);
        // Where no later chance depends on what is drawn, all entries go on alike.
        bool alike = (_next.Deciding & GrammarVariables.Mask(_slot)) == 0;
        return alike
            ? GrammarExpectation.DrawAlike(steps, measure.Of(_next, environment), _slot, Length)
            : GrammarExpectation.Draw(steps, s => measure.Of(_next, s.Environment), _slot, Length);
    }

    private int Length(GrammarStep step, int column) => _table.Form(GrammarVariables.Get(step.Environment, _slot), column).Length;

    private GrammarStep Step(UInt128 environment, double probability, int entry) =>
        new(probability, _table.Form(entry, _column), GrammarVariables.Set(environment, _slot, entry), _next);
}
