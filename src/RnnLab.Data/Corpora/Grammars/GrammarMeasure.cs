using System.Runtime.InteropServices;

namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Works out the expected nats and characters from a state to the end of the scene, each state with a choice once.</summary>
internal sealed class GrammarMeasure
{
    private readonly Dictionary<GrammarNode, Dictionary<UInt128, (double Nats, double Characters)>> _known = [];

    public (double Nats, double Characters) Expect(GrammarNode node, UInt128 environment)
    {
        // Where there is no choice there is nothing to remember: walk on to the next choice.
        double walked = 0;
        while (!node.Branches)
        {
            IReadOnlyList<GrammarStep> steps = node.Steps(environment);
            if (steps.Count == 0)
                return (0, walked);
            walked += steps[0].Text.Length;
            environment = steps[0].Environment;
            node = steps[0].Next;
        }

        (double Nats, double Characters) rest = Choose(node, environment & node.Live);
        return (rest.Nats, rest.Characters + walked);
    }

    private (double Nats, double Characters) Choose(GrammarNode node, UInt128 live)
    {
        ref Dictionary<UInt128, (double Nats, double Characters)>? states = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, node, out _);
        states ??= [];
        Dictionary<UInt128, (double Nats, double Characters)> known = states;
        if (known.TryGetValue(live, out (double, double) found))
            return found;
        double nats = 0;
        double characters = 0;
        foreach (GrammarStep step in node.Steps(live))
        {
            (double Nats, double Characters) rest = Expect(step.Next, step.Environment);
            nats += step.Probability * (rest.Nats - Math.Log(step.Probability));
            characters += step.Probability * (rest.Characters + step.Text.Length);
        }

        known.Add(live, (nats, characters));
        return (nats, characters);
    }

    /// <summary>States with a choice that were gone through.</summary>
    public int States => _known.Values.Sum(k => k.Count);
}
