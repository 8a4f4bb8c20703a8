using System.Globalization;
using RnnLab.Compute;

namespace RnnLab.Training.Runs;

/// <summary>
/// Runs that wait for a training thread, first come, first served, and the threads. They are threads of their own, never of the pool, so that
/// training cannot starve the web server of them.
/// </summary>
internal sealed class TrainingQueue : IDisposable
{
    private readonly object _sync = new();
    private readonly LinkedList<TrainingRun> _waiting = new();
    private readonly List<TrainingRun> _training = [];
    private readonly List<Thread> _threads = [];
    private readonly Action<TrainingRun> _execute;
    private readonly int _limit;
    private bool _closed;

    public TrainingQueue(int limit, Action<TrainingRun> execute)
    {
        _limit = limit;
        _execute = execute;
    }

    /// <summary>Puts a run at the end; false where the queue is closed.</summary>
    public bool TryAdd(TrainingRun run)
    {
        lock (_sync)
        {
            if (_closed)
                return false;
            _waiting.AddLast(run);

            // The first runs find no threads yet; later ones find some that sleep.
            if (_threads.Count < _limit && _threads.Count < _training.Count + _waiting.Count)
            {
                var thread = new Thread(Work) { IsBackground = true, Name = $"Training {_threads.Count + 1}" };
                _threads.Add(thread);
                thread.Start();
            }

            Monitor.Pulse(_sync);
            return true;
        }
    }

    /// <summary>Takes a waiting run out; false where it is not waiting (any more).</summary>
    public bool Remove(TrainingRun run)
    {
        lock (_sync)
            return _waiting.Remove(run);
    }

    /// <summary>1 for the next run, 0 for one that does not wait or that a free thread is about to take.</summary>
    public int Position(TrainingRun run)
    {
        lock (_sync)
            return Math.Max(0, PlaceOf(run) - Free);
    }

    /// <summary>The run's place in words.</summary>
    public string? Describe(TrainingRun run)
    {
        lock (_sync)
        {
            int place = PlaceOf(run), position = place - Free;
            if (position <= 0)
                return null;
            var before = place > 1 ? _waiting.ElementAt(place - 2) : _training[^1];
            return $"{Ordinal(position)} in the queue, behind \"{before.Title}\".";
        }
    }

    /// <summary>Takes in and hands out no more runs; those that train go on until they are told to stand.</summary>
    public void Close()
    {
        lock (_sync)
        {
            _closed = true;
            Monitor.PulseAll(_sync);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        foreach (var thread in _threads)
            thread.Join();
    }

    /// <summary>Threads that train nothing.</summary>
    private int Free => _limit - _training.Count;

    private int PlaceOf(TrainingRun run)
    {
        int place = 0;
        foreach (var waiting in _waiting)
        {
            place++;
            if (waiting == run)
                return place;
        }

        return 0;
    }

    private void Work()
    {
        // This thread takes part in the computation: like the backend's own, it stands back for the threads that answer people.
        ThreadNiceness.LowerCurrentThread();
        while (true)
        {
            TrainingRun run;
            lock (_sync)
            {
                while (_waiting.Count == 0 && !_closed)
                    Monitor.Wait(_sync);
                if (_closed)
                    return;

                run = _waiting.First!.Value;
                _waiting.RemoveFirst();
                _training.Add(run);
            }

            try
            {
                _execute(run);
            }
            finally
            {
                lock (_sync)
                    _training.Remove(run);
            }
        }
    }

    private static string Ordinal(int number) => (number % 100) switch
    {
        11 or 12 or 13 => string.Create(CultureInfo.InvariantCulture, $"{number}th"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number}{(number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" }}"),
    };
}
