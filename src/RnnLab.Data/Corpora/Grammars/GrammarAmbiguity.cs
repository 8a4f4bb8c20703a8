namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Looks for a state of a grammar from which two different steps can be followed by the same characters.</summary>
internal sealed class GrammarAmbiguity(GrammarNode start, int lookahead)
{
    private readonly HashSet<(GrammarNode, UInt128)> _seen = [];
    private readonly Stack<(GrammarNode Node, UInt128 Environment)> _open = new();

    public string? Find()
    {
        Visit(start, 0);
        while (_open.TryPop(out (GrammarNode Node, UInt128 Environment) state))
        {
            IReadOnlyList<GrammarStep> steps = state.Node.Steps(state.Environment);
            if (Clash(steps) is { } clash)
                return clash;
            foreach (GrammarStep step in steps)
                Visit(step.Next, step.Environment);
        }

        return null;
    }

    private void Visit(GrammarNode node, UInt128 environment)
    {
        if (_seen.Add((node, environment & node.Live)))
            _open.Push((node, environment & node.Live));
    }

    private string? Clash(IReadOnlyList<GrammarStep> steps)
    {
        if (steps.Count < 2)
            return null;
        // All continuations are cut to the same length (a scene is followed by another), so two agree only when they are equal.
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < steps.Count; i++)
        {
            var first = new HashSet<string>(StringComparer.Ordinal);
            Continue(steps[i], "", first);
            foreach (string text in first)
            {
                if (!owners.TryAdd(text, i))
                    return text;
            }
        }

        return null;
    }

    private void Continue(GrammarStep step, string before, HashSet<string> first)
    {
        string text = before + step.Text;
        if (text.Length >= lookahead)
        {
            first.Add(text[..lookahead]);
            return;
        }

        IReadOnlyList<GrammarStep> steps = step.Next.Steps(step.Environment);
        if (steps.Count == 0)
            steps = start.Steps(0);
        foreach (GrammarStep next in steps)
            Continue(next, text, first);
    }
}
