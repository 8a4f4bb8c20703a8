using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>The sigmoid gates of a cell that resets before the product, and r * h (f * h in the minimal gated unit) for the product to come.</summary>
internal readonly unsafe struct ResetBeforeGates<S, V> : IRowKernel
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<E>(in FurtherRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        float* reset = row.Gates, update = reset + row.Stride;
        bool minimal = row.IsMinimal;
        for (int n = from; n < to; n += S.Lanes)
        {
            V r = VectorMath<S, V>.Sigmoid(Ends<S, V, E>.Load(reset + n, count));
            Ends<S, V, E>.Store(reset + n, r, count);
            Ends<S, V, E>.Store(row.Reset + n, S.Multiply(r, Ends<S, V, E>.Load(row.PreviousHidden + n, count)), count);
            if (!minimal)
                Ends<S, V, E>.Store(update + n, VectorMath<S, V>.Sigmoid(Ends<S, V, E>.Load(update + n, count)), count);
        }
    }
}

/// <summary>n = tanh(pre-activation); h' = (1 - z) n + z h, where the minimal gated unit has 1 - f for z.</summary>
internal readonly unsafe struct ResetBeforeCandidate<S, V> : IRowKernel
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<E>(in FurtherRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        bool minimal = row.IsMinimal;
        float* gate = minimal ? row.Gates : row.Gates + row.Stride, candidate = gate + row.Stride;
        for (int k = from; k < to; k += S.Lanes)
        {
            V z = Ends<S, V, E>.Load(gate + k, count), h = Ends<S, V, E>.Load(row.PreviousHidden + k, count);
            V n = VectorMath<S, V>.Tanh(Ends<S, V, E>.Load(candidate + k, count));
            Ends<S, V, E>.Store(candidate + k, n, count);
            Ends<S, V, E>.Store(row.Hidden + k, minimal ? S.MultiplyAdd(z, S.Subtract(n, h), h) : S.MultiplyAdd(z, S.Subtract(h, n), n), count);
        }
    }
}

/// <summary>
/// Backward, as far as the product allows: dL/d(pre-activation) of n; of z in the GRU; in the minimal gated unit dL/df as far as it comes from
/// h' alone, left in f's place.
/// </summary>
internal readonly unsafe struct ResetBeforeCandidateBackward<S, V> : IRowKernel
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<E>(in FurtherRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        bool minimal = row.IsMinimal;
        nint gate = minimal ? 0 : row.Stride, candidate = gate + row.Stride;
        V one = S.Create(1);
        for (int k = from; k < to; k += S.Lanes)
        {
            V g = Ends<S, V, E>.Load(row.Gates + gate + k, count), n = Ends<S, V, E>.Load(row.Gates + candidate + k, count);
            V h = Ends<S, V, E>.Load(row.PreviousHidden + k, count), other = S.Subtract(one, g);
            V dh = S.Add(Ends<S, V, E>.Load(row.OutputGradient + k, count), Ends<S, V, E>.Load(row.HiddenGradient + k, count));
            V dn = S.Multiply(S.Multiply(dh, minimal ? g : other), S.MultiplySubtractFrom(n, n, one));
            V dg = minimal ? S.Multiply(dh, S.Subtract(n, h)) : S.Multiply(S.Multiply(dh, S.Subtract(h, n)), S.MultiplySubtractFrom(g, g, g));
            Ends<S, V, E>.Store(row.GateGradient + candidate + k, dn, count);
            Ends<S, V, E>.Store(row.GateGradient + gate + k, dg, count);
            Ends<S, V, E>.Store(row.HiddenGradient + k, S.Multiply(dh, minimal ? other : g), count);
        }
    }
}

/// <summary>Backward, once dL/d(r * h) is there: dL/d(pre-activation) of r (f in the minimal gated unit), and r's share of dL/dh.</summary>
internal readonly unsafe struct ResetBeforeGatesBackward<S, V> : IRowKernel
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<E>(in FurtherRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        bool minimal = row.IsMinimal;
        for (int k = from; k < to; k += S.Lanes)
        {
            V r = Ends<S, V, E>.Load(row.Gates + k, count), reset = Ends<S, V, E>.Load(row.ResetGradient + k, count);
            V dr = S.Multiply(reset, Ends<S, V, E>.Load(row.PreviousHidden + k, count));
            if (minimal)
                dr = S.Add(dr, Ends<S, V, E>.Load(row.GateGradient + k, count));
            Ends<S, V, E>.Store(row.GateGradient + k, S.Multiply(dr, S.MultiplySubtractFrom(r, r, r)), count);
            Ends<S, V, E>.Store(row.HiddenGradient + k, S.MultiplyAdd(reset, r, Ends<S, V, E>.Load(row.HiddenGradient + k, count)), count);
        }
    }
}
