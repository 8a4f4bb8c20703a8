using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using RnnLab.Data.Corpora;
using RnnLab.Data.Text;

namespace RnnLab.Training.Runs;

/// <summary>A folder among the runs that cannot be understood; it is left as it is.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="Message">What is wrong with it and what to do.</param>
public sealed record UnreadableRun(string Id, string Message);

/// <summary>
/// All runs of this machine: those made since the program began and those found on disk. Owns the queue and the training threads. One for the whole program,
/// and one program for each data directory.
/// </summary>
public sealed partial class RunRegistry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TrainingRun> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrainingRun> _shipped = new(StringComparer.Ordinal);
    private readonly List<UnreadableRun> _unreadable = [];
    private readonly DataDirectoryLock _lock;
    private readonly TrainingQueue _queue;
    private readonly string _directory;

    /// <summary>Takes the data directory until it is disposed of, and lists the runs in it; no run that lies there can keep the registry from opening.</summary>
    /// <exception cref="DataDirectoryInUseException">Another program has the data directory open.</exception>
    /// <exception cref="IOException">The data directory cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The data directory may not be written.</exception>
    public RunRegistry(RunRegistryOptions options, CorpusLibrary corpora, TimeProvider time)
    {
        Options = options;
        Corpora = corpora;
        Time = time;
        _directory = Path.Combine(options.DataDirectory, "runs");
        _lock = DataDirectoryLock.Take(options.DataDirectory);
        _queue = new(Math.Max(1, options.ConcurrentTrainings), Execute);
        foreach (var (run, unreadable) in RunLoader.LoadAll(this, _directory))
        {
            if (run is not null)
                _runs[run.Id] = run;
            else if (unreadable is not null)
                _unreadable.Add(unreadable);
        }

        foreach (var (run, unreadable) in options.ShippedDirectory is { } shipped ? RunLoader.LoadShipped(this, shipped) : [])
        {
            if (run is not null)
                _shipped[run.Id] = run;
            else if (unreadable is not null)
                _unreadable.Add(unreadable);
        }
    }

    /// <summary>Raised, on a thread of the pool, after a run was made, deleted, or changed its status.</summary>
    public event Action? Changed;

    /// <summary>Folders among the runs that could not be understood when the program began.</summary>
    public IReadOnlyList<UnreadableRun> Unreadable => _unreadable;

    internal RunRegistryOptions Options { get; }

    internal CorpusLibrary Corpora { get; }

    internal TimeProvider Time { get; }

    /// <summary>
    /// Checks a configuration against its text and makes a run of it, ready to start.
    /// </summary>
    /// <exception cref="RunConfigException">Something is wrong with the configuration or its text; every problem has its sentence.</exception>
    /// <exception cref="IOException">The data directory cannot be written.</exception>
    public Task<TrainingRun> CreateAsync(RunConfig config, string? title = null, CancellationToken cancellation = default) =>
        Task.Run(() => Create(config, title, cancellation), cancellation);

    /// <summary>
    /// A new run that goes on from a stored step of another one with other settings; the source stays as it is. With the same settings it would
    /// go the same way, bit for bit.
    /// </summary>
    /// <exception cref="RunConfigException">The settings cannot be changed like this, or the step is not stored.</exception>
    /// <exception cref="IOException">The data directory cannot be written, or the stored step not read.</exception>
    public Task<TrainingRun> BranchAsync(TrainingRun source, long step, RunConfig config, string? title = null, CancellationToken cancellation = default) =>
        Task.Run(() => Branch(source, step, config, title, cancellation), cancellation);

    /// <summary>The run of that id, a person's own or one that ships with the program; null where there is none.</summary>
    public TrainingRun? Find(string id) => _runs.GetValueOrDefault(id) ?? _shipped.GetValueOrDefault(id);

    /// <summary>All runs that were made here, newest first; those that ship with the program are not among them.</summary>
    public IReadOnlyList<TrainingRun> List() => [.. _runs.Values.OrderByDescending(run => run.Created).ThenByDescending(run => run.Id, StringComparer.Ordinal)];

    /// <summary>The trained models that ship with the program, by id. They are runs that nobody can train, change or delete.</summary>
    public IReadOnlyList<TrainingRun> Shipped => [.. _shipped.Values.OrderBy(run => run.Id, StringComparer.Ordinal)];

    /// <summary>Every run whose model can be looked at: those that were made here, newest first, then those that ship with the program.</summary>
    public IReadOnlyList<TrainingRun> Models => [.. List(), .. Shipped];

    /// <summary>Halts a run and deletes everything of it.</summary>
    public async Task<CommandResult> DeleteAsync(string id)
    {
        if (Find(id) is not { } run)
            return new(false, $"There is no run {id}.");
        var result = await run.DeleteAsync().ConfigureAwait(false);
        if (result.Done)
            _runs.TryRemove(id, out _);
        RaiseChanged();
        return result;
    }

    /// <summary>Pauses what trains, with checkpoints, ends the training threads, and lets the data directory go.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        foreach (var run in _runs.Values)
            await run.CloseAsync().ConfigureAwait(false);
        _queue.Dispose();
        _lock.Dispose();
    }

    internal bool TryEnqueue(TrainingRun run) => _queue.TryAdd(run);

    internal bool Withdraw(TrainingRun run) => _queue.Remove(run);

    internal int QueuePosition(TrainingRun run) => _queue.Position(run);

    internal string? QueueMessage(TrainingRun run) => _queue.Describe(run);

    internal CorpusInfo? FindCorpus(string name)
    {
        try
        {
            return Corpora.Find(name);
        }
        catch (TextFormatException)
        {
            return null;
        }
    }

    internal void Log(string message, Exception? problem) => Options.Log?.Invoke(message, problem);

    internal void RaiseChanged()
    {
        if (Changed is { } changed)
            Raise(changed);
    }

    internal void Raise(Action watchers) => ThreadPool.UnsafeQueueUserWorkItem(
        state =>
        {
            foreach (var watcher in state.watchers.GetInvocationList())
            {
                try
                {
                    ((Action)watcher)();
                }
                catch (Exception problem)
                {
                    state.registry.Log("A watcher of the runs failed.", problem);
                }
            }
        },
        (registry: this, watchers),
        preferLocal: false);

    private void Execute(TrainingRun run)
    {
        foreach (var other in _runs.Values)
        {
            if (other != run)
                other.ReleaseIdle();
        }

        run.Execute();
    }

    private TrainingRun Create(RunConfig config, string? title, CancellationToken cancellation)
    {
        var problems = config.Validate();
        if (problems.Count > 0)
            throw new RunConfigException(problems);
        var facts = RunFactsFinder.Find(config, title, Corpora, Time.GetUtcNow());
        cancellation.ThrowIfCancellationRequested();
        var (id, folder) = MakeFolder(config, facts, null);
        var run = new TrainingRun(this, id, folder, config, facts, RunStatus.Ready, null);
        _runs[id] = run;
        RaiseChanged();
        return run;
    }

    private TrainingRun Branch(TrainingRun source, long step, RunConfig config, string? title, CancellationToken cancellation)
    {
        List<ConfigProblem> problems = [.. config.Validate(), .. BranchRules.Problems(source.Config, config)];
        if (source.History.FirstOrDefault(entry => entry.Step == step) is not { } stored)
            throw new RunConfigException([.. problems, new(nameof(RunConfig.MaxSteps), string.Create(CultureInfo.InvariantCulture, $"Step {step:N0} of this run is not stored; choose one that is."))]);
        if (problems.Count > 0)
            throw new RunConfigException(problems);
        var facts = source.Facts with
        {
            Title = title ?? string.Create(CultureInfo.InvariantCulture, $"{source.Title}, branch at {step:N0}"),
            Created = Time.GetUtcNow(),
            BranchOf = source.Id,
            BranchStep = step,
        };
        cancellation.ThrowIfCancellationRequested();
        string? backend = source.BackendOfCheckpoint;
        var (id, folder) = MakeFolder(config, facts, made => RunBranch.Write(made, config, source.Feed, stored, backend));
        var run = new TrainingRun(this, id, folder, config, facts, RunStatus.Paused, stored.Resume is null ? RunBranch.FreshOptimizer : null);
        _runs[id] = run;
        RaiseChanged();
        return run;
    }

    /// <summary>Makes the run's folder whole under another name and renames it, so that a crash leaves no half of a run.</summary>
    private (string Id, RunFolder Folder) MakeFolder(RunConfig config, RunFacts facts, Action<RunFolder>? fill)
    {
        string partial = Path.Combine(_directory, RunLoader.PartialPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(partial);
            var folder = new RunFolder(partial);
            RunFolder.WriteText(folder.Facts, facts.Write());
            RunFolder.WriteText(folder.Config, RunConfigJson.Write(config));
            fill?.Invoke(folder);
            while (true)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{facts.Created:yyyyMMdd-HHmmss}-{config.CellWord}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");
                string path = Path.Combine(_directory, id);
                if (Directory.Exists(path))
                    continue;
                Directory.Move(partial, path);
                return (id, new(path));
            }
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            RunLoader.DeletePartial(partial);
            throw new IOException($"The run could not be made. {DiskTrouble.Describe(problem)}", problem);
        }
    }
}
