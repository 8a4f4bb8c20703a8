using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;

namespace RnnLab.Training.Checkpoints;

/// <summary>
/// A model between two training steps, on the host: enough to sample, evaluate, look inside, or train on from other weights. As a file it is a
/// safetensors file with PyTorch's names, whose metadata holds configuration and vocabulary.
/// </summary>
public sealed class ModelSnapshot
{
    private readonly IReadOnlyList<SafetensorsTensor> _tensors;
    private Dictionary<string, float[]>? _weights;

    internal ModelSnapshot(RunConfig config, CharacterVocabulary vocabulary, long step, double? validationLoss, IReadOnlyList<SafetensorsTensor> tensors)
    {
        Config = config;
        Vocabulary = vocabulary;
        Step = step;
        ValidationLoss = validationLoss;
        _tensors = tensors;
    }

    /// <summary>The configuration of the run.</summary>
    public RunConfig Config { get; }

    /// <summary>The symbols and their order.</summary>
    public CharacterVocabulary Vocabulary { get; }

    /// <summary>Training steps done.</summary>
    public long Step { get; }

    /// <summary>The validation loss at that very step in nats per character, where it was measured.</summary>
    public double? ValidationLoss { get; }

    /// <summary>The model's shape.</summary>
    public LanguageModelConfig ModelConfig => Config.ToModelConfig(Vocabulary.Count);

    /// <summary>The weights by PyTorch's names, row-major.</summary>
    public IReadOnlyDictionary<string, float[]> Weights =>
        _weights ??= _tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.ToFloats(), StringComparer.Ordinal);

    /// <summary>The present weights of a model. Call it between two steps, on the thread that owns the model.</summary>
    public static ModelSnapshot Take(LanguageModel model, RunConfig config, CharacterVocabulary vocabulary, long step, double? validationLoss = null) =>
        new(config, vocabulary, step, validationLoss, [.. model.Parameters.Select(parameter => TensorFile.Save(parameter.Name, parameter.Value))]);

    /// <summary>Reads a checkpoint and checks that it holds every weight of the model that its metadata describes.</summary>
    /// <exception cref="SafetensorsException">The file is missing, damaged, foreign or incomplete; the message says which.</exception>
    public static ModelSnapshot Load(string path) => ModelSnapshotFormat.Load(path);

    /// <summary>Writes the checkpoint; the name always holds a whole file.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    public void Save(string path) => new SafetensorsFile(_tensors, ModelSnapshotFormat.Metadata(this)).Write(path);

    /// <summary>Writes the weights alone, with PyTorch's names and without RnnLab's metadata.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    public void ExportWeights(string path) => new SafetensorsFile(_tensors, new Dictionary<string, string> { ["format"] = "pt" }).Write(path);

    /// <summary>A model with these weights on a backend; the caller disposes it.</summary>
    public LanguageModel CreateModel(IComputeBackend backend)
    {
        var model = new LanguageModel(ModelConfig, backend, initialize: false);
        foreach (var (parameter, tensor) in model.Parameters.Zip(_tensors))
            TensorFile.Load(tensor, parameter.Value);
        return model;
    }

    /// <summary>The same weights under settings that leave the model as it is.</summary>
    internal ModelSnapshot With(RunConfig config) => With(config, ValidationLoss);

    /// <summary>As <see cref="With(RunConfig)"/>, with another measurement of the loss.</summary>
    internal ModelSnapshot With(RunConfig config, double? validationLoss) => new(config, Vocabulary, Step, validationLoss, _tensors);

    /// <summary>Whether every weight is a finite number.</summary>
    internal bool IsFinite => _tensors.All(tensor => Array.TrueForAll(tensor.ToFloats(), float.IsFinite));
}
