using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;

namespace RnnLab.Web.Components.Gates;

/// <summary>
/// A model that a page asks things of, one after another, on threads of the pool: neither the page's own thread nor the training ever waits for it. It keeps the model
/// of the last snapshot, so that the next question about the same weights is answered at once.
/// </summary>
public sealed class GateReader(RunRegistryOptions engine) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ModelSnapshot? _snapshot;
    private IComputeBackend? _backend;
    private LanguageModel? _model;
    private bool _disposed;

    /// <summary>Does something with the model of a snapshot.</summary>
    /// <exception cref="OperationCanceledException">It was given up, or the page has gone.</exception>
    public async Task<T> UseAsync<T>(ModelSnapshot snapshot, Func<LanguageModel, T> work, CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_disposed)
                throw new OperationCanceledException("The page has gone.");
            return await Task.Run(() => work(Load(snapshot)), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // What is under way ends first; it is short or was cancelled.
        await _one.WaitAsync();
        _disposed = true;
        Release();
        _one.Release();
    }

    private LanguageModel Load(ModelSnapshot snapshot)
    {
        if (_model is not null && ReferenceEquals(_snapshot, snapshot))
            return _model;
        Release();
        _backend = engine.CreateBackend(1);
        _model = snapshot.CreateModel(_backend);
        _snapshot = snapshot;
        return _model;
    }

    private void Release()
    {
        _model?.Dispose();
        _backend?.Dispose();
        (_model, _backend, _snapshot) = (null, null, null);
    }
}
