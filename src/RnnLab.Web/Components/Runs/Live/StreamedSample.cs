using System.Text;
using RnnLab.Compute;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;

namespace RnnLab.Web.Components.Runs.Live;

/// <summary>
/// Text that a network is writing on a thread of its own while a page reads along: the writer never waits for the reader, and the reader
/// takes whatever there is.
/// </summary>
public sealed class StreamedSample : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly Task _writing;
    private string? _problem;
    private double _surprise;
    private int _count;

    private StreamedSample(ModelSnapshot snapshot, SamplingOptions options, Func<IComputeBackend> createBackend)
    {
        Step = snapshot.Step;
        Options = options;
        _writing = Task.Factory.StartNew(() => Write(snapshot, createBackend), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The step at which the weights were taken.</summary>
    public long Step { get; }

    /// <summary>What was asked for.</summary>
    public SamplingOptions Options { get; }

    /// <summary>True when no more text will come.</summary>
    public bool IsComplete => _writing.IsCompleted;

    /// <summary>What went wrong, in words; null while all is well.</summary>
    public string? Problem { get { lock (_gate) return _problem; } }

    /// <summary>The text so far, without the prime.</summary>
    public string Text { get { lock (_gate) return _text.ToString(); } }

    /// <summary>Mean surprise of the written characters in bits: how unlikely the model itself found what it drew.</summary>
    public double? MeanBits { get { lock (_gate) return _count == 0 ? null : _surprise / _count; } }

    /// <summary>Begins to write.</summary>
    /// <param name="snapshot">The weights to write with.</param>
    /// <param name="options">Prime, length, temperature, top-k and seed.</param>
    /// <param name="createBackend">Makes the backend that computes; it is disposed when the text is written.</param>
    public static StreamedSample Start(ModelSnapshot snapshot, SamplingOptions options, Func<IComputeBackend> createBackend) => new(snapshot, options, createBackend);

    /// <summary>Stops writing; what is written stays.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Completes when the writer has ended; never throws.</summary>
    public Task WaitAsync() => _writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await WaitAsync();
        _stop.Dispose();
    }

    private void Write(ModelSnapshot snapshot, Func<IComputeBackend> createBackend)
    {
        try
        {
            using IComputeBackend backend = createBackend();
            using TextSampler sampler = new(snapshot, backend);
            foreach (SampledToken token in sampler.Sample(Options, _stop.Token))
                lock (_gate)
                {
                    _text.Append(token.Text);
                    _surprise -= Math.Log2(Math.Max(token.Probability, double.Epsilon));
                    _count++;
                }
        }
        catch (OperationCanceledException)
        {
            // The person pressed Stop or left the page: what is written stays.
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException or IOException or OutOfMemoryException)
        {
            lock (_gate)
                _problem = wrong.Message;
        }
    }
}
