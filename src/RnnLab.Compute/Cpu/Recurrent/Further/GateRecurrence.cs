using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;
using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>
/// The product with the weights of full gate recurrence [S*H, S*H], where gates are kept with g among them: the sigmoid gates before g (i, f) and those
/// after it (o) are two stretches of a row, so that it is made of up to four products and g is neither read nor written.
/// </summary>
internal readonly unsafe struct GateRecurrence<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly RecurrentProduct<S, V> _earlyToEarly, _earlyToLate, _lateToEarly, _lateToLate;
    private readonly int _late;

    /// <summary>
    /// Packs into <paramref name="memory"/>, of <see cref="SizeOf"/> floats; without it the weights stay where they lie. Transposed it goes from the gates
    /// of a step to those of the next, as it is from gradients of pre-activations to those of the gates before.
    /// </summary>
    public GateRecurrence(ComputeThreads threads, float* memory, RecurrentDimensions d, float* weights, bool transposed)
    {
        if (!d.CarriesGates)
            return;
        var (early, late) = Stretches(d);
        _late = early + d.Hidden;
        var all = new Matrix(weights, d.SigmoidWidth, transposed);
        _earlyToEarly = Part(threads, ref memory, all, 0, early, 0, early);
        _earlyToLate = Part(threads, ref memory, all, 0, early, early, late);
        _lateToEarly = Part(threads, ref memory, all, early, late, 0, early);
        _lateToLate = Part(threads, ref memory, all, early, late, early, late);
    }

    /// <summary>The floats of memory that packing takes.</summary>
    public static long SizeOf(RecurrentDimensions d, bool pack)
    {
        if (!d.CarriesGates)
            return 0;
        var (early, late) = Stretches(d);
        return RecurrentProduct<S, V>.SizeOf(early, early, pack) + RecurrentProduct<S, V>.SizeOf(early, late, pack)
            + RecurrentProduct<S, V>.SizeOf(late, early, pack) + RecurrentProduct<S, V>.SizeOf(late, late, pack);
    }

    /// <summary>to [rows, G*H] += from [rows, G*H] times the weights, but for g. Unpacked, the caller must be the thread that commands the others.</summary>
    public void Run(ComputeThreads threads, MemoryPool pool, int rows, float* from, float* to, int width)
    {
        _earlyToEarly.Run(threads, pool, rows, from, width, to, width, accumulate: true);
        _lateToEarly.Run(threads, pool, rows, from + _late, width, to, width, accumulate: true);
        _earlyToLate.Run(threads, pool, rows, from, width, to + _late, width, accumulate: true);
        _lateToLate.Run(threads, pool, rows, from + _late, width, to + _late, width, accumulate: true);
    }

    /// <summary>The gradient of the weights += (gradients [rows, G*H])^T gates [rows, G*H], but for g.</summary>
    public static void AddGradient(ComputeThreads threads, MemoryPool pool, RecurrentDimensions d, float* gradients, float* gates, float* weights)
    {
        int width = d.GateWidth, rows = d.Time * d.Batch;
        var (early, late) = Stretches(d);
        Span<(int Begin, int Count, int Row)> stretches = [(0, early, 0), (early + d.Hidden, late, early)];
        foreach (var (down, height, row) in stretches)
        {
            foreach (var (across, columns, column) in stretches)
            {
                if (height == 0 || columns == 0)
                    continue;
                float* target = weights + (nint)row * d.SigmoidWidth + column;
                Product<S, V>.Run(
                    threads, pool, height, columns, rows, new Matrix(gradients + down, width, transposed: true), new Matrix(gates + across, width), target, d.SigmoidWidth, target, d.SigmoidWidth);
            }
        }
    }

    private static RecurrentProduct<S, V> Part(ComputeThreads threads, ref float* memory, Matrix all, int row, int depth, int column, int columns)
    {
        if (depth == 0 || columns == 0)
            return default;
        var part = new RecurrentProduct<S, V>(threads, memory, all.FromRow(row).FromColumn(column), depth, columns);
        if (memory != null)
            memory += RecurrentProduct<S, V>.SizeOf(depth, columns, pack: true);
        return part;
    }

    private static (int Early, int Late) Stretches(RecurrentDimensions d)
    {
        int early = new LstmGates(d.Variant).Candidate * d.Hidden;
        return (early, d.SigmoidWidth - early);
    }
}
