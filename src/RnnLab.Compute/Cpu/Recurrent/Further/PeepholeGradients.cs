using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;
using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>The gradient of the peephole weights: for each gate and unit the sum over all rows of dL/d(pre-activation) times the cell state that the gate saw.</summary>
internal static unsafe class PeepholeGradients<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Rows summed before their sum is added to the total: rounding errors then grow with the number of blocks, not of rows.</summary>
    private const int BlockRows = 64;

    private struct Job
    {
        public RecurrentDimensions Dimensions;
        public float* Preactivations, PreviousCell, Cell, Gradient;
    }

    /// <summary>gradient [S, H] +=, from dL/d(pre-activation) [T*B, G*H] and c before and after each step [T*B, H].</summary>
    public static void Add(ComputeThreads threads, RecurrentDimensions d, float* preactivations, float* previousCell, float* cell, float* gradient)
    {
        var job = new Job { Dimensions = d, Preactivations = preactivations, PreviousCell = previousCell, Cell = cell, Gradient = gradient };
        threads.Run(RowTiles.Count(d.Hidden, S.Lanes), &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var d = job->Dimensions;
        var blocks = new LstmGates(d.Variant);
        int unit = piece * S.Lanes, count = Math.Min(S.Lanes, d.Hidden - unit);
        Gate(job, blocks.Input, job->PreviousCell, unit, count);
        Gate(job, blocks.Forget, job->PreviousCell, unit, count);
        Gate(job, blocks.Output, job->Cell, unit, count);
    }

    private static void Gate(Job* job, int block, float* seen, int unit, int count)
    {
        if (block < 0)
            return;
        var d = job->Dimensions;
        int rows = d.Time * d.Batch, width = d.GateWidth;
        float* preactivation = job->Preactivations + (nint)block * d.Hidden + unit, state = seen + unit;
        V total = S.Create(0);
        for (int row = 0; row < rows;)
        {
            V sum = S.Create(0);
            for (int end = Math.Min(rows, row + BlockRows); row < end; row++, preactivation += width, state += d.Hidden)
                sum = S.MultiplyAdd(S.LoadPart(preactivation, count), S.LoadPart(state, count), sum);
            total = S.Add(total, sum);
        }

        float* gradient = job->Gradient + (nint)new LstmGates(d.Variant).Sigmoid(block) * d.Hidden + unit;
        S.StorePart(gradient, S.Add(S.LoadPart(gradient, count), total), count);
    }
}
