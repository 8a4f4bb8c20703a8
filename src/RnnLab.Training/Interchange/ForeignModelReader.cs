using RnnLab.Compute;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Interchange;

/// <summary>
/// Recognises a recurrent language model among the tensors of a file, whatever its modules are called: a recurrent network by PyTorch's weight_ih_l0, a head
/// and an embedding by usual names and by their shapes.
/// </summary>
internal static class ForeignModelReader
{
    private static readonly string[] HeadWords = ["head", "fc", "decoder", "linear", "out", "proj", "classifier", "dense", "logits", "h2o", "scores"];
    private static readonly string[] EmbeddingWords = ["emb", "encoder", "wte", "lookup", "tokens"];

    public static ForeignModel Read(SafetensorsFile file, CellKind? cell)
    {
        var notes = new List<string>();
        var problems = new List<string>();
        var parts = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        var weights = file.Tensors.Where(tensor => !tensor.IsWhole).ToList();
        if (weights.Count < file.Tensors.Count)
            notes.Add($"{file.Tensors.Count - weights.Count} of its tensors hold whole numbers, such as counters and positions; they are left alone.");
        if (ForeignRecurrence.Find(weights, cell, parts, notes, problems) is not { } network)
            return new ForeignModel(file, null, parts, notes, problems);

        var shape = new ForeignShape(network.Cell, network.Layers, network.Hidden, network.Input, network.Bidirectional, null, null);
        if (network.Bidirectional)
            problems.Add("It reads in both directions, so that it cannot write one symbol after another.");
        var rest = weights.Except(parts.Values).ToList();
        var head = Head(rest, network, notes, problems);
        var embedding = Embedding(rest, network, head, notes, problems);
        if (head is not null)
        {
            parts["head.weight"] = head;
            int symbols = (int)head.Shape[0];
            shape = shape with { Vocabulary = symbols, Embedding = embedding is null ? network.Input == symbols ? 0 : null : network.Input };
            if (Beside(rest, head, "bias") is { } bias && bias.Shape is [var count] && count == symbols)
                parts["head.bias"] = bias;
            else
                notes.Add("The head has no bias; zeros take its place.");
            if (embedding is not null && embedding.Shape[0] != symbols)
                problems.Add($"The embedding \"{embedding.Name}\" knows {embedding.Shape[0]} symbols, but the head \"{head.Name}\" scores {symbols}.");
            if (symbols < 2)
                problems.Add($"The head \"{head.Name}\" scores a single symbol; a language model needs two or more.");
        }

        if (embedding is not null)
            parts["embedding.weight"] = embedding;
        Unknown(rest, parts, problems);
        return new ForeignModel(file, shape, parts, notes, problems);
    }

    /// <summary>The matrix [V, H] from the top layer to the scores.</summary>
    private static SafetensorsTensor? Head(List<SafetensorsTensor> rest, ForeignRecurrence network, List<string> notes, List<string> problems)
    {
        int width = network.Hidden * (network.Bidirectional ? 2 : 1);
        var fitting = rest.Where(tensor => IsWeight(tensor) && tensor.Shape is [_, var columns] && columns == width).ToList();
        var named = fitting.Where(tensor => IsCalled(tensor, HeadWords)).ToList();
        if (named.Count == 1 || (named.Count == 0 && fitting.Count(tensor => !IsCalled(tensor, EmbeddingWords)) == 1))
        {
            var only = named.Count == 1 ? named[0] : fitting.Single(tensor => !IsCalled(tensor, EmbeddingWords));
            if (named.Count == 0)
                notes.Add($"\"{only.Name}\" was taken for the head by its shape.");
            return only;
        }

        if (named.Count > 1)
        {
            problems.Add($"Several tensors could be the head from {width} hidden units to the symbols: {Names(named)}.");
            return null;
        }

        // An embedding of the same width may serve for both ends.
        if (fitting.FirstOrDefault(tensor => IsCalled(tensor, EmbeddingWords)) is { } tied && network.Input == width)
        {
            notes.Add($"There is no head; the embedding \"{tied.Name}\" is taken for both ends (tied weights).");
            return tied;
        }

        problems.Add($"No head was found: a matrix with {width} columns called head, fc, decoder or linear, which turns the top layer into one score per symbol.");
        return null;
    }

    /// <summary>The table [V, I] of symbol vectors; null for one-hot input.</summary>
    private static SafetensorsTensor? Embedding(
        List<SafetensorsTensor> rest, ForeignRecurrence network, SafetensorsTensor? scores, List<string> notes, List<string> problems)
    {
        var fitting = rest.Where(tensor => IsWeight(tensor) && tensor.Shape is [_, var columns] && columns == network.Input).ToList();
        var named = fitting.Where(tensor => IsCalled(tensor, EmbeddingWords)).ToList();
        if (named.Count == 1)
            return named[0];
        if (named.Count > 1)
        {
            problems.Add($"Several tensors could be the embedding of symbols in {network.Input} numbers: {Names(named)}.");
            return null;
        }

        if (scores is not null && network.Input == scores.Shape[0])
        {
            notes.Add($"There is no embedding, and layer 0 reads as many numbers as there are symbols: one-hot input, {network.Input} symbols.");
            return null;
        }

        if (fitting.Where(tensor => tensor != scores && scores is not null && tensor.Shape[0] == scores.Shape[0]).ToList() is [var only])
        {
            notes.Add($"\"{only.Name}\" was taken for the embedding by its shape.");
            return only;
        }

        problems.Add($"Layer 0 reads {network.Input} numbers, but no embedding with {network.Input} columns was found{(scores is null ? "" : $", and for one-hot input there would have to be {network.Input} symbols in place of {scores.Shape[0]}")}.");
        return null;
    }

    /// <summary>What nobody knows may change what the model computes.</summary>
    private static void Unknown(List<SafetensorsTensor> rest, Dictionary<string, SafetensorsTensor> parts, List<string> problems)
    {
        var unknown = rest.Except(parts.Values).ToList();
        if (unknown.Count > 0)
            problems.Add($"{(unknown.Count == 1 ? "One tensor belongs" : $"{unknown.Count} tensors belong")} to nothing that was recognised, so that the model computes something else than its recurrent layers and head: {Names(unknown)}.");
        if (unknown.Any(tensor => tensor.Name.Split('.')[^1].StartsWith("gain_hh_l", StringComparison.Ordinal)))
            problems.Add("Tensors called gain_hh are those of RnnLab's layer-normalised cells. Such a model runs from its checkpoint, which says what it is, not from its exported weights.");
    }

    private static bool IsWeight(SafetensorsTensor tensor) => tensor.Shape.Count == 2 && tensor.Shape.All(extent => extent is > 0 and <= int.MaxValue)
        && (tensor.Name == "weight" || tensor.Name.EndsWith(".weight", StringComparison.Ordinal));

    /// <summary>Whether the module that owns the tensor has one of the words in its name.</summary>
    private static bool IsCalled(SafetensorsTensor tensor, string[] words)
    {
        string[] path = tensor.Name.Split('.');
        string module = path.Length < 2 ? "" : int.TryParse(path[^2], out _) && path.Length > 2 ? path[^3] : path[^2];
        return Array.Exists(words, word => module.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static SafetensorsTensor? Beside(List<SafetensorsTensor> rest, SafetensorsTensor tensor, string leaf) =>
        rest.FirstOrDefault(other => other.Name == tensor.Name[..^"weight".Length] + leaf);

    private static string Names(List<SafetensorsTensor> tensors) =>
        string.Join(", ", tensors.Take(6).Select(tensor => $"\"{tensor.Name}\" [{string.Join(", ", tensor.Shape)}]")) + (tensors.Count > 6 ? $" and {tensors.Count - 6} more" : "");
}
