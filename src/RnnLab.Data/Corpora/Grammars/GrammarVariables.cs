namespace RnnLab.Data.Corpora.Grammars;

/// <summary>The variables of a grammar, each with the table it draws from and a slot of six bits in the environment.</summary>
internal sealed class GrammarVariables
{
    private const int Bits = 6;

    /// <summary>Entries that a table may have: one value of a slot means "not drawn yet".</summary>
    public const int MostEntries = (1 << Bits) - 1;

    private readonly Dictionary<string, (int Slot, GrammarTable Table)> _variables = [];

    public (int Slot, GrammarTable Table) this[string name] => _variables.TryGetValue(name, out (int, GrammarTable) variable)
        ? variable
        : throw new GrammarFormatException($"The variable {name} is used but never drawn.");

    public bool Contains(string name) => _variables.ContainsKey(name);

    public void Declare(string name, GrammarTable table)
    {
        if (_variables.TryGetValue(name, out (int Slot, GrammarTable Table) known))
        {
            if (known.Table != table)
                throw new GrammarFormatException($"The variable {name} is drawn from {known.Table.Name} and from {table.Name}; give it two names.");
            return;
        }

        if (table.Count is 0 or > MostEntries)
            throw new GrammarFormatException($"The table {table.Name} has {table.Count} entries; a table that is drawn from has 1 to {MostEntries}.");
        if ((_variables.Count + 1) * Bits > 128)
            throw new GrammarFormatException($"There are more than {128 / Bits} variables; use a name again where its old value is no longer needed.");
        _variables.Add(name, (_variables.Count, table));
    }

    /// <summary>The bits of a slot; none for the slot -1 of a thing that need not be remembered.</summary>
    public static UInt128 Mask(int slot) => slot < 0 ? 0 : (UInt128)MostEntries << (slot * Bits);

    public static int Get(UInt128 environment, int slot) => (int)((environment >> (slot * Bits)) & MostEntries) - 1;

    public static UInt128 Set(UInt128 environment, int slot, int entry) => slot < 0 ? environment : (environment & ~Mask(slot)) | ((UInt128)(entry + 1) << (slot * Bits));
}
