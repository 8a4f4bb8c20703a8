using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training.Sampling;

/// <summary>Draws one symbol after another from scores. Draw n of a seed is the same on every machine; no memory is taken per draw.</summary>
internal sealed class TokenChooser(int vocabulary, ChoiceRule rule, ulong seed)
{
    private readonly SymbolChoice _choice = new(vocabulary);
    private readonly PhiloxKey _key = new(seed, RandomStreams.Sampling);
    private ulong _draws;

    /// <summary>The symbol drawn, and the probability it had.</summary>
    public (int Index, double Probability) Choose(ReadOnlySpan<float> logits)
    {
        _choice.Read(logits, rule);
        int chosen = _choice.Draw(Philox.Uniform(_key, _draws++));
        return (chosen, _choice.Probability(chosen));
    }
}
