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

    /// <summary>Weights from which on two threads are faster than one, and weights in one piece of work where there are several for each thread.</summary>
    private const int SharedWeights = 24 * 1024, PieceWeights = 128 * 1024;

    private struct Job
    {
        public RecurrentPointers Layer;
        public int Step, Pieces;
    }

    /// <summary>Whether so few sequences and steps are better done here.</summary>
    public static bool IsFor(in RecurrentPointers layer) => layer.Dimensions.Batch <= MaxBatch && layer.Dimensions.Time <= MaxTime && layer.Lengths == null;

    /// <summary>Runs all steps, the input's share of the gates included.</summary>
    public static void Run(ComputeThreads threads, in RecurrentPointers layer)
    {
        var d = layer.Dimensions;
        long weights = (long)d.GateWidth * (d.Hidden + (layer.Dense != null ? d.Input : 0));
        var job = new Job { Layer = layer, Pieces = Math.Min(PiecesOf(weights, threads.Count), RowTiles.Count(d.Hidden, S.Lanes)) };
        for (job.Step = 0; job.Step < d.Time; job.Step++)
            threads.Run(job.Pieces, &Piece, &job);
    }

    /// <summary>
    /// The same number for every thread: the rows of a piece lie one after the other and should be many. It may depend on the number of threads, for each unit is computed by itself and
    /// pieces are whole vectors of them.
    /// </summary>
    private static int PiecesOf(long weights, int threads)
    {
        int sharing = (int)Math.Clamp(weights / (SharedWeights / 2), 1, threads);
        return sharing == 1 ? 1 : sharing * (int)Math.Clamp(weights / sharing / PieceWeights, 1, 4);
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
            // The GRU's n keeps both parts apart: r stands between them.
            bool apart = C.Kind == CellKind.Gru && gate >= 2 * hidden;
            Input(layer, row, gate, units, apart);
            float* sum = apart ? layer.Candidate + state + first : gates + gate, start = apart ? layer.RecurrentBias + gate : gates + gate;
            RowDots<S, V>.Run(previous, layer.RecurrentWeights + (nint)gate * hidden, hidden, hidden, units, sum, start);
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

    /// <summary>gates[gate..] = what the input and the biases give: a column of the weights, or a product.</summary>
    private static void Input(in RecurrentPointers layer, nint row, int gate, int units, bool apart)
    {
        int inputs = layer.Dimensions.Input;
        float* gates = layer.Gates + row * layer.Dimensions.GateWidth + gate, weights = layer.InputWeights + (nint)gate * inputs;
        float* column = layer.Tokens == null ? null : weights + layer.Tokens[row];
        for (int n = 0; n < units; n++)
        {
            float bias = layer.InputBias[gate + n] + (apart ? 0 : layer.RecurrentBias[gate + n]);
            gates[n] = column == null ? bias : column[(nint)n * inputs] + bias;
        }

        if (layer.Dense != null)
            RowDots<S, V>.Run(layer.Dense + row * inputs, weights, inputs, inputs, units, gates, gates);
    }
}
