using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>One of the products that a step makes with the same matrix [depth, columns]: packed once for a long walk, or read where it lies for a few rows.</summary>
internal readonly unsafe struct RecurrentProduct<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Steps of the depth in one pass over the panels, as many as keep a tile's rows in the first-level cache.</summary>
    private const int DepthBlock = 512;

    private readonly PackedMatrix<S, V> _packed;
    private readonly Matrix _matrix;
    private readonly int _depth, _columns;
    private readonly bool _isPacked;

    /// <summary>Packs into <paramref name="memory"/>, of <see cref="PackedMatrix{S, V}.SizeOf"/> floats; without it the matrix stays where it lies.</summary>
    public RecurrentProduct(ComputeThreads threads, float* memory, Matrix matrix, int depth, int columns)
    {
        _matrix = matrix;
        _depth = depth;
        _columns = columns;
        _isPacked = memory != null;
        if (_isPacked && columns > 0)
            _packed = Product<S, V>.Pack(threads, memory, matrix, depth, columns);
    }

    /// <summary>The floats of memory that packing takes.</summary>
    public static long SizeOf(int depth, int columns, bool pack) => pack ? PackedMatrix<S, V>.SizeOf(depth, columns) : 0;

    /// <summary>c [rows, columns] (+)= a [rows, depth] times the matrix. Unpacked, the caller must be the thread that commands the others.</summary>
    public void Run(ComputeThreads threads, MemoryPool pool, int rows, float* a, nint aStride, float* c, nint cStride, bool accumulate)
    {
        // The cell has no such product.
        if (_columns == 0)
            return;
        if (!_isPacked)
        {
            SmallProduct<S, V>.Run(threads, pool, rows, _columns, _depth, new Matrix(a, aStride), _matrix, c, cStride, accumulate ? c : null, cStride);
            return;
        }

        for (int k = 0; k < _depth; k += DepthBlock)
            BlockProduct<S, V>.Run(rows, a + k, aStride, _packed, 0, _packed.Panels, k, Math.Min(DepthBlock, _depth - k), c, cStride, accumulate || k > 0 ? c : null, cStride);
    }
}
