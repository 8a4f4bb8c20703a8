namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Works out expectations from the end of a scene backwards, each place once for every value of the variables that decide there.</summary>
internal sealed class GrammarMeasure
{
    private readonly Dictionary<(GrammarNode Node, UInt128 Deciding), GrammarExpectation> _known = [];

    public GrammarExpectation Of(GrammarNode node, UInt128 environment)
    {
        (GrammarNode, UInt128) state = (node, environment & node.Deciding);
        if (!_known.TryGetValue(state, out GrammarExpectation? expectation))
        {
            expectation = node.Expect(environment & node.Deciding, this);
            _known.Add(state, expectation);
        }

        return expectation;
    }
}
