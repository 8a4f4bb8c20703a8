using System.Runtime.Intrinsics.X86;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>
/// One-hot input: W x is a column of W. The weights [GH, I] are turned once into a table [I, GH] of rows, bias included, and their gradient
/// is summed in such a table and turned back.
/// </summary>
internal static unsafe class TokenTable<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Gate columns in one piece of work: a piece's part of the table stays in a near cache for ordinary vocabularies.</summary>
    private const int PieceColumns = 64;

    /// <summary>Elements up to which one thread is as fast as several.</summary>
    private const long AloneElements = 96 * 1024;

    private struct Job
    {
        public float* Weights;
        public float* Bias;
        public float* Table;
        public float* Gradient;
        public float* Sums;
        public int* Tokens;
        public int Size, Width, Rows, Pieces;
    }

    /// <summary>table[token, :] = weights[:, token] + bias.</summary>
    public static void Build(ComputeThreads threads, float* weights, float* bias, int size, int width, float* table)
    {
        var job = new Job { Weights = weights, Bias = bias, Table = table, Size = size, Width = width, Pieces = RowTiles.Count(width, PieceColumns) };
        threads.Run(job.Pieces, &BuildPiece, &job, alone: (long)size * width < AloneElements);
    }

    /// <summary>gates[n, :] = weights[:, tokens[n]] + bias, without a table: for a few tokens of a large vocabulary.</summary>
    public static void GatherColumns(float* weights, float* bias, int size, int width, int* tokens, int rows, float* gates)
    {
        for (int n = 0; n < rows; n++)
        {
            float* column = weights + tokens[n], row = gates + (nint)n * width;
            for (int gate = 0; gate < width; gate++)
                row[gate] = column[(nint)gate * size] + bias[gate];
        }
    }

    /// <summary>gates[n, :] = table[tokens[n], :].</summary>
    public static void CopyRows(float* table, int* tokens, int rows, int width, float* gates)
    {
        for (int n = 0; n < rows; n++)
            new ReadOnlySpan<float>(table + (nint)tokens[n] * width, width).CopyTo(new Span<float>(gates + (nint)n * width, width));
    }

    /// <summary>weights[:, tokens[n]] += gradient[n, :], in the order of n, and sums = the sum over n of gradient[n, :]. table is scratch of the weights' size.</summary>
    public static void ScatterAdd(ComputeThreads threads, float* gradient, int* tokens, int rows, int size, int width, float* table, float* weights, float* sums)
    {
        var job = new Job { Weights = weights, Table = table, Gradient = gradient, Sums = sums, Tokens = tokens, Rows = rows, Size = size, Width = width, Pieces = RowTiles.Count(width, PieceColumns) };
        threads.Run(job.Pieces, &ScatterPiece, &job, alone: (long)(rows + size) * width < AloneElements);
    }

    private static void BuildPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (first, columns) = RowTiles.Get(job->Width, job->Pieces, piece);
        for (int gate = first; gate < first + columns; gate++)
        {
            float* source = job->Weights + (nint)gate * job->Size, target = job->Table + gate;
            float bias = job->Bias[gate];
            for (int token = 0; token < job->Size; token++)
                target[(nint)token * job->Width] = source[token] + bias;
        }
    }

    private static void ScatterPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (first, columns) = RowTiles.Get(job->Width, job->Pieces, piece);
        float* table = job->Table + (nint)first * job->Size;
        new Span<float>(table, columns * job->Size).Clear();
        for (int n = 0; n < job->Rows; n++)
            AddRow(job->Gradient + (nint)n * job->Width + first, table + (nint)job->Tokens[n] * columns, columns, 12 * (nint)job->Width);

        for (int gate = 0; gate < columns; gate++)
        {
            float* target = job->Weights + (nint)(first + gate) * job->Size;
            double sum = 0;
            for (int token = 0; token < job->Size; token++)
            {
                float gradient = table[(nint)token * columns + gate];
                target[token] += gradient;
                sum += gradient;
            }

            job->Sums[first + gate] = (float)sum;
        }
    }

    private static void AddRow(float* source, float* sum, int count, nint ahead)
    {
        int n = 0;
        for (; n + S.Lanes <= count; n += S.Lanes)
        {
            // The rows of a piece lie far apart: ask for one that comes later.
            if (Sse.IsSupported)
                Sse.Prefetch0(source + n + ahead);
            S.Store(sum + n, S.Add(S.Load(sum + n), S.Load(source + n)));
        }

        for (; n < count; n++)
            sum[n] += source[n];
    }
}
