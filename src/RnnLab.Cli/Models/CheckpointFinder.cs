using RnnLab.Training.Checkpoints;
using RnnLab.Training.Interchange;

namespace RnnLab.Cli.Models;

/// <summary>Finds the checkpoint that a path means: the file itself, or the best one of a run's folder.</summary>
internal static class CheckpointFinder
{
    /// <summary>Loads the model; one that was trained elsewhere with the symbols in <paramref name="vocabulary"/>.</summary>
    /// <exception cref="CliException">There is no such file, or the folder holds no checkpoint.</exception>
    /// <exception cref="SafetensorsException">The file is damaged or foreign.</exception>
    public static (ModelSnapshot Snapshot, string Path) Load(string path, string? vocabulary = null)
    {
        string file = Resolve(path);
        if (vocabulary is null)
            return (ModelSnapshot.Load(file), file);
        var foreign = ForeignModel.Open(file);
        if (foreign.Metadata.ContainsKey("rnnlab.vocabulary"))
            throw new CliException($"{Path.GetFileName(file)} is a checkpoint of RnnLab and has its symbols in it: leave --vocabulary out.");
        return (foreign.ToSnapshot(VocabularyFile.Read(vocabulary)), file);
    }

    private static string Resolve(string path)
    {
        if (File.Exists(path))
            return Path.GetFullPath(path);
        if (!Directory.Exists(path))
            throw new CliException($"There is no checkpoint at \"{path}\". Check the path: train prints it in its last line.");
        var checkpoints = Candidates(path).SelectMany(folder => new CheckpointStore(folder).List()).ToList();
        var best = checkpoints.Where(checkpoint => checkpoint.ValidationLoss is not null).MinBy(checkpoint => checkpoint.ValidationLoss) ?? checkpoints.LastOrDefault();
        return best?.Path ?? throw new CliException($"The folder \"{path}\" holds no checkpoint yet. A run writes one at each validation and when it is paused.");
    }

    /// <summary>The checkpoint folder itself, that of a run, or those of all runs in an --out folder.</summary>
    private static IEnumerable<string> Candidates(string path)
    {
        yield return path;
        yield return Path.Combine(path, "checkpoints");
        string runs = Path.Combine(path, "runs");
        if (Directory.Exists(runs))
        {
            foreach (string run in Directory.EnumerateDirectories(runs))
                yield return Path.Combine(run, "checkpoints");
        }
    }
}
