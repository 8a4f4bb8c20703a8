using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Cli.Tests;

/// <summary>A small untrained model on disk, and texts for it.</summary>
internal static class TinyModel
{
    public const string Alphabet = "\n abcdefghijklmnopqrstuvwxyz";

    public static CharacterVocabulary Vocabulary { get; } = CharacterVocabulary.FromText(Alphabet);

    public static RunConfig Config { get; } = new() { Cell = CellKind.Gru, Layers = 1, Hidden = 8, Seed = 3 };

    /// <summary>Saves the model and returns its path.</summary>
    public static string Save(TempFolder folder, string name = "model.safetensors")
    {
        using var backend = Backends.Create(null, 1);
        using var model = new LanguageModel(Config.ToModelConfig(Vocabulary.Count), backend);
        ModelSnapshot.Take(model, Config, Vocabulary, step: 7).Save(folder[name]);
        return folder[name];
    }

    /// <summary>A text of that many characters with words and lines, the same each time.</summary>
    public static string Text(int length)
    {
        string[] words = ["the", "quick", "brown", "fox", "jumps", "over", "lazy", "dogs", "and", "sings"];
        var text = new System.Text.StringBuilder();
        for (uint n = 0; text.Length < length; n++)
        {
            text.Append(words[Philox.Word(new PhiloxKey(5, 5), n) % (uint)words.Length]);
            text.Append(n % 7 == 6 ? '\n' : ' ');
        }

        return text.ToString(0, length);
    }
}
