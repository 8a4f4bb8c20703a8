using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>
/// One layer over a whole sequence. The input's share of every pre-activation comes first, in one large product or, for tokens, as rows of a table;
/// then each piece of the batch walks through time: one product with the recurrent weights, one pass over the gates.
/// </summary>
internal static unsafe class RecurrentForward<S, V, C>
    where S : struct, ISimd<V>
    where V : struct
    where C : struct, ICell
{
    private struct Job
    {
        public RecurrentPointers Layer;
        public float* Table;
        public PackedMatrix<S, V> Recurrent, RecurrentCandidate;
        public int Pieces;
    }

    public static void Run(ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer)
    {
        var d = layer.Dimensions;
        int width = d.GateWidth, rows = d.Time * d.Batch;
        if (RecurrentSteps<S, V, C>.IsFor(layer))
        {
            RecurrentSteps<S, V, C>.Run(threads, layer);
            SequenceEnds.Finish(layer);
            return;
        }

        using var biasMemory = new Scratch(pool, width);
        float* bias = biasMemory.Floats;

        // The GRU's recurrent bias of n is multiplied by r and so stays with the recurrent product.
        int summed = C.Kind == CellKind.Gru ? 2 * d.Hidden : width;
        for (int n = 0; n < width; n++)
            bias[n] = layer.InputBias[n] + (n < summed ? layer.RecurrentBias[n] : 0);

        bool useTable = layer.Tokens != null && rows >= d.Input / 4;
        using var tableMemory = new Scratch(pool, useTable ? (long)d.Input * width : 0);
        if (useTable)
            TokenTable<S, V>.Build(threads, layer.InputWeights, bias, d.Input, width, tableMemory.Floats);
        else if (layer.Tokens != null)
            TokenTable<S, V>.GatherColumns(layer.InputWeights, bias, d.Input, width, layer.Tokens, rows, layer.Gates);
        else
            Product<S, V>.Run(threads, pool, rows, width, d.Input, new Matrix(layer.Dense, d.Input), new Matrix(layer.InputWeights, d.Input, transposed: true), layer.Gates, width, bias, 0);

        int candidate = width - summed;
        using var packed = new Scratch(pool, PackedMatrix<S, V>.SizeOf(d.Hidden, summed) + PackedMatrix<S, V>.SizeOf(d.Hidden, candidate));
        var job = new Job
        {
            Layer = layer,
            Table = useTable ? tableMemory.Floats : null,
            Recurrent = Product<S, V>.Pack(threads, packed.Floats, new Matrix(layer.RecurrentWeights, d.Hidden, transposed: true), d.Hidden, summed),
            RecurrentCandidate = Product<S, V>.Pack(
                threads, packed.Floats + PackedMatrix<S, V>.SizeOf(d.Hidden, summed), new Matrix(layer.RecurrentWeights + (nint)summed * d.Hidden, d.Hidden, transposed: true), d.Hidden, candidate),
            Pieces = BatchPieces.Count(d.Batch, S.TileRows),
        };
        threads.Run(job.Pieces, &Piece, &job, alone: 2.0 * rows * width * d.Hidden < Product<S, V>.SerialLimit);
        SequenceEnds.Finish(layer);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        ref readonly var layer = ref job->Layer;
        var d = layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden;
        var (first, rows) = BatchPieces.Get(d.Batch, job->Pieces, piece);
        for (int step = 0; step < d.Time; step++)
        {
            int t = d.TimeOf(step);
            if (layer.Lengths != null && SequenceEnds.AllPadded(layer, t, first, rows))
            {
                Cells(layer, step, first, rows);
                continue;
            }

            nint row = (nint)t * d.Batch + first;
            float* gates = layer.Gates + row * width;
            float* previous = step == 0 ? layer.InitialHidden + (nint)first * hidden : layer.Hidden + (row + d.Back * d.Batch) * hidden;
            if (job->Table != null)
                TokenTable<S, V>.CopyRows(job->Table, layer.Tokens + row, rows, width, gates);
            var ahead = default(PrefetchQueue);
            if (step + 1 < d.Time)
                Fetch(layer, row - d.Back * d.Batch, rows, job->Recurrent.Panels, ref ahead);
            BlockProduct<S, V>.Run(rows, previous, hidden, job->Recurrent, 0, job->Recurrent.Panels, 0, hidden, gates, width, gates, width, &ahead);
            if (C.Kind == CellKind.Gru)
            {
                BlockProduct<S, V>.Run(
                    rows, previous, hidden, job->RecurrentCandidate, 0, job->RecurrentCandidate.Panels, 0, hidden, layer.Candidate + row * hidden, hidden, layer.RecurrentBias + 2 * hidden, 0);
            }

            Cells(layer, step, first, rows);
        }
    }

    /// <summary>Queues what the step that begins at <paramref name="row"/> reads or writes.</summary>
    private static void Fetch(in RecurrentPointers layer, nint row, int rows, int calls, ref PrefetchQueue ahead)
    {
        int hidden = layer.Dimensions.Hidden, width = layer.Dimensions.GateWidth;
        ahead.Add(layer.Gates + row * width, rows * width);
        ahead.Add(layer.Hidden + row * hidden, rows * hidden);
        if (layer.Cell != null)
            ahead.Add(layer.Cell + row * hidden, rows * hidden);
        if (C.Kind == CellKind.Gru)
            ahead.Add(layer.Candidate + row * hidden, rows * hidden);
        ahead.Divide(calls);
    }

    private static void Cells(in RecurrentPointers layer, int step, int first, int rows)
    {
        var d = layer.Dimensions;
        int t = d.TimeOf(step);
        for (int b = first; b < first + rows; b++)
        {
            nint row = (nint)t * d.Batch + b;
            nint state = row * d.Hidden, before = state + (nint)d.Back * d.Batch * d.Hidden, initial = (nint)b * d.Hidden;
            if (layer.Lengths != null && t >= layer.Lengths[b])
            {
                SequenceEnds.Carry(layer, step, b);
                continue;
            }

            CellUnits<S, V, C>.Forward(
                new CellRow
                {
                    Gates = layer.Gates + row * d.GateWidth,
                    GateStride = d.Hidden,
                    Candidate = layer.Candidate + state,
                    PreviousHidden = step == 0 ? layer.InitialHidden + initial : layer.Hidden + before,
                    Hidden = layer.Hidden + state,
                    PreviousCell = step == 0 ? layer.InitialCell + initial : layer.Cell + before,
                    Cell = layer.Cell + state,
                },
                d.Hidden);
        }
    }
}
