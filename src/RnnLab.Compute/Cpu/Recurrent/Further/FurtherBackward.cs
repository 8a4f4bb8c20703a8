using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;
using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>
/// Backpropagation through time for the cells of <see cref="FurtherForward{S, V}"/>: each piece of the batch walks back by itself and leaves the gradients of
/// all pre-activations; the gradients of the weights are then a few products over all steps at once.
/// </summary>
internal static unsafe class FurtherBackward<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private struct Job
    {
        public RecurrentPointers Layer;
        public RecurrentGradientPointers Gradients;

        /// <summary>From the gradients of all gates, or of those before the candidate, to dL/dh; of the candidate to dL/d(r * h).</summary>
        public RecurrentProduct<S, V> Gates, Candidate;

        /// <summary>From the gradients of the gates to dL/d(gates of the step before).</summary>
        public GateRecurrence<S, V> GateRecurrence;

        /// <summary>dL/dh, dL/dc [B, H] and dL/d(gates) [B, G*H] from the step after; dL/d(r * h) [B, H].</summary>
        public float* Hidden, Cell, GatesCarried, Reset;

        /// <summary>The states that each step began with, one beside the other for the products over all steps: h, c [T*B, H], gates [T*B, G*H]; null where not needed.</summary>
        public float* PreviousHidden, PreviousCell, PreviousGates;
        public int Pieces;
    }

    public static void Run(ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer, in RecurrentGradientPointers gradients)
    {
        var d = layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden;
        int candidate = d.Cell.ResetsBeforeProduct() ? hidden : 0, gates = width - candidate, recurrence = d.CarriesGates ? width : 0;
        long state = (long)d.Batch * hidden, rows = (long)d.Time * d.Batch, carried = (long)d.Batch * recurrence;
        using var states = new Scratch(pool, 3 * state + carried);
        using var previous = new Scratch(pool, rows * hidden);
        using var previousCells = new Scratch(pool, layer.Peepholes == null ? 0 : rows * hidden);
        using var previousGates = new Scratch(pool, rows * recurrence);
        long gatesSize = RecurrentProduct<S, V>.SizeOf(gates, hidden, pack: true), candidateSize = RecurrentProduct<S, V>.SizeOf(candidate, hidden, pack: true);
        using var packed = new Scratch(pool, gatesSize + candidateSize + GateRecurrence<S, V>.SizeOf(d, pack: true));
        var job = new Job
        {
            Layer = layer,
            Gradients = gradients,
            Gates = new(threads, packed.Floats, new Matrix(layer.RecurrentWeights, hidden), gates, hidden),
            Candidate = new(threads, packed.Floats + gatesSize, new Matrix(layer.RecurrentWeights + (nint)gates * hidden, hidden), candidate, candidate == 0 ? 0 : hidden),
            GateRecurrence = new(threads, packed.Floats + gatesSize + candidateSize, d, layer.GateWeights, transposed: false),
            Hidden = states.Floats,
            Cell = states.Floats + state,
            Reset = states.Floats + 2 * state,
            GatesCarried = d.CarriesGates ? states.Floats + 3 * state : null,
            PreviousHidden = previous.Floats,
            PreviousCell = layer.Peepholes == null ? null : previousCells.Floats,
            PreviousGates = d.CarriesGates ? previousGates.Floats : null,
            Pieces = BatchPieces.Count(d.Batch, S.TileRows),
        };
        Start(gradients.FinalHidden, job.Hidden, state);
        Start(gradients.FinalCell, job.Cell, state);
        Start(gradients.FinalGates, job.GatesCarried, carried);
        threads.Run(job.Pieces, &Piece, &job);
        Finish(job.Hidden, gradients.InitialHidden, state);
        Finish(job.Cell, gradients.InitialCell, state);
        Finish(job.GatesCarried, gradients.InitialGates, carried);
        FurtherWeightGradients<S, V>.Add(threads, pool, layer, gradients, previous.Floats, job.PreviousCell, job.PreviousGates);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var d = job->Layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden;
        var (first, rows) = RowTiles.Get(d.Batch, job->Pieces, piece);
        float* carried = job->Hidden + (nint)first * hidden, reset = job->Reset + (nint)first * hidden;
        for (int step = d.Time - 1; step >= 0; step--)
        {
            // Rows outside their sequence get zero gradients, so that the products, which add, leave what they carry as it is.
            float* gates = job->Gradients.GatePreactivations + ((nint)d.TimeOf(step) * d.Batch + first) * width;
            if (d.Cell.ResetsBeforeProduct())
            {
                Rows<ResetBeforeCandidateBackward<S, V>>(job, step, first, rows, begin: true);
                job->Candidate.Run(null!, null!, rows, gates + width - hidden, width, reset, hidden, accumulate: false);
                Rows<ResetBeforeGatesBackward<S, V>>(job, step, first, rows, begin: false);
            }
            else
            {
                Rows<LstmVariantBackward<S, V>>(job, step, first, rows, begin: true);
            }

            job->Gates.Run(null!, null!, rows, gates, width, carried, hidden, accumulate: true);
            if (d.CarriesGates)
                job->GateRecurrence.Run(null!, null!, rows, gates, job->GatesCarried + (nint)first * width, width);
            CarryFactors.Apply(job->Layer, job->Gradients.CarryFactors, d.TimeOf(step), first, rows, job->Hidden, job->Cell, job->GatesCarried);
        }
    }

    /// <summary>Runs a kernel on the rows of a step; the first of a step also sets down the states that it began with, and clears padded rows.</summary>
    private static void Rows<K>(Job* job, int step, int first, int rows, bool begin)
        where K : struct, IRowKernel
    {
        ref readonly var layer = ref job->Layer;
        var d = layer.Dimensions;
        int t = d.TimeOf(step), width = d.GateWidth;
        for (int b = first; b < first + rows; b++)
        {
            nint row = (nint)t * d.Batch + b, rowBefore = row + (nint)d.Back * d.Batch;
            nint state = row * d.Hidden, before = rowBefore * d.Hidden, initial = (nint)b * d.Hidden;
            if (layer.Lengths != null && t >= layer.Lengths[b])
            {
                if (begin)
                    Clear(job, row);
                continue;
            }

            // In reverse a sequence begins at its own last element.
            bool starts = step == 0 || (layer.Lengths != null && d.Direction == RecurrentDirection.Reverse && t == layer.Lengths[b] - 1);
            float* previousHidden = starts ? layer.InitialHidden + initial : layer.Hidden + before;
            float* previousCell = starts ? layer.InitialCell + initial : layer.Cell + before;
            if (begin)
            {
                Copy(previousHidden, job->PreviousHidden + state, d.Hidden);
                if (job->PreviousCell != null)
                    Copy(previousCell, job->PreviousCell + state, d.Hidden);
                if (job->PreviousGates != null)
                    Copy(starts ? layer.InitialGates + (nint)b * width : layer.Gates + rowBefore * width, job->PreviousGates + row * width, width);
            }

            RowUnits<S, V, K>.Run(
                new FurtherRow
                {
                    Gates = layer.Gates + row * width,
                    Stride = d.Hidden,
                    Blocks = new LstmGates(d.Variant),
                    Variant = d.Variant,
                    IsMinimal = d.Cell == CellKind.Mgu,
                    Peepholes = layer.Peepholes,
                    PreviousHidden = previousHidden,
                    PreviousCell = previousCell,
                    Cell = layer.Cell + state,
                    OutputGradient = job->Gradients.Output + state,
                    HiddenGradient = job->Hidden + initial,
                    CellGradient = job->Cell + initial,
                    GatesCarried = job->GatesCarried == null ? null : job->GatesCarried + (nint)b * width,
                    ResetGradient = job->Reset + initial,
                    GateGradient = job->Gradients.GatePreactivations + row * width,
                },
                d.Hidden);
        }
    }

    private static void Clear(Job* job, nint row)
    {
        var d = job->Layer.Dimensions;
        new Span<float>(job->Gradients.GatePreactivations + row * d.GateWidth, d.GateWidth).Clear();
        new Span<float>(job->PreviousHidden + row * d.Hidden, d.Hidden).Clear();
        if (job->PreviousCell != null)
            new Span<float>(job->PreviousCell + row * d.Hidden, d.Hidden).Clear();
        if (job->PreviousGates != null)
            new Span<float>(job->PreviousGates + row * d.GateWidth, d.GateWidth).Clear();
    }

    private static void Start(float* final, float* carried, long count)
    {
        var target = new Span<float>(carried, checked((int)count));
        if (final == null)
            target.Clear();
        else
            new ReadOnlySpan<float>(final, (int)count).CopyTo(target);
    }

    private static void Finish(float* carried, float* initial, long count)
    {
        if (initial != null)
            new ReadOnlySpan<float>(carried, (int)count).CopyTo(new Span<float>(initial, (int)count));
    }

    private static void Copy(float* source, float* target, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));
}
