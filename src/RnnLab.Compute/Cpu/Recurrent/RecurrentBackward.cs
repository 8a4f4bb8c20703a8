using RnnLab.Compute.Cpu.Kernels;
using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;
using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>
/// Backpropagation through time over a whole sequence. Each piece of the batch walks backwards through time by itself and leaves the gradients of all
/// pre-activations; the gradients of the weights are then a few large products over all steps at once.
/// </summary>
internal static unsafe class RecurrentBackward<S, V, C>
    where S : struct, ISimd<V>
    where V : struct
    where C : struct, ICell
{
    /// <summary>Steps of the depth in one pass over the panels, as many as keep a tile's rows in the first-level cache.</summary>
    private const int DepthBlock = 512;

    private struct Job
    {
        public RecurrentPointers Layer;
        public RecurrentGradientPointers Gradients;
        public PackedMatrix<S, V> Recurrent, RecurrentCandidate;
        public float* Hidden, Cell, Candidate;

        /// <summary>dL/dh of each sequence while the walk is outside it [B, H]; null without lengths.</summary>
        public float* Kept;
        public int Pieces;
    }

    public static void Run(ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer, in RecurrentGradientPointers gradients)
    {
        var d = layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden, rows = d.Time * d.Batch;
        int summed = C.Kind == CellKind.Gru ? 2 * hidden : width, candidate = width - summed;
        long state = (long)d.Batch * hidden;
        using var packed = new Scratch(pool, PackedMatrix<S, V>.SizeOf(summed, hidden) + PackedMatrix<S, V>.SizeOf(candidate, hidden));
        using var states = new Scratch(pool, (layer.Lengths == null ? 2 : 3) * state);
        using var candidates = new Scratch(pool, C.Kind == CellKind.Gru ? (long)rows * hidden : 0);
        Start(gradients.FinalHidden, states.Floats, state);
        Start(gradients.FinalCell, states.Floats + state, state);
        if (layer.Lengths != null)
            Start(gradients.FinalHidden, states.Floats + 2 * state, state);
        var job = new Job
        {
            Layer = layer,
            Gradients = gradients,
            Recurrent = Product<S, V>.Pack(threads, packed.Floats, new Matrix(layer.RecurrentWeights, hidden), summed, hidden),
            RecurrentCandidate = Product<S, V>.Pack(
                threads, packed.Floats + PackedMatrix<S, V>.SizeOf(summed, hidden), new Matrix(layer.RecurrentWeights + (nint)summed * hidden, hidden), candidate, hidden),
            Hidden = states.Floats,
            Cell = states.Floats + state,
            Candidate = candidates.Floats,
            Kept = layer.Lengths == null ? null : states.Floats + 2 * state,
            Pieces = BatchPieces.Count(d.Batch, S.TileRows),
        };
        threads.Run(job.Pieces, &Piece, &job, alone: 2.0 * rows * width * hidden < Product<S, V>.SerialLimit);

        if (gradients.InitialHidden != null)
            new ReadOnlySpan<float>(job.Hidden, (int)state).CopyTo(new Span<float>(gradients.InitialHidden, (int)state));
        if (gradients.InitialCell != null)
            new ReadOnlySpan<float>(job.Cell, (int)state).CopyTo(new Span<float>(gradients.InitialCell, (int)state));

        using var sums = new Scratch(pool, width);
        InputSide(threads, pool, layer, gradients, sums.Floats);
        RecurrentSide(threads, pool, layer, gradients, gradients.GatePreactivations, width, 0, summed, null);
        if (C.Kind == CellKind.Gru)
            RecurrentSide(threads, pool, layer, gradients, candidates.Floats, hidden, summed, candidate, states.Floats);
        Biases(gradients, sums.Floats, states.Floats, summed, width);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var d = job->Layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden;
        var (first, rows) = BatchPieces.Get(d.Batch, job->Pieces, piece);
        float* carried = job->Hidden + (nint)first * hidden;
        for (int step = d.Time - 1; step >= 0; step--)
        {
            for (int b = first; b < first + rows; b++)
                Cell(job, step, b);
            if (job->Kept != null && SequenceEnds.AllPadded(job->Layer, d.TimeOf(step), first, rows))
                continue;

            // Nobody may want dL/dh_0; then the last product is not needed.
            int t = d.TimeOf(step);
            if (step == 0 && job->Gradients.InitialHidden == null)
            {
                CarryFactors.Apply(job->Layer, job->Gradients.CarryFactors, t, first, rows, job->Hidden, job->Cell, null);
                return;
            }

            nint row = (nint)t * d.Batch + first;
            float* gates = job->Gradients.GatePreactivations + row * width;
            var ahead = default(PrefetchQueue);
            if (step > 0)
                Fetch(job, step - 1, first, rows, ref ahead);
            Multiply(rows, gates, width, job->Recurrent, carried, hidden, C.Kind == CellKind.Gru, &ahead);
            if (C.Kind == CellKind.Gru)
                Multiply(rows, job->Candidate + row * hidden, hidden, job->RecurrentCandidate, carried, hidden, true, null);
            CarryFactors.Apply(job->Layer, job->Gradients.CarryFactors, t, first, rows, job->Hidden, job->Cell, null);
            if (job->Kept != null)
                SequenceEnds.Keep(job->Layer, t, first, rows, job->Hidden, job->Kept);
        }
    }

    /// <summary>Queues what the cells of a step read or write.</summary>
    private static void Fetch(Job* job, int step, int first, int rows, ref PrefetchQueue ahead)
    {
        ref readonly var layer = ref job->Layer;
        var d = layer.Dimensions;
        nint row = (nint)d.TimeOf(step) * d.Batch + first, before = row + (nint)d.Back * d.Batch, states = (nint)rows * d.Hidden;
        ahead.Add(layer.Gates + row * d.GateWidth, rows * d.GateWidth);
        ahead.Add(job->Gradients.Output + row * d.Hidden, states);
        ahead.Add(job->Gradients.GatePreactivations + row * d.GateWidth, rows * d.GateWidth);
        if (layer.Cell != null && step > 0)
            ahead.Add(layer.Cell + before * d.Hidden, states);
        if (C.Kind == CellKind.Gru)
        {
            ahead.Add(layer.Candidate + row * d.Hidden, states);
            ahead.Add(job->Candidate + row * d.Hidden, states);
            if (step > 0)
                ahead.Add(layer.Hidden + before * d.Hidden, states);
        }

        int tiles = RowTiles.Count(rows, S.TileRows), blocks = (job->Recurrent.Depth + DepthBlock - 1) / DepthBlock;
        ahead.Divide(tiles * blocks * job->Recurrent.Panels);
    }

    private static void Cell(Job* job, int step, int b)
    {
        ref readonly var layer = ref job->Layer;
        var d = layer.Dimensions;
        int t = d.TimeOf(step);
        nint row = (nint)t * d.Batch + b;
        nint state = row * d.Hidden, before = state + (nint)d.Back * d.Batch * d.Hidden, initial = (nint)b * d.Hidden;
        if (layer.Lengths != null && t >= layer.Lengths[b])
        {
            new Span<float>(job->Gradients.GatePreactivations + row * d.GateWidth, d.GateWidth).Clear();
            if (C.Kind == CellKind.Gru)
                new Span<float>(job->Candidate + state, d.Hidden).Clear();
            return;
        }

        // In reverse a sequence begins at its own last element.
        bool begins = step == 0 || (layer.Lengths != null && d.Direction == RecurrentDirection.Reverse && t == layer.Lengths[b] - 1);
        CellUnits<S, V, C>.Backward(
            new CellRow
            {
                Gates = layer.Gates + row * d.GateWidth,
                GateStride = d.Hidden,
                Candidate = layer.Candidate + state,
                PreviousHidden = begins ? layer.InitialHidden + initial : layer.Hidden + before,
                PreviousCell = begins ? layer.InitialCell + initial : layer.Cell + before,
                Cell = layer.Cell + state,
                OutputGradient = job->Gradients.Output + state,
                HiddenGradient = job->Hidden + initial,
                CellGradient = job->Cell + initial,
                GateGradient = job->Gradients.GatePreactivations + row * d.GateWidth,
                CandidateGradient = job->Candidate + state,
            },
            d.Hidden);
    }

    private static void Multiply(int rows, float* a, nint aStride, in PackedMatrix<S, V> weights, float* c, nint cStride, bool accumulate, PrefetchQueue* ahead)
    {
        for (int k = 0; k < weights.Depth; k += DepthBlock)
            BlockProduct<S, V>.Run(rows, a + k, aStride, weights, 0, weights.Panels, k, Math.Min(DepthBlock, weights.Depth - k), c, cStride, accumulate || k > 0 ? c : null, cStride, ahead);
    }

    /// <summary>Gradients of the input weights and the input; sums becomes the sum of each gate's gradients.</summary>
    private static void InputSide(ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer, in RecurrentGradientPointers gradients, float* sums)
    {
        var d = layer.Dimensions;
        int width = d.GateWidth, rows = d.Time * d.Batch;
        float* gates = gradients.GatePreactivations;
        if (layer.Tokens != null)
        {
            using var table = new Scratch(pool, (long)d.Input * width);
            TokenTable<S, V>.ScatterAdd(threads, gates, layer.Tokens, rows, d.Input, width, table.Floats, gradients.InputWeights, sums);
            return;
        }

        Product<S, V>.Run(
            threads, pool, width, d.Input, rows, new Matrix(gates, width, transposed: true), new Matrix(layer.Dense, d.Input), gradients.InputWeights, d.Input, gradients.InputWeights, d.Input, sums);
        if (gradients.Input != null)
            Product<S, V>.Run(threads, pool, rows, d.Input, width, new Matrix(gates, width), new Matrix(layer.InputWeights, d.Input), gradients.Input, d.Input, null, 0);
    }

    /// <summary>Gradients of <paramref name="count"/> rows of the recurrent weights, from <paramref name="first"/> on; sums, where given, becomes the sum of each gate's gradients.</summary>
    private static void RecurrentSide(
        ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer, in RecurrentGradientPointers gradients, float* gates, int stride, int first, int count, float* sums)
    {
        var d = layer.Dimensions;
        int hidden = d.Hidden;
        float* weights = gradients.RecurrentWeights + (nint)first * hidden;
        if (d.Direction == RecurrentDirection.Forward)
        {
            // Step 0 meets the initial state, every later step the state before it; states of padded steps are zero.
            Product<S, V>.Run(
                threads, pool, count, hidden, d.Time * d.Batch, new Matrix(gates, stride, transposed: true), new Matrix(layer.Hidden - (nint)d.Batch * hidden, hidden),
                weights, hidden, weights, hidden, sums, new Matrix(layer.InitialHidden, hidden), d.Batch);
            return;
        }

        // In reverse, sequences of different lengths begin at different times: their first steps are brought together.
        nint later = (d.Time - 1) * (nint)d.Batch;
        float* begin = gates + later * stride;
        bool scattered = layer.Lengths != null;
        using var firstSteps = new Scratch(pool, scattered ? (long)d.Batch * count : 0);
        if (scattered)
        {
            SequenceEnds.GatherFirstSteps(layer, gates, stride, count, firstSteps.Floats);
            begin = firstSteps.Floats;
        }

        Product<S, V>.Run(threads, pool, count, hidden, d.Batch, new Matrix(begin, scattered ? count : stride, transposed: true), new Matrix(layer.InitialHidden, hidden), weights, hidden, weights, hidden);
        if (d.Time > 1)
        {
            Product<S, V>.Run(
                threads, pool, count, hidden, (int)later, new Matrix(gates, stride, transposed: true), new Matrix(layer.Hidden + (nint)d.Batch * hidden, hidden),
                weights, hidden, weights, hidden);
        }

        if (sums != null)
            RowSums<S, V>.Run(threads, gates, d.Time * d.Batch, count, stride, sums, accumulate: false);
    }

    /// <summary>Gradients of both biases, which are the same but for the GRU's n.</summary>
    private static void Biases(in RecurrentGradientPointers gradients, float* sums, float* candidateSums, int summed, int width)
    {
        for (int n = 0; n < width; n++)
        {
            gradients.InputBias[n] += sums[n];
            gradients.RecurrentBias[n] += n < summed ? sums[n] : candidateSums[n - summed];
        }
    }

    private static void Start(float* final, float* carried, long count)
    {
        var target = new Span<float>(carried, (int)count);
        if (final == null)
            target.Clear();
        else
            new ReadOnlySpan<float>(final, (int)count).CopyTo(target);
    }
}
