using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>c' = f c + i g, h' = o tanh c' with the options of Greff et al. 2017. The options are the same for all units, so that the branches are foreseen.</summary>
internal readonly unsafe struct LstmVariantForward<S, V> : IRowKernel
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<E>(in FurtherRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        var blocks = row.Blocks;
        bool coupled = row.Variant.Has(LstmVariant.CoupledGates), squashInput = !row.Variant.Has(LstmVariant.NoInputActivation), squashOutput = !row.Variant.Has(LstmVariant.NoOutputActivation);
        float* gates = row.Gates, candidate = gates + blocks.Candidate * row.Stride, peepholes = row.Peepholes;
        V one = S.Create(1);
        for (int n = from; n < to; n += S.Lanes)
        {
            V before = Ends<S, V, E>.Load(row.PreviousCell + n, count);
            V i = blocks.Input < 0 ? one : Gate<E>(row, blocks.Input, n, count, before);
            V f = coupled ? S.Subtract(one, i) : blocks.Forget < 0 ? one : Gate<E>(row, blocks.Forget, n, count, before);
            V g = Ends<S, V, E>.Load(candidate + n, count);
            if (squashInput)
            {
                g = VectorMath<S, V>.Tanh(g);
                Ends<S, V, E>.Store(candidate + n, g, count);
            }

            V c = S.MultiplyAdd(f, before, S.Multiply(i, g));
            V o = blocks.Output < 0 ? one : Gate<E>(row, blocks.Output, n, count, c);
            Ends<S, V, E>.Store(row.Cell + n, c, count);
            Ends<S, V, E>.Store(row.Hidden + n, S.Multiply(o, squashOutput ? VectorMath<S, V>.Tanh(c) : c), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Gate<E>(in FurtherRow row, int block, int n, int count, V seen)
        where E : struct, IEnd
    {
        float* address = row.Gates + block * row.Stride + n;
        V preactivation = Ends<S, V, E>.Load(address, count);
        if (row.Peepholes != null)
            preactivation = S.MultiplyAdd(Ends<S, V, E>.Load(row.Peepholes + row.Blocks.Sigmoid(block) * row.Stride + n, count), seen, preactivation);
        V gate = VectorMath<S, V>.Sigmoid(preactivation);
        Ends<S, V, E>.Store(address, gate, count);
        return gate;
    }
}

/// <summary>The derivatives of <see cref="LstmVariantForward{S, V}"/>.</summary>
internal readonly unsafe struct LstmVariantBackward<S, V> : IRowKernel
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<E>(in FurtherRow row, int from, int to, int count)
        where E : struct, IEnd
    {
        var blocks = row.Blocks;
        bool coupled = row.Variant.Has(LstmVariant.CoupledGates), squashInput = !row.Variant.Has(LstmVariant.NoInputActivation), squashOutput = !row.Variant.Has(LstmVariant.NoOutputActivation);
        float* candidate = row.Gates + blocks.Candidate * row.Stride, candidateGradient = row.GateGradient + blocks.Candidate * row.Stride;
        V one = S.Create(1), zero = S.Create(0);
        for (int n = from; n < to; n += S.Lanes)
        {
            V i = GateValue<E>(row, blocks.Input, n, count, one), o = GateValue<E>(row, blocks.Output, n, count, one);
            V f = coupled ? S.Subtract(one, i) : GateValue<E>(row, blocks.Forget, n, count, one);
            V g = Ends<S, V, E>.Load(candidate + n, count), c = Ends<S, V, E>.Load(row.Cell + n, count), before = Ends<S, V, E>.Load(row.PreviousCell + n, count);
            V shown = squashOutput ? VectorMath<S, V>.Tanh(c) : c;
            V dh = S.Add(Ends<S, V, E>.Load(row.OutputGradient + n, count), Ends<S, V, E>.Load(row.HiddenGradient + n, count));
            Ends<S, V, E>.Store(row.HiddenGradient + n, zero, count);

            V dhShown = S.Multiply(dh, o);
            V dc = S.Add(Ends<S, V, E>.Load(row.CellGradient + n, count), squashOutput ? S.Multiply(dhShown, S.MultiplySubtractFrom(shown, shown, one)) : dhShown);
            dc = GateBackward<E>(row, blocks.Output, n, count, S.Multiply(dh, shown), o, dc);

            V dcBefore = S.Multiply(dc, f);
            dcBefore = GateBackward<E>(row, blocks.Input, n, count, S.Multiply(dc, coupled ? S.Subtract(g, before) : g), i, dcBefore);
            dcBefore = GateBackward<E>(row, blocks.Forget, n, count, S.Multiply(dc, before), f, dcBefore);
            Ends<S, V, E>.Store(row.CellGradient + n, dcBefore, count);

            V dg = S.Multiply(dc, i);
            if (row.GatesCarried != null)
            {
                float* carried = row.GatesCarried + blocks.Candidate * row.Stride + n;
                dg = S.Add(dg, Ends<S, V, E>.Load(carried, count));
                Ends<S, V, E>.Store(carried, zero, count);
            }

            Ends<S, V, E>.Store(candidateGradient + n, squashInput ? S.Multiply(dg, S.MultiplySubtractFrom(g, g, one)) : dg, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GateValue<E>(in FurtherRow row, int block, int n, int count, V one)
        where E : struct, IEnd => block < 0 ? one : Ends<S, V, E>.Load(row.Gates + block * row.Stride + n, count);

    /// <summary>From dL/d(gate) to dL/d(pre-activation); returns dL/d(cell state that its peephole saw), added to <paramref name="seenGradient"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GateBackward<E>(in FurtherRow row, int block, int n, int count, V gradient, V gate, V seenGradient)
        where E : struct, IEnd
    {
        if (block < 0)
            return seenGradient;
        nint at = block * row.Stride + n;
        if (row.GatesCarried != null)
        {
            gradient = S.Add(gradient, Ends<S, V, E>.Load(row.GatesCarried + at, count));
            Ends<S, V, E>.Store(row.GatesCarried + at, S.Create(0), count);
        }

        V preactivation = S.Multiply(gradient, S.MultiplySubtractFrom(gate, gate, gate));
        Ends<S, V, E>.Store(row.GateGradient + at, preactivation, count);
        return row.Peepholes == null ? seenGradient : S.MultiplyAdd(Ends<S, V, E>.Load(row.Peepholes + row.Blocks.Sigmoid(block) * row.Stride + n, count), preactivation, seenGradient);
    }
}
