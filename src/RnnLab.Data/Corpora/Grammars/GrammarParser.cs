namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Finds every derivation of the scene that begins at a place in a text, by trying every step.</summary>
internal static class GrammarParser
{
    public static IEnumerable<GrammarReading> Scenes(GrammarNode start, string text, int at)
    {
        var open = new Stack<(GrammarNode Node, UInt128 Environment, int At, double Nats)>();
        open.Push((start, 0, at, 0));
        while (open.TryPop(out (GrammarNode Node, UInt128 Environment, int At, double Nats) state))
        {
            IReadOnlyList<GrammarStep> steps = state.Node.Steps(state.Environment);
            if (steps.Count == 0)
                yield return new GrammarReading(state.At, state.Nats);
            foreach (GrammarStep step in steps)
            {
                if (text.AsSpan(state.At).StartsWith(step.Text, StringComparison.Ordinal))
                    open.Push((step.Next, step.Environment, state.At + step.Text.Length, state.Nats - Math.Log(step.Probability)));
            }
        }
    }
}
