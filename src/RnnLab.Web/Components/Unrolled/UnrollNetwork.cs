using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Unrolled;
using RnnLab.Training.Checkpoints;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>An unrolled network on a page: the graph, the meaning of its symbols, and a queue for what computes with it.</summary>
public sealed class UnrollNetwork : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly IComputeBackend _backend;
    private readonly Func<IComputeBackend> _training;
    private readonly LanguageModelConfig _model;
    private bool _disposed;

    private UnrollNetwork(UnrolledGraph graph, IComputeBackend backend, UnrollEngine engine, IReadOnlyList<string> alphabet, LanguageModelConfig model, string title)
    {
        (Graph, _backend, _training, Alphabet, _model, Title) = (graph, backend, engine.Training, alphabet, model, title);
        Clock = new(graph.Ops);
        Names = new(graph);
    }

    /// <summary>The graph. Its values are only read; what computes with it goes through <see cref="UseAsync"/>.</summary>
    public UnrolledGraph Graph { get; }

    /// <summary>Positions of the debugger.</summary>
    public StepClock Clock { get; }

    /// <summary>Names of its values.</summary>
    public ValueNames Names { get; }

    /// <summary>Writes its quantities in a notation from now on.</summary>
    public void Write(Notation notation) => Names.Notation = CellNotation.Of(notation, _model);

    /// <summary>The symbols by index.</summary>
    public IReadOnlyList<string> Alphabet { get; }

    /// <summary>What it is, in a few words.</summary>
    public string Title { get; }

    /// <summary>A network with drawn weights.</summary>
    public static UnrollNetwork ByHand(UnrollView view, UnrollEngine engine)
    {
        var alphabet = UnrollSetup.Alphabet(view);
        var plan = UnrollSetup.Plan(view, alphabet);
        var cell = UnrollChoices.Cell(view.Cell);
        var model = new LanguageModelConfig { Cell = cell.Kind, Variant = cell.Variant, Layers = view.Layers, Hidden = view.Hidden, Vocabulary = alphabet.Count, Seed = view.Seed };
        if (view.OwnCell is { } own)
            model = model with { Cell = CellKind.Rnn, Variant = LstmVariant.None, OwnCell = own };
        return Build(plan, UnrolledWeights.Draw(plan, view.Seed, view.Scale, view.ForgetBias), engine, alphabet, model, $"{(view.OwnCell is null ? cell.Name : "Your own cell")}, drawn with seed {view.Seed}", view.Cuts);
    }

    /// <summary>The network of a run's checkpoint, which reads the view's text.</summary>
    /// <exception cref="ArgumentException">The unrolled form does not have what was asked for; the message says what and what to do.</exception>
    public static UnrollNetwork OfSnapshot(UnrollView view, ModelSnapshot snapshot, UnrollEngine engine)
    {
        if (view.Pattern == "encoder-decoder")
            throw new ArgumentException("A run's model is one network; it has no decoder. Choose another pattern.");
        if (view.Bidirectional)
            throw new ArgumentException("A run's model reads forward only. Switch the second direction off.");
        if (snapshot.Vocabulary.FindUnknown(view.Text) is { Count: > 0 } unknown && !snapshot.Vocabulary.HasUnknown)
            throw new ArgumentException($"The model has never seen {string.Join(", ", unknown.Select(symbol => $"“{symbol}”"))}. Use characters of its training text.");
        var config = snapshot.ModelConfig;
        int time = UnrollSetup.Characters(view.Text).Count;
        if (config.ParameterCount * time > UnrollLimits.RunWork)
        {
            long fits = UnrollLimits.RunWork / config.ParameterCount;
            throw new ArgumentException(FormattableString.Invariant($"This model has {config.ParameterCount:#,0} weights. ") + (fits >= 2
                ? $"Over {time} characters that is too much to follow operation by operation; a text of at most {fits} characters is not."
                : "It is too large to be unrolled operation by operation. Choose a run with fewer hidden units."));
        }

        var plan = UnrollSetup.Sequence(view, snapshot.Vocabulary.Encode(view.Text), [], config.Seed) with
        {
            Cell = CellEquations.Of(config), Layers = config.Layers, Hidden = config.Hidden, Symbols = config.Vocabulary, Embedding = config.Embedding, TiedHead = config.TieHead,
        };
        using var backend = engine.Reference();
        using var model = snapshot.CreateModel(backend);
        return Build(plan, UnrolledWeights.From(model, plan), engine, [.. Enumerable.Range(0, config.Vocabulary).Select(snapshot.Vocabulary.Symbol)], config with { Dropout = 0 },
            FormattableString.Invariant($"weights of step {snapshot.Step:#,0}"), view.Cuts);
    }

    /// <summary>Whether the training engine computes the same network: one that reads and answers at every step, forward. It truncates as the debugger does.</summary>
    public bool HasTwin => Graph.Plan is { Pattern: SequencePattern.ManyToMany, Bidirectional: false };

    /// <summary>Where the gradient is truncated, as <see cref="Truncation"/> writes it.</summary>
    public string Cuts { get; private init; } = "";

    /// <summary>Computes with the graph, off the circuit's thread and one at a time.</summary>
    public async Task<T> UseAsync<T>(Func<UnrolledGraph, T> use)
    {
        await _one.WaitAsync();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(() => use(Graph));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The stepper's gradients against those of one training step of the engine on this machine, with the same weights.</summary>
    public Task<EngineComparison> CompareAsync() => UseAsync(graph =>
    {
        using var backend = _training();
        using var model = new LanguageModel(_model, backend, initialize: false);
        graph.Start.CopyTo(model, graph.Plan);
        return EngineComparison.Of(graph, model, Cuts);
    });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        if (!_disposed)
        {
            _disposed = true;
            Graph.Dispose();
            _backend.Dispose();
        }

        _one.Release();
    }

    private static UnrollNetwork Build(UnrolledPlan plan, UnrolledWeights weights, UnrollEngine engine, IReadOnlyList<string> alphabet, LanguageModelConfig model, string title, string cuts)
    {
        var backend = engine.Reference();
        try
        {
            return new(new UnrolledGraph(plan, weights, backend), backend, engine, alphabet, model, title) { Cuts = cuts };
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }
}
