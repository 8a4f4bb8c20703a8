using Microsoft.Extensions.DependencyInjection;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Training;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Ui;
using TestContext = Xunit.TestContext;

namespace RnnLab.Web.Tests.Harness;

/// <summary>A registry in a folder of its own, with one run that has trained its few steps, as the pages' services.</summary>
internal sealed class TrainedRun : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnnlab-web-").FullName;

    private TrainedRun(Func<RunRegistryOptions, RunRegistryOptions>? change)
    {
        RunRegistryOptions usual = new() { DataDirectory = _folder, CreateBackend = threads => ComputeBackends.CreateDefault(1) };
        Options = change?.Invoke(usual) ?? usual;
        Corpora = new(Path.Combine(_folder, "corpora"));
        Registry = new(Options, Corpora, TimeProvider.System);
    }

    /// <summary>A GRU of 8 units a layer on the names of dinosaurs.</summary>
    public static RunConfig Tiny { get; } = new() { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 2, Hidden = 8, SequenceLength = 8, Batch = 4, MaxSteps = 6, SampleEvery = 3, SampleLength = 30 };

    /// <summary>How the registry was made.</summary>
    public RunRegistryOptions Options { get; }

    /// <summary>Its texts.</summary>
    public CorpusLibrary Corpora { get; }

    /// <summary>The registry.</summary>
    public RunRegistry Registry { get; }

    /// <summary>The run.</summary>
    public TrainingRun Run { get; private set; } = null!;

    /// <summary>Trains a run to its end and offers everything to components.</summary>
    /// <param name="services">Where components find registry, options, texts and time.</param>
    /// <param name="config">The run's settings.</param>
    /// <param name="time">What components take for the time; the registry keeps the real one.</param>
    /// <param name="change">Other options of the registry.</param>
    public static async Task<TrainedRun> CreateAsync(IServiceCollection services, RunConfig config, TimeProvider? time = null, Func<RunRegistryOptions, RunRegistryOptions>? change = null)
    {
        TrainedRun made = new(change);
        services.AddSingleton(made.Registry);
        services.AddSingleton(made.Options);
        services.AddSingleton(made.Corpora);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(new KeyHints());
        services.AddScoped<Selection>();
        made.Run = await made.TrainAsync(config);
        return made;
    }

    /// <summary>Another run, trained to its end.</summary>
    public async Task<TrainingRun> TrainAsync(RunConfig config)
    {
        TrainingRun run = await Registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        return run;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
