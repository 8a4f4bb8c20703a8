using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>The derivative of an element-wise function, from x and y = f(x).</summary>
internal interface ISlope<V>
    where V : struct
{
    static abstract V At(V x, V y);
}

/// <summary>dx = dy f'(x); the arrays are x, y, dy.</summary>
internal readonly struct BackwardFunction<S, V, D> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
    where D : struct, ISlope<V>
{
    public static int Inputs => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Multiply(c, D.At(a, b));
}

/// <summary>dx += dy f'(x); the arrays are x, y, dy, dx.</summary>
internal readonly struct AccumulatingBackwardFunction<S, V, D> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
    where D : struct, ISlope<V>
{
    public static int Inputs => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.MultiplyAdd(c, D.At(a, b), d);
}

/// <summary>y (1 - y).</summary>
internal readonly struct SigmoidSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => S.MultiplySubtractFrom(y, y, y);
}

/// <summary>1 - y squared.</summary>
internal readonly struct TanhSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => S.MultiplySubtractFrom(y, y, S.Create(1));
}

/// <summary>1 where x &gt; 0, else 0.</summary>
internal readonly struct ReluSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => S.IfGreater(x, S.Create(0), S.Create(1), S.Create(0));
}

/// <summary>y.</summary>
internal readonly struct ExpSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => y;
}

/// <summary>1 / x.</summary>
internal readonly struct LogSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => S.Divide(S.Create(1), x);
}

/// <summary>-1.</summary>
internal readonly struct MinusSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => S.Create(-1);
}

/// <summary>2 x.</summary>
internal readonly struct SquareSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => S.Add(x, x);
}

/// <summary>1 / (2 y).</summary>
internal readonly struct SqrtSlope<S, V> : ISlope<V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At(V x, V y) => S.Divide(S.Create(0.5f), y);
}
