using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>
/// One layer over a few steps of a few sequences, as when one character at a time is written: the weights are read where they lie, for packing would cost as much as
/// the product. Each piece takes some units through the whole step, all their gates and their cells, so that threads meet once a step and share nothing but the
/// states.
/// </summary>
internal static unsafe class RecurrentSteps<S, V, C>
    where S : struct, ISimd<V>
    where V : struct
    where C : struct, ICell
{
    /// <summary>Sequences and steps up to which this pays.</summary>
    private const int MaxBatch = SmallProduct<S, V>.MaxRows, MaxTime = 4;

    /// <summary>Weights in one piece of work.</summary>
    private const int PieceWeights = 64 * 1024;

    private struct Job
    {
        public RecurrentPointers Layer;
        public float* Table, Bias;
        public int Step, Pieces;
    }

    /// <summary>Whether so few sequences and steps are better done here.</summary>
    public static bool IsFor(in RecurrentPointers layer) => layer.Dimensions.Batch <= MaxBatch && layer.Dimensions.Time <= MaxTime && layer.Lengths == null;

    /// <summary>Runs all steps. bias [GH] goes with a dense input; table, where not null, has a row [GH] for each token; tokens without a table are in the gates already.</summary>
    public static void Run(ComputeThreads threads, in RecurrentPointers layer, float* bias, float* table)
    {
        var d = layer.Dimensions;
        long weights = (long)d.GateWidth * (d.Hidden + (layer.Dense != null ? d.Input : 0));
        var job = new Job { Layer = layer, Table = table, Bias = bias, Pieces = (int)Math.Clamp(weights / PieceWeights, 1, RowTiles.Count(d.Hidden, S.Lanes)) };
        for (job.Step = 0; job.Step < d.Time; job.Step++)
            threads.Run(job.Pieces, &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int hidden = job->Layer.Dimensions.Hidden;
        var (vector, vectors) = RowTiles.Get(RowTiles.Count(hidden, S.Lanes), job->Pieces, piece);
        int first = vector * S.Lanes, units = Math.Min(vectors * S.Lanes, hidden - first);
        for (int b = 0; b < job->Layer.Dimensions.Batch; b++)
            Units(job, b, first, units);
    }

    /// <summary>Units [first, first + units) of one sequence.</summary>
    private static void Units(Job* job, int b, int first, int units)
    {
        ref readonly var layer = ref job->Layer;
        var d = layer.Dimensions;
        int hidden = d.Hidden, width = d.GateWidth;
        nint row = (nint)d.TimeOf(job->Step) * d.Batch + b, state = row * hidden, before = state + (nint)d.Back * d.Batch * hidden, initial = (nint)b * hidden;
        float* gates = layer.Gates + row * width;
        float* previous = job->Step == 0 ? layer.InitialHidden + initial : layer.Hidden + before;
        for (int gate = first; gate < width; gate += hidden)
        {
            float* input = job->Table != null ? job->Table + (nint)layer.Tokens[row] * width + gate : gates + gate;
            if (layer.Dense != null)
                SmallProduct<S, V>.Dots(layer.Dense + row * d.Input, layer.InputWeights + (nint)gate * d.Input, d.Input, d.Input, units, gates + gate, job->Bias + gate);
            float* sum = gates + gate, start = input;

            // The GRU's n keeps both parts apart: r stands between them.
            if (C.Kind == CellKind.Gru && gate >= 2 * hidden)
            {
                if (input != gates + gate)
                    new ReadOnlySpan<float>(input, units).CopyTo(new Span<float>(gates + gate, units));
                sum = layer.Candidate + state + first;
                start = layer.RecurrentBias + gate;
            }

            SmallProduct<S, V>.Dots(previous, layer.RecurrentWeights + (nint)gate * hidden, hidden, hidden, units, sum, start);
        }

        CellUnits<S, V, C>.Forward(
            new CellRow
            {
                Gates = gates + first,
                GateStride = hidden,
                Candidate = layer.Candidate + state + first,
                PreviousHidden = previous + first,
                Hidden = layer.Hidden + state + first,
                PreviousCell = (job->Step == 0 ? layer.InitialCell + initial : layer.Cell + before) + first,
                Cell = layer.Cell + state + first,
            },
            units);
    }
}
