using System.Diagnostics;

namespace RnnLab.Compute.Cpu.Threads;

/// <summary>
/// Threads that work off the numbered pieces of one job at a time, together with the caller. Each begins with its own share and then helps the others: which thread takes which piece
/// is left to chance; what the pieces are is not, so results do not depend on the number of threads. A thread without work spins for
/// a moment, because the next job is usually near, and then sleeps, so that an idle program uses no processor.
/// </summary>
internal sealed unsafe class ComputeThreads : IDisposable
{
    /// <summary>In the ticket's low half: no pieces to take.</summary>
    private const long Closed = int.MaxValue;

    /// <summary>Longs in two cache lines, which processors fetch in pairs.</summary>
    private const int TicketStride = 16;

    private static readonly long SpinTicks = Stopwatch.Frequency / 2_500;

    private readonly Worker[] _workers;
    private delegate*<void*, int, int, void> _body;
    private void* _context;
    private int _pieces;
    private int _done;
    private volatile bool _stopping;

    /// <summary>
    /// One ticket a thread: the job's number in the high half, the next piece of the thread's share in the low half; taken from by compare-and-swap, so that a
    /// late thread cannot touch a newer job by mistake. Tickets lie a cache line apart.
    /// </summary>
    private readonly long[] _tickets;

    private long _job;

    public ComputeThreads(int count)
    {
        Count = count;
        _tickets = new long[(count + 1) * TicketStride];
        Array.Fill(_tickets, Closed);
        _workers = new Worker[count - 1];
        for (int n = 0; n < _workers.Length; n++)
            _workers[n] = new Worker(this, n + 1);
    }

    /// <summary>All threads, the caller among them.</summary>
    public int Count { get; }

    /// <summary>
    /// Calls body(context, piece, thread) once for every piece in [0, pieces) and returns when all are done. Pieces may run in any order and
    /// at the same time; thread lies in [0, <see cref="Count"/>) and no two pieces that run at once have the same.
    /// </summary>
    /// <param name="pieces">How many pieces.</param>
    /// <param name="body">The work on one of them.</param>
    /// <param name="context">Handed to it.</param>
    /// <param name="alone">Whether the caller does them all: where the whole takes some ten microseconds, sharing it, and the data between two caches, costs more than it saves.</param>
    public void Run(int pieces, delegate*<void*, int, int, void> body, void* context, bool alone = false)
    {
        if (pieces <= 1 || Count == 1 || alone)
        {
            for (int piece = 0; piece < pieces; piece++)
                body(context, piece, 0);
            return;
        }

        long job = ++_job << 32;
        for (int thread = 0; thread < Count; thread++)
            Volatile.Write(ref Ticket(thread), job | Closed);
        Interlocked.MemoryBarrier();
        _body = body;
        _context = context;
        _pieces = pieces;
        _done = 0;
        for (int thread = 0; thread < Count; thread++)
            Volatile.Write(ref Ticket(thread), job | (uint)Share(thread));
        Interlocked.MemoryBarrier();

        int wanted = Math.Min(pieces - 1, _workers.Length);
        for (int n = 0; n < wanted; n++)
            _workers[n].Wake();

        while (TakePiece(0))
        {
        }

        // The last pieces are with other threads. They may have been interrupted: give the processor away after a while.
        var spin = new SpinWait();
        while (Volatile.Read(ref _done) != pieces)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    public void Dispose()
    {
        _stopping = true;
        foreach (var worker in _workers)
            worker.Wake();
        foreach (var worker in _workers)
            worker.Join();
    }

    private bool HasPieces
    {
        get
        {
            for (int thread = 0; thread < Count; thread++)
            {
                if ((int)Volatile.Read(ref Ticket(thread)) < Share(thread + 1))
                    return true;
            }

            return false;
        }
    }

    /// <summary>A thread's first piece: shares are stretches of neighbours, the same from job to job, so that a thread finds in its cache what it left there.</summary>
    private int Share(int thread) => (int)((long)Volatile.Read(ref _pieces) * thread / Count);

    private ref long Ticket(int thread) => ref _tickets[(thread + 1) * TicketStride];

    /// <summary>Does one piece: of the thread's own share, or when that is used up, of another's.</summary>
    private bool TakePiece(int thread)
    {
        for (int n = 0; n < Count; n++)
        {
            int share = thread + n < Count ? thread + n : thread + n - Count;
            while (true)
            {
                long ticket = Volatile.Read(ref Ticket(share));
                int piece = (int)ticket;
                if (piece >= Share(share + 1))
                    break;
                var body = _body;
                var context = _context;
                if (Interlocked.CompareExchange(ref Ticket(share), ticket + 1, ticket) != ticket)
                    continue;
                body(context, piece, thread);
                Interlocked.Increment(ref _done);
                return true;
            }
        }

        return false;
    }

    private sealed class Worker
    {
        private readonly ComputeThreads _owner;
        private readonly int _index;
        private readonly SemaphoreSlim _wake = new(0);
        private readonly Thread _thread;
        private int _asleep;

        public Worker(ComputeThreads owner, int index)
        {
            _owner = owner;
            _index = index;
            _thread = new Thread(Work) { IsBackground = true, Name = $"compute {index}" };
            _thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
                _wake.Release();
        }

        public void Join()
        {
            _thread.Join();
            _wake.Dispose();
        }

        private void Work()
        {
            ThreadNiceness.LowerCurrentThread();
            long idleSince = Stopwatch.GetTimestamp();
            while (!_owner._stopping)
            {
                if (_owner.TakePiece(_index))
                {
                    idleSince = Stopwatch.GetTimestamp();
                    continue;
                }

                Thread.SpinWait(10);
                if (Stopwatch.GetTimestamp() - idleSince < SpinTicks)
                    continue;

                // Asleep must be visible before the last look for work, or a job published between the two would wake nobody.
                Interlocked.Exchange(ref _asleep, 1);
                if ((_owner.HasPieces || _owner._stopping) && Interlocked.Exchange(ref _asleep, 0) == 1)
                    continue;
                _wake.Wait();
                idleSince = Stopwatch.GetTimestamp();
            }
        }
    }
}
