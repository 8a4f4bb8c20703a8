using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>
/// A whole sequence of the cells that make more than one product a step or more of their gates than the plain LSTM: the LSTM's variants, the GRU that resets
/// before the product, the minimal gated unit. As in <see cref="RecurrentForward{S, V, C}"/>, the input's share of all pre-activations comes first;
/// then each piece of the batch walks through time by itself.
/// </summary>
internal static unsafe class FurtherForward<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private struct Job
    {
        public RecurrentPointers Layer;
        public float* Table;

        /// <summary>From h to all gates, or to those before the candidate; from r * h to the candidate.</summary>
        public RecurrentProduct<S, V> Gates, Candidate;

        /// <summary>From the gates of the step before to the gates.</summary>
        public GateRecurrence<S, V> GateRecurrence;
        public int Pieces;
    }

    public static void Run(ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer)
    {
        var d = layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden, rows = d.Time * d.Batch;
        int candidate = d.Cell.ResetsBeforeProduct() ? hidden : 0, gates = width - candidate;
        using var biasMemory = new Scratch(pool, width);
        for (int n = 0; n < width; n++)
            biasMemory.Floats[n] = layer.InputBias[n] + layer.RecurrentBias[n];

        bool useTable = layer.Tokens != null && rows >= d.Input / 4;
        using var tableMemory = new Scratch(pool, useTable ? (long)d.Input * width : 0);
        if (useTable)
            TokenTable<S, V>.Build(threads, layer.InputWeights, biasMemory.Floats, d.Input, width, tableMemory.Floats);
        else if (layer.Tokens != null)
            TokenTable<S, V>.GatherColumns(layer.InputWeights, biasMemory.Floats, d.Input, width, layer.Tokens, rows, layer.Gates);
        else
            Product<S, V>.Run(threads, pool, rows, width, d.Input, new Matrix(layer.Dense, d.Input), new Matrix(layer.InputWeights, d.Input, transposed: true), layer.Gates, width, biasMemory.Floats, 0);

        // Few rows: the weights are read where they lie, for packing would cost as much as the product.
        bool pack = d.Batch > SmallProduct<S, V>.MaxRows || d.Time > 4;
        long gatesSize = RecurrentProduct<S, V>.SizeOf(hidden, gates, pack), candidateSize = RecurrentProduct<S, V>.SizeOf(hidden, candidate, pack);
        using var packed = new Scratch(pool, gatesSize + candidateSize + GateRecurrence<S, V>.SizeOf(d, pack));
        float* memory = pack ? packed.Floats : null;
        var job = new Job
        {
            Layer = layer,
            Table = useTable ? tableMemory.Floats : null,
            Gates = new(threads, memory, new Matrix(layer.RecurrentWeights, hidden, transposed: true), hidden, gates),
            Candidate = new(threads, memory + gatesSize, new Matrix(layer.RecurrentWeights + (nint)gates * hidden, hidden, transposed: true), hidden, candidate),
            GateRecurrence = new(threads, memory + gatesSize + candidateSize, d, layer.GateWeights, transposed: true),
            Pieces = BatchPieces.Count(d.Batch, S.TileRows),
        };
        if (pack)
            threads.Run(job.Pieces, &Piece, &job);
        else
            Walk(threads, pool, &job, 0, d.Batch);
        SequenceEnds.Finish(layer);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (first, rows) = RowTiles.Get(job->Layer.Dimensions.Batch, job->Pieces, piece);
        // Packed products need neither the other threads nor memory.
        Walk(null!, null!, job, first, rows);
    }

    private static void Walk(ComputeThreads threads, MemoryPool pool, Job* job, int first, int rows)
    {
        ref readonly var layer = ref job->Layer;
        var d = layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden;
        bool resetsBefore = d.Cell.ResetsBeforeProduct();
        for (int step = 0; step < d.Time; step++)
        {
            nint row = (nint)d.TimeOf(step) * d.Batch + first, before = row + d.Back * d.Batch;
            float* gates = layer.Gates + row * width;
            if (job->Table != null)
                TokenTable<S, V>.CopyRows(job->Table, layer.Tokens + row, rows, width, gates);
            job->Gates.Run(threads, pool, rows, step == 0 ? layer.InitialHidden + (nint)first * hidden : layer.Hidden + before * hidden, hidden, gates, width, accumulate: true);
            if (d.CarriesGates)
                job->GateRecurrence.Run(threads, pool, rows, step == 0 ? layer.InitialGates + (nint)first * width : layer.Gates + before * width, gates, width);
            if (resetsBefore)
            {
                Rows<ResetBeforeGates<S, V>>(layer, step, first, rows, carry: false);
                job->Candidate.Run(threads, pool, rows, layer.Candidate + row * hidden, hidden, gates + width - hidden, width, accumulate: true);
                Rows<ResetBeforeCandidate<S, V>>(layer, step, first, rows, carry: true);
            }
            else
            {
                Rows<LstmVariantForward<S, V>>(layer, step, first, rows, carry: true);
            }
        }
    }

    /// <summary>Runs a kernel on the rows of a step. Padded rows carry the state on, in the last kernel of the step.</summary>
    private static void Rows<K>(in RecurrentPointers layer, int step, int first, int rows, bool carry)
        where K : struct, IRowKernel
    {
        var d = layer.Dimensions;
        int t = d.TimeOf(step);
        for (int b = first; b < first + rows; b++)
        {
            nint row = (nint)t * d.Batch + b;
            nint state = row * d.Hidden, before = state + (nint)d.Back * d.Batch * d.Hidden, initial = (nint)b * d.Hidden;
            if (layer.Lengths != null && t >= layer.Lengths[b])
            {
                if (carry)
                    SequenceEnds.Carry(layer, step, b);
                continue;
            }

            RowUnits<S, V, K>.Run(
                new FurtherRow
                {
                    Gates = layer.Gates + row * d.GateWidth,
                    Stride = d.Hidden,
                    Blocks = new LstmGates(d.Variant),
                    Variant = d.Variant,
                    IsMinimal = d.Cell == CellKind.Mgu,
                    Peepholes = layer.Peepholes,
                    PreviousHidden = step == 0 ? layer.InitialHidden + initial : layer.Hidden + before,
                    Hidden = layer.Hidden + state,
                    PreviousCell = step == 0 ? layer.InitialCell + initial : layer.Cell + before,
                    Cell = layer.Cell + state,
                    Reset = layer.Candidate + state,
                },
                d.Hidden);
        }
    }
}
