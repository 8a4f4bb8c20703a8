using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>n = tanh(x part + r * recurrent part), h' = (1 - z) n + z h, and the derivatives.</summary>
internal readonly unsafe struct GruCell<S, V> : ICell
    where S : struct, ISimd<V>
    where V : struct
{
    public static CellKind Kind => CellKind.Gru;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        float* gateR = row.Gates, gateZ = gateR + row.GateStride, gateN = gateZ + row.GateStride;
        float* candidate = row.Candidate, previous = row.PreviousHidden, hidden = row.Hidden;
        for (int k = from; k < to; k += S.Lanes)
        {
            V r = VectorMath<S, V>.Sigmoid(Ends<S, V, E>.Load(gateR + k, count));
            V z = VectorMath<S, V>.Sigmoid(Ends<S, V, E>.Load(gateZ + k, count));
            V n = VectorMath<S, V>.Tanh(S.MultiplyAdd(r, Ends<S, V, E>.Load(candidate + k, count), Ends<S, V, E>.Load(gateN + k, count)));
            V h = S.MultiplyAdd(z, S.Subtract(Ends<S, V, E>.Load(previous + k, count), n), n);
            Ends<S, V, E>.Store(gateR + k, r, count);
            Ends<S, V, E>.Store(gateZ + k, z, count);
            Ends<S, V, E>.Store(gateN + k, n, count);
            Ends<S, V, E>.Store(hidden + k, h, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        float* gateR = row.Gates, gateZ = gateR + row.GateStride, gateN = gateZ + row.GateStride;
        float* gradientR = row.GateGradient, gradientZ = gradientR + row.GateStride, gradientN = gradientZ + row.GateStride;
        float* candidate = row.Candidate, previous = row.PreviousHidden, output = row.OutputGradient, hiddenGradient = row.HiddenGradient;
        float* candidateGradient = row.CandidateGradient;
        V one = S.Create(1);
        for (int k = from; k < to; k += S.Lanes)
        {
            V r = Ends<S, V, E>.Load(gateR + k, count), z = Ends<S, V, E>.Load(gateZ + k, count), n = Ends<S, V, E>.Load(gateN + k, count);
            V dh = S.Add(Ends<S, V, E>.Load(output + k, count), Ends<S, V, E>.Load(hiddenGradient + k, count));
            V dn = S.Multiply(S.Multiply(dh, S.Subtract(one, z)), S.MultiplySubtractFrom(n, n, one));
            V dz = S.Multiply(S.Multiply(dh, S.Subtract(Ends<S, V, E>.Load(previous + k, count), n)), S.MultiplySubtractFrom(z, z, z));
            V dr = S.Multiply(S.Multiply(dn, Ends<S, V, E>.Load(candidate + k, count)), S.MultiplySubtractFrom(r, r, r));
            Ends<S, V, E>.Store(gradientR + k, dr, count);
            Ends<S, V, E>.Store(gradientZ + k, dz, count);
            Ends<S, V, E>.Store(gradientN + k, dn, count);
            Ends<S, V, E>.Store(candidateGradient + k, S.Multiply(dn, r), count);
            Ends<S, V, E>.Store(hiddenGradient + k, S.Multiply(dh, z), count);
        }
    }
}
