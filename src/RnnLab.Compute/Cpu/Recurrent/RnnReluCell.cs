using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>h' = max(0, pre-activation), and its derivative.</summary>
internal readonly unsafe struct RnnReluCell<S, V> : ICell
    where S : struct, ISimd<V>
    where V : struct
{
    public static CellKind Kind => CellKind.RnnRelu;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        float* gates = row.Gates, hidden = row.Hidden;
        V zero = S.Create(0);
        for (int n = from; n < to; n += S.Lanes)
        {
            V h = S.Max(zero, Ends<S, V, E>.Load(gates + n, count));
            Ends<S, V, E>.Store(gates + n, h, count);
            Ends<S, V, E>.Store(hidden + n, h, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        float* gates = row.Gates, output = row.OutputGradient, hiddenGradient = row.HiddenGradient, gradient = row.GateGradient;
        V zero = S.Create(0);
        for (int n = from; n < to; n += S.Lanes)
        {
            V dh = S.Add(Ends<S, V, E>.Load(output + n, count), Ends<S, V, E>.Load(hiddenGradient + n, count));
            Ends<S, V, E>.Store(gradient + n, S.IfGreater(Ends<S, V, E>.Load(gates + n, count), zero, dh, zero), count);
        }
    }
}
