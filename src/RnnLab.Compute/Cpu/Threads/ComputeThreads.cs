using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RnnLab.Compute.Cpu.Threads;

/// <summary>
/// Threads that work off the numbered pieces of one job at a time, together with the caller. Each begins with its own share and then helps the others: which thread takes which piece
/// is left to chance; what the pieces are is not, so results do not depend on the number of threads. A thread without work spins for
/// a moment, because the next job is usually near, and then sleeps, so that an idle program uses no processor.
/// </summary>
internal sealed unsafe class ComputeThreads : IDisposable
{
    /// <summary>Longs in two cache lines, which processors fetch in pairs.</summary>
    private const int LineStride = 16;

    /// <summary>
    /// How long a thread without work looks for some: longer than what a training step does on one thread between two jobs (some 100 microseconds), for to be
    /// woken from sleep takes as long as a small job.
    /// </summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 2_500;

    /// <summary>
    /// From this long on between two looks at the clock, the thread was not running: others had its processor. That time was no search, and to fall asleep after it,
    /// between two jobs that follow each other, would leave all the work to the caller for as long as the busy machine takes to wake a thread.
    /// </summary>
    private static readonly long InterruptedTicks = Stopwatch.Frequency / 50_000;

    /// <summary>How often the caller looks whether all is done before it offers its processor to others: some 10 microseconds.</summary>
    private const int PausesBeforeYield = 512;

    /// <summary>Pieces that one ticket can count.</summary>
    private const int MaxPieces = ushort.MaxValue;

    private readonly Worker[] _workers;
    private delegate*<void*, int, int, void> _body;
    private void* _context;
    private int _firstPiece;
    private volatile bool _stopping;

    /// <summary>
    /// One ticket a thread: the job's number in the high half, then the end of the thread's share and its next piece, 16 bits each; taken from by compare-and-swap, so that a
    /// late thread cannot touch a newer job by mistake. In line 0 the number of pieces that are done. All lie some cache lines apart, for what one thread writes must not
    /// be taken from another that reads something else.
    /// </summary>
    private readonly long[] _lines;

    private uint _job;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">All threads, the caller among them.</param>
    /// <param name="givesWay">Whether the threads stand back behind those that answer people.</param>
    public ComputeThreads(int count, bool givesWay = true)
    {
        Count = count;
        _lines = new long[(count + 2) * LineStride];
        _workers = new Worker[count - 1];
        for (int n = 0; n < _workers.Length; n++)
            _workers[n] = new Worker(this, n + 1, givesWay);
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

        for (int first = 0; first < pieces; first += MaxPieces)
            Share(first, Math.Min(MaxPieces, pieces - first), body, context);
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
                if (IsOpen(Volatile.Read(ref Ticket(thread))))
                    return true;
            }

            return false;
        }
    }

    private ref long Done => ref _lines[LineStride];

    private ref long Ticket(int thread) => ref _lines[(thread + 2) * LineStride];

    private static bool IsOpen(long ticket) => (ushort)ticket < (ushort)(ticket >> 16);

    /// <summary>One job of at most <see cref="MaxPieces"/> pieces, from <paramref name="first"/> on.</summary>
    private void Share(int first, int pieces, delegate*<void*, int, int, void> body, void* context)
    {
        // All tickets of the job before are used up, so nobody reads these now.
        _body = body;
        _context = context;
        _firstPiece = first;
        Done = 0;

        // Shares are stretches of neighbours, the same from job to job, so that a thread finds in its cache what it left there.
        long job = (long)++_job << 32;
        for (int thread = Count - 1; thread >= 0; thread--)
        {
            long next = (long)pieces * thread / Count, end = (long)pieces * (thread + 1) / Count;
            Volatile.Write(ref Ticket(thread), job | end << 16 | next);
        }

        Interlocked.MemoryBarrier();
        int wanted = Math.Min(pieces - 1, _workers.Length);
        for (int n = 0; n < wanted; n++)
            _workers[n].Wake();

        TakePieces(0);

        // The last pieces are with other threads. They may have been interrupted: give the processor away after a while.
        for (int n = 0; Volatile.Read(ref Done) != pieces; n++)
        {
            if (n < PausesBeforeYield)
                Pause();
            else
                Thread.Yield();
        }
    }

    /// <summary>Does pieces while there are some: of the thread's own share, and when that is used up, of the others'. Whether there were any.</summary>
    private bool TakePieces(int thread)
    {
        int taken = 0;
        for (int n = 0; n < Count; n++)
        {
            ref long line = ref Ticket(thread + n < Count ? thread + n : thread + n - Count);
            while (true)
            {
                long ticket = Volatile.Read(ref line);
                if (!IsOpen(ticket))
                    break;
                var body = _body;
                var context = _context;
                int piece = _firstPiece + (ushort)ticket;
                if (Interlocked.CompareExchange(ref line, ticket + 1, ticket) != ticket)
                    continue;
                body(context, piece, thread);
                taken++;
            }
        }

        if (taken > 0)
            Interlocked.Add(ref Done, taken);
        return taken > 0;
    }

    /// <summary>One moment's wait. <see cref="Thread.SpinWait"/> measures at start how long it waits, and on a busy machine is wrong by several times, which a small job notices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pause()
    {
        if (X86Base.IsSupported)
            X86Base.Pause();
        else
            Thread.SpinWait(1);
    }

    private sealed class Worker
    {
        private readonly ComputeThreads _owner;
        private readonly int _index;
        private readonly bool _givesWay;
        private readonly SemaphoreSlim _wake = new(0);
        private readonly Thread _thread;
        private int _asleep;

        public Worker(ComputeThreads owner, int index, bool givesWay)
        {
            _owner = owner;
            _index = index;
            _givesWay = givesWay;
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
            if (_givesWay)
                ThreadNiceness.LowerCurrentThread();
            long idleSince = Stopwatch.GetTimestamp(), looked = idleSince;
            uint pauses = 0;
            while (!_owner._stopping)
            {
                if (_owner.TakePieces(_index))
                {
                    idleSince = looked = Stopwatch.GetTimestamp();
                    continue;
                }

                Pause();
                if (++pauses % 16 != 0)
                    continue;
                long now = Stopwatch.GetTimestamp();
                if (now - looked > InterruptedTicks)
                    idleSince = now;
                looked = now;
                if (now - idleSince < SpinTicks)
                    continue;

                // Asleep must be visible before the last look for work, or a job published between the two would wake nobody.
                Interlocked.Exchange(ref _asleep, 1);
                if ((_owner.HasPieces || _owner._stopping) && Interlocked.Exchange(ref _asleep, 0) == 1)
                    continue;
                _wake.Wait();
                idleSince = looked = Stopwatch.GetTimestamp();
            }
        }
    }
}
