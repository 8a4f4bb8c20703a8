using RnnLab.Nn;

namespace RnnLab.Training.Checkpoints;

/// <summary>
/// The parameters of any layers as a safetensors file. They carry PyTorch's names and shapes where PyTorch has the layer, so that its modules load the file as a
/// state dictionary, and files that its modules wrote load here.
/// </summary>
public static class ParameterFile
{
    /// <summary>Writes parameters under their names; the name <paramref name="path"/> always holds a whole file.</summary>
    /// <exception cref="ArgumentException">Two parameters have one name.</exception>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    public static void Save(string path, IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two parameters are called \"{twice.Key}\"; a file holds one of each name.", nameof(parameters));

        // "format": "pt" is what PyTorch's own tools look for.
        metadata ??= new Dictionary<string, string> { ["format"] = "pt" };
        new SafetensorsFile([.. parameters.Select(parameter => TensorFile.Save(parameter.Name, parameter.Value))], metadata).Write(path);
    }

    /// <summary>Fills parameters from a file. All are checked before the first is filled; tensors of the file that nobody asks for are left alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">What to fill.</param>
    /// <param name="nameInFile">The name in the file of a parameter of ours; without it both are the same.</param>
    /// <exception cref="SafetensorsException">The file cannot be read, lacks a parameter, or has it in another shape; the message says which.</exception>
    public static void Load(string path, IReadOnlyList<Parameter> parameters, Func<string, string>? nameInFile = null)
    {
        var file = SafetensorsFile.Read(path);
        var found = new SafetensorsTensor[parameters.Count];
        for (int n = 0; n < found.Length; n++)
        {
            string name = nameInFile is null ? parameters[n].Name : nameInFile(parameters[n].Name);
            found[n] = file.Find(name) ?? throw new SafetensorsException($"{Path.GetFileName(path)} lacks the tensor \"{name}\". It holds {Names(file)}.");
            if (!found[n].Shape.SequenceEqual(TensorFile.Extents(parameters[n].Value.Shape)))
                throw new SafetensorsException($"{Path.GetFileName(path)}: tensor \"{name}\" has the shape [{string.Join(", ", found[n].Shape)}] and should have {parameters[n].Value.Shape}.");
        }

        for (int n = 0; n < found.Length; n++)
            TensorFile.Load(found[n], parameters[n].Value);
    }

    private static string Names(SafetensorsFile file)
    {
        const int shown = 8;
        if (file.Tensors.Count == 0)
            return "no tensors";
        string names = string.Join(", ", file.Tensors.Take(shown).Select(tensor => $"\"{tensor.Name}\""));
        return file.Tensors.Count > shown ? $"{names} and {file.Tensors.Count - shown} more" : names;
    }
}
