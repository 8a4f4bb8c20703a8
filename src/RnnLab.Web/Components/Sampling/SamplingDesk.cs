using System.Text;
using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;

namespace RnnLab.Web.Components.Sampling;

/// <summary>
/// A model that one visitor lets write: loaded once, asked by several figures, one question at a time, never on the thread that draws the page. What two views have in
/// common is not computed again.
/// </summary>
public sealed class SamplingDesk : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Func<IComputeBackend> _createBackend;
    private readonly IComputeBackend _backend;
    private readonly SamplingSession _session;
    private SampleView? _standing;
    private bool _closed;

    private SamplingDesk(ModelSnapshot snapshot, Func<IComputeBackend> createBackend)
    {
        Snapshot = snapshot;
        _createBackend = createBackend;
        _backend = createBackend();
        try
        {
            _session = new(snapshot, _backend);
        }
        catch
        {
            _backend.Dispose();
            throw;
        }
    }

    /// <summary>The weights.</summary>
    public ModelSnapshot Snapshot { get; }

    /// <summary>The symbols that the model knows.</summary>
    public CharacterVocabulary Vocabulary => _session.Vocabulary;

    /// <summary>What computes.</summary>
    public string Backend => _backend.Name;

    /// <summary>Loads a model.</summary>
    /// <param name="load">Reads the weights.</param>
    /// <param name="createBackend">Makes what computes.</param>
    public static Task<SamplingDesk> OpenAsync(Func<Task<ModelSnapshot>> load, Func<IComputeBackend> createBackend) =>
        Task.Run(async () => new SamplingDesk(await load(), createBackend));

    /// <summary>Writes what a view asks for.</summary>
    /// <exception cref="InvalidOperationException">The model's scores are not numbers.</exception>
    public Task<WrittenText> WriteAsync(SampleView view, CancellationToken cancellation = default) =>
        AskAsync(view, (session, _) => new WrittenText(view, session.Vocabulary, [.. session.Positions], session.PrimeLength), cancellation);

    /// <summary>Brings the model to a view's text, then asks it something.</summary>
    public Task<T> AskAsync<T>(SampleView view, Func<SamplingSession, CancellationToken, T> question, CancellationToken cancellation = default) => Task.Run(
        async () =>
        {
            await _one.WaitAsync(cancellation);
            try
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                Bring(view, cancellation);
                return question(_session, cancellation);
            }
            finally
            {
                _one.Release();
            }
        },
        cancellation);

    /// <summary>Lets a second model read a view's text, and compares what both expect after each symbol.</summary>
    public Task<IReadOnlyList<Disagreement>> CompareAsync(SampleView view, ModelSnapshot other, CancellationToken cancellation = default) => AskAsync(
        view,
        (session, cancelled) =>
        {
            using var backend = _createBackend();
            using var second = new SamplingSession(other, backend);
            second.Begin(session.Vocabulary.Decode([.. session.Positions.Select(position => position.Symbol)]), cancelled);
            return Disagreement.Between(session, second);
        },
        cancellation);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_closed)
                return;
            _closed = true;
            _session.Dispose();
            _backend.Dispose();
        }
        finally
        {
            _one.Release();
        }
    }

    private void Bring(SampleView view, CancellationToken cancellation)
    {
        SampleView? before = _standing;
        _standing = null;
        int keep = 0;
        if (before is null || before.Prime != view.Prime)
            _session.Begin(view.Prime, cancellation);
        else if (before.Rule == view.Rule && before.Seed == view.Seed)
            keep = Common(before, view, Math.Min(_session.Positions.Count - _session.PrimeLength, view.Written));
        _session.Seed = view.Seed;
        _session.RewindTo(_session.PrimeLength + keep);

        // From here on what stands is a beginning of this view, however far it comes.
        _standing = view;
        for (int n = keep; n < view.Written; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (view.Picks.TryGetValue(n, out int code) && Symbol(code) is { } symbol)
                _session.Pick(symbol);
            else
                _session.Step(view.Rule);
        }
    }

    private static int Common(SampleView one, SampleView other, int count)
    {
        for (int n = 0; n < count; n++)
        {
            if (one.Picks.TryGetValue(n, out int a) != other.Picks.TryGetValue(n, out int b) || a != b)
                return n;
        }

        return count;
    }

    // A character that this model does not know is left to the die.
    private int? Symbol(int code) => code == SampleView.UnknownSymbol ? Vocabulary.HasUnknown ? Vocabulary.UnknownIndex : null
        : Vocabulary.TryGetIndex(new Rune(code), out int index) ? index : null;
}
