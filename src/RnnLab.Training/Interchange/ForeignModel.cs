using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Interchange;

/// <summary>The sizes of a recurrent network that were found in a file.</summary>
/// <param name="Cell">The cell, told from the rows of the weights, H times 1, 3 or 4, or said by the person.</param>
/// <param name="Layers">L.</param>
/// <param name="Hidden">H.</param>
/// <param name="Input">I: what layer 0 reads.</param>
/// <param name="Bidirectional">Whether it reads in both directions.</param>
/// <param name="Embedding">The width of the symbol vectors; 0 for one-hot input; null where neither was found.</param>
/// <param name="Vocabulary">V, the number of symbols that it scores; null where no head was found.</param>
public sealed record ForeignShape(CellKind Cell, int Layers, int Hidden, int Input, bool Bidirectional, int? Embedding, int? Vocabulary);

/// <summary>A safetensors file of any origin, opened for inspection: what it holds, what that looks like, and what does not fit.</summary>
public sealed class ForeignModel
{
    private readonly IReadOnlyDictionary<string, SafetensorsTensor> _parts;

    internal ForeignModel(
        SafetensorsFile file, ForeignShape? shape, IReadOnlyDictionary<string, SafetensorsTensor> parts, IReadOnlyList<string> notes, IReadOnlyList<string> problems)
    {
        Tensors = file.Tensors;
        Metadata = file.Metadata;
        Shape = shape;
        Notes = notes;
        Problems = problems;
        _parts = parts;
        Roles = parts.GroupBy(part => part.Value.Name).ToDictionary(group => group.Key, group => group.First().Key, StringComparer.Ordinal);
    }

    /// <summary>Every tensor of the file.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The file's free text by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The recurrent network, where one was found.</summary>
    public ForeignShape? Shape { get; }

    /// <summary>The tensors that were recognised: the name in the file, and the name that RnnLab and PyTorch's conventions give it.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; }

    /// <summary>What was assumed because the file does not say it, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Why it cannot be run here as a language model, in sentences; empty where it can.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cell">The cell, where the person knows it: what squashes an RNN's sum, or where a GRU resets, cannot be told from shapes. Null for PyTorch's.</param>
    /// <exception cref="SafetensorsException">The file is missing, damaged, or not a safetensors file; the message says which.</exception>
    public static ForeignModel Open(string path, CellKind? cell = null) => ForeignModelReader.Read(SafetensorsFile.Read(path), cell);

    /// <summary>The model as a checkpoint of RnnLab, once the symbols are known that its scores stand for.</summary>
    /// <exception cref="ArgumentException">The file holds no language model, or the vocabulary has another size; the message says what does not fit.</exception>
    public ModelSnapshot ToSnapshot(CharacterVocabulary vocabulary)
    {
        if (Problems.Count > 0)
            throw new ArgumentException($"The file holds no language model that can be run here. {string.Join(" ", Problems)}");
        if (vocabulary.Count != Shape!.Vocabulary)
            throw new ArgumentException($"The model scores {Shape.Vocabulary} symbols, but the vocabulary has {vocabulary.Count}. Give the very vocabulary that the model was trained with.");
        var config = new RunConfig { Corpus = "imported", Cell = Shape.Cell, Layers = Shape.Layers, Hidden = Shape.Hidden, Embedding = Shape.Embedding!.Value };
        if (config.Validate(vocabulary.Count) is [var problem, ..])
            throw new ArgumentException(problem.Message);
        return new ModelSnapshot(config, vocabulary, step: 0, validationLoss: null, [.. config.ToModelConfig(vocabulary.Count).ParameterSpecs.Select(spec =>
        {
            long[] shape = TensorFile.Extents(spec.Shape);
            return _parts.TryGetValue(spec.Name, out var part) ? part.As(spec.Name, shape) : SafetensorsTensor.FromFloats(spec.Name, shape, new float[spec.Count]);
        })]);
    }
}
