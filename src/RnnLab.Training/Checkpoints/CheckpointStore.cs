using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnLab.Training.Checkpoints;

/// <summary>
/// The checkpoints of one run, named <c>step-00001200-val-1.4321.safetensors</c> (or without the loss, where that step was not validated).
/// Two are kept: the one with the lowest validation loss and the last.
/// </summary>
public sealed partial class CheckpointStore(string directory)
{
    /// <summary>The folder.</summary>
    public string Directory { get; } = directory;

    /// <summary>The file name of a checkpoint.</summary>
    public static string FileName(long step, double? validationLoss) => validationLoss is { } loss
        ? string.Create(CultureInfo.InvariantCulture, $"step-{step:00000000}-val-{loss:0.0000}.safetensors")
        : string.Create(CultureInfo.InvariantCulture, $"step-{step:00000000}.safetensors");

    /// <summary>What the folder holds, by step; files with other names are left alone.</summary>
    public IReadOnlyList<CheckpointInfo> List()
    {
        var found = new List<CheckpointInfo>();
        if (!System.IO.Directory.Exists(Directory))
            return found;
        foreach (string path in System.IO.Directory.EnumerateFiles(Directory, "step-*.safetensors"))
        {
            var match = NamePattern().Match(Path.GetFileName(path));
            if (match.Success && long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out long step))
                found.Add(new(path, step, match.Groups[2].Success ? double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : null));
        }

        return [.. found.OrderBy(checkpoint => checkpoint.Step).ThenBy(checkpoint => checkpoint.ValidationLoss is null)];
    }

    /// <summary>Writes a snapshot under its name; the name always holds a whole file.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    public CheckpointInfo Save(ModelSnapshot snapshot, double? validationLoss)
    {
        System.IO.Directory.CreateDirectory(Directory);
        string path = Path.Combine(Directory, FileName(snapshot.Step, validationLoss));
        snapshot.Save(path);
        return new(path, snapshot.Step, validationLoss);
    }

    /// <summary>Deletes all checkpoints but those at the steps given, and leftovers of writes that were cut off.</summary>
    public void Prune(params ReadOnlySpan<string> keep)
    {
        foreach (var checkpoint in List())
        {
            if (!keep.Contains(Path.GetFileName(checkpoint.Path)))
                AtomicFile.TryDelete(checkpoint.Path);
        }

        foreach (string leftover in System.IO.Directory.EnumerateFiles(Directory, "*" + AtomicFile.PartialEnding))
            AtomicFile.TryDelete(leftover);
    }

    [GeneratedRegex(@"^step-(\d{8,18})(?:-val-(\d+\.\d{4}))?\.safetensors$")]
    private static partial Regex NamePattern();
}
