namespace RnnLab.Data.Corpora.Grammars;

/// <summary>
/// Looks for a place in a grammar from which two different steps can be followed by the same characters. It knows nothing of the history: a variable that
/// the coming characters depend on may hold anything, and a draw may give any entry. So it may cry wolf, and never overlooks one.
/// </summary>
internal sealed class GrammarAmbiguity(GrammarNode start, int lookahead)
{
    private readonly HashSet<GrammarNode> _seen = [];
    private readonly Stack<GrammarNode> _open = new();

    public string? Find()
    {
        Visit(start);
        while (_open.TryPop(out GrammarNode? node))
        {
            if (ClashAt(node) is { } clash)
                return clash;
            // Where a place leads to does not depend on values, only what is written on the way.
            UInt128 anything = node.Reads.Aggregate(UInt128.Zero, (e, r) => GrammarVariables.Set(e, r.Slot, 0));
            foreach (GrammarStep step in node.ConceivableSteps(anything))
                Visit(step.Next);
        }

        return null;
    }

    private void Visit(GrammarNode node)
    {
        if (_seen.Add(node))
            _open.Push(node);
    }

    /// <summary>Tries the place with as few variables guessed as the look ahead turns out to need, in all their values.</summary>
    private string? ClashAt(GrammarNode node)
    {
        if (node.Reads.Count > 0)
            return null;
        var guesses = new Stack<UInt128>([UInt128.Zero]);
        while (guesses.TryPop(out UInt128 environment))
        {
            (int Slot, int Entries)? missing = null;
            string? clash = Clash(node.ConceivableSteps(environment), ref missing);
            if (missing is { } variable)
            {
                for (int entry = 0; entry < variable.Entries; entry++)
                    guesses.Push(GrammarVariables.Set(environment, variable.Slot, entry));
            }
            else if (clash is not null)
            {
                return clash;
            }
        }

        return null;
    }

    private string? Clash(IReadOnlyList<GrammarStep> steps, ref (int Slot, int Entries)? missing)
    {
        if (steps.Count < 2)
            return null;
        // A short look ahead is enough at most places. All continuations are cut to one length (a scene is followed by another), so two agree when they are equal.
        string? clash = null;
        for (int length = 4; length < lookahead * 2; length *= 2)
        {
            clash = Clash(steps, Math.Min(length, lookahead), ref missing);
            if (clash is null || missing is not null)
                return null;
        }

        return clash;
    }

    private string? Clash(IReadOnlyList<GrammarStep> steps, int length, ref (int Slot, int Entries)? missing)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < steps.Count; i++)
        {
            var first = new HashSet<string>(StringComparer.Ordinal);
            Continue(steps[i], "", length, first, ref missing);
            if (missing is not null)
                return null;
            foreach (string text in first)
            {
                if (!owners.TryAdd(text, i))
                    return text;
            }
        }

        return null;
    }

    private void Continue(GrammarStep step, string before, int length, HashSet<string> first, ref (int Slot, int Entries)? missing)
    {
        string text = before + step.Text;
        if (text.Length >= length)
        {
            first.Add(text[..length]);
            return;
        }

        GrammarNode node = step.Next;
        foreach ((int Slot, int Entries) variable in node.Reads)
        {
            if (GrammarVariables.Get(step.Environment, variable.Slot) < 0)
            {
                missing = variable;
                return;
            }
        }

        IReadOnlyList<GrammarStep> steps = node.ConceivableSteps(step.Environment);
        if (steps.Count == 0)
            steps = start.ConceivableSteps(0);
        foreach (GrammarStep next in steps)
        {
            Continue(next, text, length, first, ref missing);
            if (missing is not null)
                return;
        }
    }
}
