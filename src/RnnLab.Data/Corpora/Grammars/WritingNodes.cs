namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Writes a text that is always the same.</summary>
internal sealed class TextNode : GrammarNode
{
    private readonly string _text;
    private readonly GrammarNode _next;

    public TextNode(string text, GrammarNode next)
    {
        _text = text;
        _next = next;
        Deciding = next.Deciding;
    }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) => [new GrammarStep(1, _text, environment, _next)];

    public override GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure) =>
        measure.Of(_next, environment).PlusCharacters(_text.Length);
}

/// <summary>Writes a form of what a variable holds.</summary>
internal sealed class UseNode : GrammarNode
{
    private readonly GrammarTable _table;
    private readonly int _slot;
    private readonly int _column;
    private readonly GrammarNode _next;

    public UseNode(GrammarTable table, int slot, int column, GrammarNode next)
    {
        _table = table;
        _slot = slot;
        _column = column;
        _next = next;
        Deciding = next.Deciding;
        Reads = [(slot, table.Count)];
    }

    public override IReadOnlyList<(int Slot, int Entries)> Reads { get; }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) =>
        [new GrammarStep(1, _table.Form(GrammarVariables.Get(environment, _slot), _column), environment, _next)];

    public override GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure) =>
        measure.Of(_next, environment).PlusForm(_slot, _column);
}

/// <summary>Writes an amount of money worked out from variables.</summary>
internal sealed class MoneyNode : GrammarNode
{
    private readonly Func<UInt128, int> _pence;
    private readonly GrammarNode _next;

    public MoneyNode(Func<UInt128, int> pence, IReadOnlyList<(int Slot, int Entries)> reads, GrammarNode next)
    {
        _pence = pence;
        _next = next;
        Reads = reads;
        Deciding = next.Deciding;
        foreach ((int slot, _) in reads)
            Deciding |= GrammarVariables.Mask(slot);
    }

    public override IReadOnlyList<(int Slot, int Entries)> Reads { get; }

    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) => [new GrammarStep(1, Text(environment), environment, _next)];

    public override GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure) =>
        measure.Of(_next, environment).PlusCharacters(Text(environment).Length);

    private string Text(UInt128 environment) => GrammarSum.Money(_pence(environment));
}
