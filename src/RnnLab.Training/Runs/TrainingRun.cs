using RnnLab.Data.Corpora;
using RnnLab.Data.Text;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Views;

namespace RnnLab.Training.Runs;

/// <summary>
/// One run: what it is, where it stands, what it shows, and the commands to it. Any number of tabs may command it at once: commands are
/// carried out one after another, and each is told what happened.
/// </summary>
public sealed partial class TrainingRun : IRunOrders
{
    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _commands = new(1, 1);
    private readonly RunRegistry _registry;
    private readonly RunFolder _folder;
    private readonly RunFacts _facts;
    private readonly RunFeed _feed;
    private readonly CheckpointStore _store;
    private readonly CheckpointHistory _history;
    private readonly List<TaskCompletionSource<ModelSnapshot>> _snapshotRequests = [];
    private TaskCompletionSource _settled = Settled();
    private RunConfig _config;
    private RunTrainer? _trainer;
    private RunStatus _status;
    private RunStatus? _wanted;
    private string? _message;
    private long _ordered;
    private bool _feedLoaded, _deleted;

    internal TrainingRun(RunRegistry registry, string id, RunFolder folder, RunConfig config, RunFacts facts, RunStatus status, string? message)
    {
        _registry = registry;
        _folder = folder;
        _facts = facts;
        _feed = new(registry.Time);
        _store = new(folder.Checkpoints);
        _history = new(folder.History);
        Id = id;
        _config = config;
        Vocabulary = CharacterVocabulary.FromList(facts.Vocabulary);
        ParameterCount = config.ToModelConfig(Vocabulary.Count).ParameterCount;
        _status = status;
        _message = message;
    }

    /// <summary>Raised, on a thread of the pool, after the status or the message changed.</summary>
    public event Action? Changed;

    /// <summary>Names the run in links and on disk.</summary>
    public string Id { get; }

    /// <summary>Names the run for people.</summary>
    public string Title => _facts.Title;

    /// <summary>What was asked for. Only its length can change, by <see cref="ExtendAsync"/>.</summary>
    public RunConfig Config => Volatile.Read(ref _config);

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created => _facts.Created;

    /// <summary>Whether it ships with the program: it can be looked at and branched from, and nothing of it can be trained, changed or deleted.</summary>
    public bool IsShipped { get; internal init; }

    /// <summary>Of a network that was set up by hand, what was set up: it has not trained, and nothing of it is stored. Null for a run.</summary>
    public HandSetup? SetUp { get; internal init; }

    /// <summary>The run's folder.</summary>
    public string Directory => _folder.Path;

    /// <summary>The symbols of its text.</summary>
    public CharacterVocabulary Vocabulary { get; }

    /// <summary>The text's title for people.</summary>
    public string CorpusTitle => _facts.CorpusTitle;

    /// <summary>The text in the library; null where it was deleted since.</summary>
    public CorpusInfo? Corpus => _registry.FindCorpus(Config.Corpus);

    /// <summary>The number of weights.</summary>
    public long ParameterCount { get; }

    /// <summary>Symbols in the training part.</summary>
    public long TrainCharacters => _facts.TrainCharacters;

    /// <summary>Symbols in the validation part.</summary>
    public long ValidationCharacters => _facts.ValidationCharacters;

    /// <summary>The loss that no model can beat, nats per character, where the text's true entropy is known.</summary>
    public double? EntropyFloor => _facts.EntropyFloor;

    /// <summary>Steps after which the run is finished.</summary>
    public long TotalSteps => Math.Min(Config.Epochs * StepsPerEpoch, Config.MaxSteps ?? long.MaxValue);

    /// <summary>Steps in one pass over the training part, however it is cut: floor((N - 1) / (B T)), divided by the batches of one step.</summary>
    public long StepsPerEpoch => RunLength.StepsPerEpoch(Config, TrainCharacters);

    /// <summary>Where the run stands.</summary>
    public RunStatus Status
    {
        get
        {
            lock (_sync)
                return _status;
        }
    }

    /// <summary>A sentence about the status where there is something to say: the place in the queue, why it failed and what to try, what was interrupted.</summary>
    public string? Message
    {
        get
        {
            lock (_sync)
            {
                if (_status != RunStatus.Queued)
                    return _message;
            }

            return _registry.QueueMessage(this);
        }
    }

    /// <summary>1 for the run that is next in the queue; 0 for one that is not waiting.</summary>
    public int QueuePosition => _registry.QueuePosition(this);

    /// <summary>Curves, samples and gates. Those of a run from an earlier day are read from disk on first use.</summary>
    public RunFeed Feed
    {
        get
        {
            LoadFeed();
            return _feed;
        }
    }

    /// <summary>The samples so far, in order.</summary>
    public IReadOnlyList<SampleRecord> Samples => Feed.Samples;

    /// <summary>The checkpoints on disk, by step.</summary>
    public IReadOnlyList<CheckpointInfo> Checkpoints => _store.List();

    /// <summary>The steps of its past that can be gone back to, by step; the last checkpoint is one of them.</summary>
    public IReadOnlyList<HistoryEntry> History
    {
        get
        {
            if (IsShipped)
                return [.. _store.List().Select(checkpoint => new HistoryEntry(checkpoint.Step, checkpoint.Path, null, new FileInfo(checkpoint.Path).Length))];
            var stored = _history.List();
            if (ReadState() is not { Checkpoint: { } weights, Resume: { } resume } state || stored.Any(entry => entry.Step == state.Step))
                return stored;
            FileInfo first = new(Path.Combine(_folder.Checkpoints, weights)), second = new(_folder.File(resume));
            return first.Exists && second.Exists ? [.. stored.Append(new(state.Step, first.FullName, second.FullName, first.Length + second.Length)).OrderBy(entry => entry.Step)] : stored;
        }
    }

    /// <summary>The run that this one branched off from, and the step where; null for one that began by itself.</summary>
    public (string Run, long Step)? BranchOf => _facts.BranchOf is { } run ? (run, _facts.BranchStep) : null;

    internal RunFacts Facts => _facts;

    /// <summary>The backend whose bits the checkpoints hold; null where nothing says so.</summary>
    internal string? BackendOfCheckpoint => ReadState()?.Backend;

    /// <summary>What the curves say, in a sentence with its observations.</summary>
    public RunDiagnosis Diagnosis => RunDiagnosis.Of(this);

    /// <summary>Completes when the run is neither training nor waiting; at once where it stands already.</summary>
    public Task WhenSettledAsync(CancellationToken cancellation = default)
    {
        lock (_sync)
            return _settled.Task.WaitAsync(cancellation);
    }

    /// <summary>The present weights: of the live model at the next step boundary, else of the last checkpoint, else as they were drawn before the first step.</summary>
    /// <exception cref="SafetensorsException">The last checkpoint cannot be read.</exception>
    public Task<ModelSnapshot> SnapshotAsync(CancellationToken cancellation = default)
    {
        lock (_sync)
        {
            if (_status == RunStatus.Running && _trainer is not null)
            {
                var request = new TaskCompletionSource<ModelSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
                _snapshotRequests.Add(request);
                return request.Task.WaitAsync(cancellation);
            }
        }

        return StandingSnapshotAsync(cancellation);
    }

    private RunState? ReadState()
    {
        try
        {
            return File.Exists(_folder.State) ? RunState.Read(File.ReadAllText(_folder.State)) : null;
        }
        catch (Exception problem) when (DiskTrouble.Is(problem) || problem is FormatException)
        {
            return null;
        }
    }

    private void LoadFeed()
    {
        lock (_feed)
        {
            if (_feedLoaded)
                return;
            _feedLoaded = true;
            var (metrics, validations, samples) = RunHistory.Read(_folder);
            _feed.Replace(metrics, validations, samples);
        }
    }

    private static TaskCompletionSource Settled()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }
}
