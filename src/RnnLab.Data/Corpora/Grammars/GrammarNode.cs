namespace RnnLab.Data.Corpora.Grammars;

/// <summary>
/// A place in a grammar once its rules are linked: a state of a probabilistic automaton whose memory is a few variables. The variables'
/// values are packed into one number, the environment (see <see cref="GrammarVariables"/>).
/// </summary>
internal abstract class GrammarNode
{
    /// <summary>
    /// The bits of the environment on which chances from here on depend, and lengths in any other way than by writing a variable's form.
    /// All other bits may be cleared without any effect on them.
    /// </summary>
    public UInt128 Deciding { get; protected init; }

    /// <summary>The ways on; their probabilities add up to 1. None at the end of a scene.</summary>
    public abstract IReadOnlyList<GrammarStep> Steps(UInt128 environment);

    /// <summary>
    /// Every way on that some history could allow, when only part of the environment is known. May hold ways that no history allows, never too few;
    /// the probabilities mean nothing. For <see cref="GrammarAmbiguity"/>.
    /// </summary>
    public virtual IReadOnlyList<GrammarStep> ConceivableSteps(UInt128 partEnvironment) => Steps(partEnvironment);

    /// <summary>The variables without whose values the text of this node is not known.</summary>
    public virtual IReadOnlyList<(int Slot, int Entries)> Reads => [];

    /// <summary>Expected nats and characters from here to the end of the scene.</summary>
    public abstract GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure);
}

/// <summary>The end of a scene.</summary>
internal sealed class EndNode : GrammarNode
{
    public override IReadOnlyList<GrammarStep> Steps(UInt128 environment) => [];

    public override GrammarExpectation Expect(UInt128 environment, GrammarMeasure measure) => GrammarExpectation.Zero;
}
