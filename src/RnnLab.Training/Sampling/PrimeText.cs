using RnnLab.Data.Text;

namespace RnnLab.Training.Sampling;

/// <summary>What a model reads before it writes.</summary>
public static class PrimeText
{
    /// <summary>The symbols of a prime text. Without one the model begins as after the end of a line, or as after its first symbol, where it knows no lines.</summary>
    public static IReadOnlyList<int> Read(CharacterVocabulary vocabulary, string prime) =>
        prime.Length > 0 ? vocabulary.Encode(prime) : vocabulary.FindUnknown("\n").Count == 0 ? vocabulary.Encode("\n") : [0];
}
