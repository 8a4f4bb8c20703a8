namespace RnnLab.Nn;

/// <summary>How a training pass departs from the ordinary one, which truncates only where a sequence ends and reads only true symbols.</summary>
/// <param name="MeanTruncation">
/// The mean number of steps that a gradient travels back before it is cut at random, at least 2; 0 for never. See <see cref="RandomTruncation"/>.
/// </param>
/// <param name="OwnInputs">Whether inputs may be the model's own symbols, decided for each symbol (Bengio et al. 2015). See <see cref="InputChooser"/>.</param>
/// <param name="Greedy">Whether an own symbol is the likeliest one; otherwise it is drawn from the model's distribution.</param>
public readonly record struct SequenceMode(int MeanTruncation = 0, bool OwnInputs = false, bool Greedy = false)
{
    /// <summary>Whether this is ordinary training.</summary>
    public bool IsPlain => MeanTruncation == 0 && !OwnInputs;

    /// <summary>Checks the mode.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean truncation is negative or 1.</exception>
    public void Validate()
    {
        if (MeanTruncation is < 0 or 1)
            throw new ArgumentOutOfRangeException(nameof(MeanTruncation), $"The mean truncation length must be at least 2 (0 for no random truncation), not {MeanTruncation}.");
    }
}
