using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Views;

namespace RnnLab.Web.Components.Home;

/// <summary>
/// The small untrained network of the home page: real weights drawn from a seed, real gates over the visitor's own words, computed on the float64 reference backend.
/// </summary>
internal static class FirstLookModel
{
    /// <summary>H.</summary>
    public const int Hidden = 24;

    /// <summary>T at most.</summary>
    public const int LongestText = 64;

    // Printable ASCII; every other character is read as one unknown symbol.
    private static readonly CharacterVocabulary Vocabulary =
        CharacterVocabulary.FromText(string.Concat(Enumerable.Range(' ', 95).Select(code => (char)code)), includeUnknown: true);

    /// <summary>Every gate and state of one layer while an untrained network reads a text. Takes a few milliseconds of computing; call it off the circuit's thread.</summary>
    public static GateFrame Read(CellKind cell, ulong seed, string text)
    {
        using ReferenceBackend backend = new();
        LanguageModelConfig config = new() { Cell = cell, Layers = 1, Hidden = Hidden, Vocabulary = Vocabulary.Count, Seed = seed };
        using LanguageModel model = new(config, backend);
        return GateProbe.Compute(model, Vocabulary, text, "untrained", 0);
    }
}
