using System.Text;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Runs;

/// <summary>The names inside a run's folder, and the writing of its small files.</summary>
internal sealed class RunFolder(string path)
{
    public string Path { get; } = path;

    public string Config => File("config.json");

    public string Facts => File("run.json");

    public string State => File("state.json");

    public string Metrics => File("metrics.jsonl");

    public string Samples => File("samples.jsonl");

    public string Checkpoints => File("checkpoints");

    public string History => File("history");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Replaces a small text file whole, or throws and leaves it as it was.</summary>
    public static void WriteText(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes resume files other than <paramref name="keep"/>, and leftovers of writes that were cut off.</summary>
    public void DeleteLeftovers(string? keep)
    {
        foreach (string file in Directory.EnumerateFiles(Path, "resume-*.safetensors").Concat(Directory.EnumerateFiles(Path, "*" + AtomicFile.PartialEnding)).ToList())
        {
            if (System.IO.Path.GetFileName(file) != keep)
                AtomicFile.TryDelete(file);
        }
    }
}
