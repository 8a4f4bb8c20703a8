using System.Text;
using RnnLab.Compute.Reference;
using RnnLab.Data.Corpora;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests;

/// <summary>A registry over a temporary folder, with a small text of its own, on the float64 reference.</summary>
public sealed class Lab : IAsyncDisposable
{
    private Lab(string directory, CorpusLibrary corpora, string corpus, TimeProvider time, RunRegistryOptions options)
    {
        Directory = directory;
        Corpora = corpora;
        Corpus = corpus;
        Time = time;
        Options = options;
        Registry = new(options, corpora, time);
    }

    public string Directory { get; }

    public CorpusLibrary Corpora { get; }

    public string Corpus { get; }

    public TimeProvider Time { get; }

    public RunRegistryOptions Options { get; }

    public RunRegistry Registry { get; private set; }

    public string RunsDirectory => Path.Combine(Directory, "runs");

    /// <summary>A tiny model on the small text: 8 steps an epoch.</summary>
    public RunConfig Tiny => new()
    {
        Corpus = Corpus,
        Hidden = 6,
        Layers = 2,
        SequenceLength = 8,
        Batch = 4,
        TrainFraction = 0.8,
        ValidationFraction = 0.2,
        Epochs = 3,
        SampleEvery = 5,
        SampleLength = 20,
        LearningRate = 0.01,
    };

    public static async Task<Lab> CreateAsync(string? text = null, TimeProvider? time = null, Func<RunRegistryOptions, RunRegistryOptions>? change = null, string? directory = null)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("rnnlab-").FullName;
        var corpora = new CorpusLibrary(Path.Combine(directory, "uploads"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text ?? DefaultText));
        string corpus = (await corpora.SaveUploadAsync(stream, "small.txt", TestContext.Current.CancellationToken)).Name;
        var options = new RunRegistryOptions { DataDirectory = directory, CreateBackend = _ => new ReferenceBackend() };
        return new(directory, corpora, corpus, time ?? TimeProvider.System, change is null ? options : change(options));
    }

    public static string DefaultText => string.Concat(Enumerable.Range(0, 11).Select(n => $"the cat number {n} sat on the mat\n"))[..330];

    /// <summary>Closes the registry and opens the folder anew, as after a restart.</summary>
    public async Task ReopenAsync()
    {
        await Registry.DisposeAsync();
        Registry = new(Options, Corpora, Time);
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
