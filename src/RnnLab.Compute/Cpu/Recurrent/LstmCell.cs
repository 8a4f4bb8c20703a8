using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>c' = f c + i g, h' = o tanh c', and the derivatives.</summary>
internal readonly unsafe struct LstmCell<S, V> : ICell
    where S : struct, ISimd<V>
    where V : struct
{
    public static CellKind Kind => CellKind.Lstm;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        float* gateI = row.Gates, gateF = gateI + row.GateStride, gateG = gateF + row.GateStride, gateO = gateG + row.GateStride;
        float* previousCell = row.PreviousCell, cell = row.Cell, hidden = row.Hidden;
        for (int n = from; n < to; n += S.Lanes)
        {
            V i = VectorMath<S, V>.Sigmoid(Ends<S, V, E>.Load(gateI + n, count));
            V f = VectorMath<S, V>.Sigmoid(Ends<S, V, E>.Load(gateF + n, count));
            V g = VectorMath<S, V>.Tanh(Ends<S, V, E>.Load(gateG + n, count));
            V o = VectorMath<S, V>.Sigmoid(Ends<S, V, E>.Load(gateO + n, count));
            V c = S.MultiplyAdd(f, Ends<S, V, E>.Load(previousCell + n, count), S.Multiply(i, g));
            V h = S.Multiply(o, VectorMath<S, V>.Tanh(c));
            Ends<S, V, E>.Store(gateI + n, i, count);
            Ends<S, V, E>.Store(gateF + n, f, count);
            Ends<S, V, E>.Store(gateG + n, g, count);
            Ends<S, V, E>.Store(gateO + n, o, count);
            Ends<S, V, E>.Store(cell + n, c, count);
            Ends<S, V, E>.Store(hidden + n, h, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        float* gateI = row.Gates, gateF = gateI + row.GateStride, gateG = gateF + row.GateStride, gateO = gateG + row.GateStride;
        float* gradientI = row.GateGradient, gradientF = gradientI + row.GateStride, gradientG = gradientF + row.GateStride, gradientO = gradientG + row.GateStride;
        float* previousCell = row.PreviousCell, cell = row.Cell, output = row.OutputGradient, hiddenGradient = row.HiddenGradient, cellGradient = row.CellGradient;
        V one = S.Create(1);
        for (int n = from; n < to; n += S.Lanes)
        {
            V i = Ends<S, V, E>.Load(gateI + n, count), f = Ends<S, V, E>.Load(gateF + n, count);
            V g = Ends<S, V, E>.Load(gateG + n, count), o = Ends<S, V, E>.Load(gateO + n, count);
            V tanhC = VectorMath<S, V>.Tanh(Ends<S, V, E>.Load(cell + n, count));
            V dh = S.Add(Ends<S, V, E>.Load(output + n, count), Ends<S, V, E>.Load(hiddenGradient + n, count));
            V dc = S.MultiplyAdd(S.Multiply(dh, o), S.MultiplySubtractFrom(tanhC, tanhC, one), Ends<S, V, E>.Load(cellGradient + n, count));
            V cPrevious = Ends<S, V, E>.Load(previousCell + n, count);
            Ends<S, V, E>.Store(gradientI + n, S.Multiply(S.Multiply(dc, g), S.MultiplySubtractFrom(i, i, i)), count);
            Ends<S, V, E>.Store(gradientF + n, S.Multiply(S.Multiply(dc, cPrevious), S.MultiplySubtractFrom(f, f, f)), count);
            Ends<S, V, E>.Store(gradientG + n, S.Multiply(S.Multiply(dc, i), S.MultiplySubtractFrom(g, g, one)), count);
            Ends<S, V, E>.Store(gradientO + n, S.Multiply(S.Multiply(dh, tanhC), S.MultiplySubtractFrom(o, o, o)), count);
            Ends<S, V, E>.Store(cellGradient + n, S.Multiply(dc, f), count);
        }
    }
}
