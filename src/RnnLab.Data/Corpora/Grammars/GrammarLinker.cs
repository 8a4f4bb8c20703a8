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
        // A variable drawn from other variables ("a/b/c") or copied takes its table from them, so those come last.
        DrawPart[] draws = [.. rules.Values.SelectMany(All).OfType<DrawPart>()];
        foreach (DrawPart draw in draws.Where(d => d.Variable.Length > 0 && tables.ContainsKey(d.Source)))
            _variables.Declare(draw.Variable, tables[draw.Source]);
        foreach (AssignPart assign in rules.Values.SelectMany(All).OfType<AssignPart>())
        {
            if (_variables.Contains(assign.From))
                _variables.Declare(assign.To, _variables[assign.From].Table);
        }

        foreach (DrawPart draw in draws.Where(d => d.Variable.Length > 0 && !tables.ContainsKey(d.Source)))
            _variables.Declare(draw.Variable, _variables[draw.Source.Split('/')[0]].Table);
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
                return new EmitNode(_ => literal.Text, 0, next);
            case ChoicePart choice:
                return new ChoiceNode([.. choice.Alternatives.Select(a => (a.Weight, Sequence(a.Parts, next)))]);
            case UsePart use:
                (int slot, GrammarTable table) = _variables[use.Variable];
                int column = table.Column(use.Column);
                return new EmitNode(e => table.Form(GrammarVariables.Get(e, slot), column), GrammarVariables.Mask(slot), next);
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

    private EmitNode Pence(GrammarSum sum, GrammarNode next)
    {
        UInt128 uses = sum.Variables.Aggregate(UInt128.Zero, (mask, v) => mask | GrammarVariables.Mask(_variables[v].Slot));
        string Column(UInt128 environment, string factor)
        {
            string[] names = factor.Split('.');
            (int slot, GrammarTable table) = _variables[names[0]];
            return table.Form(GrammarVariables.Get(environment, slot), table.Column(names.Length > 1 ? names[1] : null));
        }

        return new EmitNode(e => GrammarSum.Money(sum.Evaluate(f => Column(e, f))), uses, next);
    }

    private DrawNode Draw(DrawPart draw, GrammarNode next)
    {
        (int slot, GrammarTable table) = draw.Variable.Length == 0 ? (-1, Anonymous(draw.Source)) : _variables[draw.Variable];
        int[] except = [.. draw.Except.Select(v => _variables[v].Slot)];
        UInt128 uses = except.Aggregate(UInt128.Zero, (mask, s) => mask | GrammarVariables.Mask(s));
        int group = draw.SameGroupAs is null ? -1 : table.Column("group");
        int leader = draw.SameGroupAs is null ? -1 : _variables[draw.SameGroupAs].Slot;
        if (leader >= 0)
            uses |= GrammarVariables.Mask(leader);
        int[]? among = _tables.ContainsKey(draw.Source) ? null : [.. draw.Source.Split('/').Select(v => _variables[v].Slot)];
        foreach (int other in among ?? [])
            uses |= GrammarVariables.Mask(other);

        IEnumerable<(double, int)> Candidates(UInt128 environment)
        {
            IEnumerable<(double Weight, int Entry)> all = among is null
                ? Enumerable.Range(0, table.Count).Select(e => (table.Weight(e), e))
                : among.Select(s => (1.0, GrammarVariables.Get(environment, s)));
            return all.Where(c =>
                !Array.Exists(except, s => GrammarVariables.Get(environment, s) == c.Entry)
                && (leader < 0 || table.Form(c.Entry, group) == table.Form(GrammarVariables.Get(environment, leader), group)));
        }

        return new DrawNode(Candidates, uses, table, table.Column(draw.Column), slot, next);
    }

    private GrammarTable Anonymous(string source) => _tables.TryGetValue(source, out GrammarTable? table)
        ? table
        : throw new GrammarFormatException($"There is no table {source}.");

    private static IEnumerable<GrammarPart> All(IReadOnlyList<GrammarPart> parts) =>
        parts.SelectMany(p => p is ChoicePart choice ? choice.Alternatives.SelectMany(a => All(a.Parts)) : [p]);
}
