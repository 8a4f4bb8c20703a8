using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>y = 1 / (1 + e^-a).</summary>
internal readonly struct SigmoidFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => VectorMath<S, V>.Sigmoid(a);
}

/// <summary>y = tanh a.</summary>
internal readonly struct TanhFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => VectorMath<S, V>.Tanh(a);
}

/// <summary>y = max(a, 0).</summary>
internal readonly struct ReluFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Max(S.Create(0), a);
}

/// <summary>y = e^a.</summary>
internal readonly struct ExpFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => VectorMath<S, V>.Exp(a);
}

/// <summary>y = -a.</summary>
internal readonly struct NegateFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Subtract(S.Create(0), a);
}

/// <summary>y = 1 - a.</summary>
internal readonly struct OneMinusFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Subtract(S.Create(1), a);
}

/// <summary>y = a squared.</summary>
internal readonly struct SquareFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Multiply(a, a);
}

/// <summary>y = the square root of a.</summary>
internal readonly struct SqrtFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Sqrt(a);
}

/// <summary>y = alpha a.</summary>
internal readonly struct ScaleFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Multiply(alpha, a);
}

/// <summary>y = alpha a + b.</summary>
internal readonly struct AddScaledFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.MultiplyAdd(alpha, a, b);
}

/// <summary>y = alpha.</summary>
internal readonly struct FillFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => alpha;
}

/// <summary>y = a + b.</summary>
internal readonly struct AddFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Add(a, b);
}

/// <summary>y = a - b.</summary>
internal readonly struct SubtractFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Subtract(a, b);
}

/// <summary>y = a b.</summary>
internal readonly struct MultiplyFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Multiply(a, b);
}

/// <summary>y = a / b.</summary>
internal readonly struct DivideFunction<S, V> : IFunction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static int Inputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V a, V b, V c, V d, V alpha, V beta) => S.Divide(a, b);
}
