namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Copies one variable to another.</summary>
internal sealed class AssignNode : GrammarNode
{
    private readonly int _to;
    private readonly int _from;
    private readonly GrammarNode _next;

    public AssignNode(int to, int from, GrammarNode next)
    {
        _to = to;
        _from = from;
        _next = next;
        UInt128 target = GrammarVariables.Mask(to);
        Deciding = (next.Deciding & target) == 0 ? next.Deciding : (next.Deciding & ~target) | GrammarVariables.Mask(from);
    }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) => [new GrammarStep(1, "", After(environment), _next)];

    public override GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure) =>
        measure.Of(_next, After(environment)).Rename(_to, _from);

    private UInt128 After(UInt128 environment) => GrammarVariables.Set(environment, _to, GrammarVariables.Get(environment, _from));
}
