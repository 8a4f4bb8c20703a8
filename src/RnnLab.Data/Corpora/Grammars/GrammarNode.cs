namespace RnnLab.Data.Corpora.Grammars;

/// <summary>
/// A place in a grammar once its rules are linked: a state of a probabilistic automaton whose memory is a few variables. The variables'
/// values are packed into one number, the environment (see <see cref="GrammarVariables"/>).
/// </summary>
internal abstract class GrammarNode
{
    /// <summary>The bits of the environment that this node or a later one still looks at. All others may be cleared without any effect.</summary>
    public UInt128 Live { get; protected init; }

    /// <summary>Whether there may be several ways on.</summary>
    public virtual bool Branches => false;

    /// <summary>The ways on; their probabilities add up to 1. None at the end of a scene.</summary>
    public abstract IReadOnlyList<GrammarStep> Steps(UInt128 environment);
}

/// <summary>The end of a scene.</summary>
internal sealed class EndNode : GrammarNode
{
    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) => [];
}

/// <summary>Writes a text that the environment determines.</summary>
internal sealed class EmitNode : GrammarNode
{
    private readonly Func<UInt128, string> _text;
    private readonly GrammarNode _next;

    public EmitNode(Func<UInt128, string> text, UInt128 uses, GrammarNode next)
    {
        _text = text;
        _next = next;
        Live = uses | next.Live;
    }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) => [new GrammarStep(1, _text(environment), environment, _next)];
}

/// <summary>Goes one of several ways, writing nothing yet.</summary>
internal sealed class ChoiceNode : GrammarNode
{
    private readonly (double Probability, GrammarNode Node)[] _ways;

    public ChoiceNode(IReadOnlyList<(double Weight, GrammarNode Node)> ways)
    {
        double total = ways.Sum(w => w.Weight);
        _ways = [.. ways.Select(w => (w.Weight / total, w.Node))];
        foreach ((_, GrammarNode node) in _ways)
            Live |= node.Live;
    }

    public override bool Branches => true;

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment)
    {
        var steps = new GrammarStep[_ways.Length];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = new GrammarStep(_ways[i].Probability, "", environment, _ways[i].Node);
        return steps;
    }
}

/// <summary>Draws one of the entries that the environment allows, remembers it and writes one of its forms.</summary>
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
        Live = uses | (next.Live & ~GrammarVariables.Mask(slot));
    }

    public override bool Branches => true;

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment)
    {
        (double Weight, int Entry)[] candidates = [.. _candidates(environment)];
        double total = candidates.Sum(c => c.Weight);
        var steps = new GrammarStep[candidates.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            int entry = candidates[i].Entry;
            steps[i] = new GrammarStep(candidates[i].Weight / total, _table.Form(entry, _column), GrammarVariables.Set(environment, _slot, entry), _next);
        }

        return steps;
    }
}

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
        Live = GrammarVariables.Mask(from) | (next.Live & ~GrammarVariables.Mask(to));
    }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) =>
        [new GrammarStep(1, "", GrammarVariables.Set(environment, _to, GrammarVariables.Get(environment, _from)), _next)];
}
