namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Links the rules of a grammar into one graph of nodes, from the end backwards: every part is made with the node that follows it.</summary>
internal sealed class GrammarLinker
{
    private readonly IReadOnlyDictionary<string, GrammarTable> _tables;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<GrammarPart>> _rules;
    private readonly GrammarVariables _variables = new();
    private readonly Stack<string> _open = new();

    public GrammarLinker(IReadOnlyDictionary<string, GrammarTable> tables, IReadOnlyDictionary<string, IReadOnlyList<GrammarPart>> rules)
    {
        _tables = tables;
        _rules = rules;
        foreach (DrawPart draw in rules.Values.SelectMany(All).OfType<DrawPart>().Where(d => d.Variable.Length > 0))
            _variables.Declare(draw.Variable, Table(draw.Table));
        // A variable that is copied takes its table from the other, so those come last.
        foreach (AssignPart assign in rules.Values.SelectMany(All).OfType<AssignPart>())
            _variables.Declare(assign.To, _variables[assign.From].Table);
    }

    public GrammarNode Link(string rule) => Call(rule, new EndNode());

    private GrammarNode Call(string rule, GrammarNode next)
    {
        if (!_rules.TryGetValue(rule, out IReadOnlyList<GrammarPart>? parts))
            throw new GrammarFormatException($"There is no rule {rule}.");
        if (_open.Contains(rule))
            throw new GrammarFormatException($"The rule {rule} calls itself; write the depth out, so that a scene has an end.");
        _open.Push(rule);
        GrammarNode node = Sequence(parts, next);
        _open.Pop();
        return node;
    }

    private GrammarNode Sequence(IReadOnlyList<GrammarPart> parts, GrammarNode next)
    {
        for (int i = parts.Count - 1; i >= 0; i--)
            next = Part(parts[i], next);
        return next;
    }

    private GrammarNode Part(GrammarPart part, GrammarNode next)
    {
        switch (part)
        {
            case LiteralPart literal:
                return new TextNode(literal.Text, next);
            case ChoicePart choice:
                return new ChoiceNode([.. choice.Alternatives.Select(a => (a.Weight, Sequence(a.Parts, next)))]);
            case UsePart use:
                (int slot, GrammarTable table) = _variables[use.Variable];
                return new UseNode(table, slot, table.Column(use.Column), next);
            case PencePart pence:
                return Pence(pence.Sum, next);
            case AssignPart assign:
                return new AssignNode(_variables[assign.To].Slot, _variables[assign.From].Slot, next);
            case CallPart call:
                return Call(call.Rule, next);
            case RepeatPart repeat:
                GrammarNode after = next;
                for (int i = 0; i < repeat.Maximum; i++)
                    after = new ChoiceNode([(repeat.Probability, Call(repeat.Rule, after)), (1 - repeat.Probability, next)]);
                return after;
            case DrawPart draw:
                return Draw(draw, next);
            default:
                throw new GrammarFormatException($"A part of kind {part.GetType().Name} cannot be linked.");
        }
    }

    private MoneyNode Pence(GrammarSum sum, GrammarNode next)
    {
        string Column(UInt128 environment, string factor)
        {
            string[] names = factor.Split('.');
            (int slot, GrammarTable table) = _variables[names[0]];
            return table.Form(GrammarVariables.Get(environment, slot), table.Column(names.Length > 1 ? names[1] : null));
        }

        (int, int)[] reads = [.. sum.Variables.Select(v => (_variables[v].Slot, _variables[v].Table.Count))];
        return new MoneyNode(e => sum.Evaluate(f => Column(e, f)), reads, next);
    }

    private DrawNode Draw(DrawPart draw, GrammarNode next)
    {
        (int slot, GrammarTable table) = draw.Variable.Length == 0 ? (-1, Table(draw.Table)) : _variables[draw.Variable];
        int[] except = [.. draw.Except.Select(v => _variables[v].Slot)];
        UInt128 uses = except.Aggregate(UInt128.Zero, (mask, s) => mask | GrammarVariables.Mask(s));
        int group = draw.SameGroupAs is null ? -1 : table.Column("group");
        int leader = draw.SameGroupAs is null ? -1 : _variables[draw.SameGroupAs].Slot;
        if (leader >= 0)
            uses |= GrammarVariables.Mask(leader);
        IEnumerable<(double, int)> Candidates(UInt128 environment)
        {
            return Enumerable.Range(0, table.Count).Select(e => (Weight: table.Weight(e), Entry: e)).Where(c =>
                !Array.Exists(except, s => GrammarVariables.Get(environment, s) == c.Entry)
                && (leader < 0 || table.Form(c.Entry, group) == table.Form(GrammarVariables.Get(environment, leader), group)));
        }

        return new DrawNode(Candidates, uses, table, table.Column(draw.Column), slot, next);
    }

    private GrammarTable Table(string source) => _tables.TryGetValue(source, out GrammarTable? table)
        ? table
        : throw new GrammarFormatException($"There is no table {source}.");

    private static IEnumerable<GrammarPart> All(IReadOnlyList<GrammarPart> parts) =>
        parts.SelectMany(p => p is ChoicePart choice ? choice.Alternatives.SelectMany(a => All(a.Parts)) : [p]);
}
