using System.Globalization;
using System.Text.Json;
using RnnLab.Data.Text;
using RnnLab.Nn;

namespace RnnLab.Training.Checkpoints;

/// <summary>What a checkpoint's metadata says, and the checks on reading one.</summary>
internal static class ModelSnapshotFormat
{
    private const string ConfigKey = "rnnlab.config", VocabularyKey = "rnnlab.vocabulary", StepKey = "rnnlab.step", LossKey = "rnnlab.validation_loss";

    public static IReadOnlyDictionary<string, string> Metadata(ModelSnapshot snapshot)
    {
        // "format": "pt" is what PyTorch's own tools look for.
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [ConfigKey] = RunConfigJson.Write(snapshot.Config),
            [VocabularyKey] = JsonSerializer.Serialize(snapshot.Vocabulary.ToList()),
            [StepKey] = snapshot.Step.ToString(CultureInfo.InvariantCulture),
        };
        if (snapshot.ValidationLoss is { } loss)
            metadata[LossKey] = loss.ToString("R", CultureInfo.InvariantCulture);
        return metadata;
    }

    public static ModelSnapshot Load(string path)
    {
        var file = SafetensorsFile.Read(path);
        string name = Path.GetFileName(path);
        string Need(string key) => file.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new SafetensorsException($"{name} is a safetensors file, but not a checkpoint of RnnLab: its metadata lacks {key}. It holds {Contents(file)}. If it is a language model from elsewhere, give its symbols too, or import it.");
        try
        {
            var config = RunConfigJson.Read(Need(ConfigKey));
            var vocabulary = CharacterVocabulary.FromList(JsonSerializer.Deserialize<List<string>>(Need(VocabularyKey)) ?? []);
            if (!long.TryParse(Need(StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out long step))
                throw new FormatException($"its step is \"{file.Metadata[StepKey]}\"");
            double? loss = file.Metadata.TryGetValue(LossKey, out string? text) && double.TryParse(text, CultureInfo.InvariantCulture, out double nats) ? nats : null;
            var problems = config.Validate(vocabulary.Count);
            if (problems.Count > 0)
                throw new FormatException(problems[0].Message);
            return new(config, vocabulary, step, loss, Weights(file, config.ToModelConfig(vocabulary.Count)));
        }
        catch (SafetensorsException problem) when (!problem.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new SafetensorsException($"{name} does not fit the model that its metadata describes: {problem.Message}.", problem);
        }
        catch (Exception problem) when (problem is FormatException or JsonException or TextFormatException)
        {
            throw new SafetensorsException($"The metadata of {name} cannot be used: {problem.Message}", problem);
        }
    }

    private static List<SafetensorsTensor> Weights(SafetensorsFile file, LanguageModelConfig model)
    {
        var weights = new List<SafetensorsTensor>();
        foreach (var spec in model.ParameterSpecs)
        {
            var tensor = file.Find(spec.Name) ?? throw new SafetensorsException($"it lacks the weights \"{spec.Name}\"");
            if (!tensor.Shape.SequenceEqual(TensorFile.Extents(spec.Shape)))
                throw new SafetensorsException($"\"{spec.Name}\" has the shape [{string.Join(", ", tensor.Shape)}] and should have {spec.Shape}");
            weights.Add(tensor);
        }

        return weights;
    }

    private static string Contents(SafetensorsFile file) => file.Tensors.Count switch
    {
        0 => "no tensors",
        1 => $"one tensor, \"{file.Tensors[0].Name}\"",
        var count => $"{count} tensors, such as \"{file.Tensors[0].Name}\"",
    };
}
