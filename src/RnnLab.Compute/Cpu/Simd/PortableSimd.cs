using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnLab.Compute.Cpu.Simd;

/// <summary>Whatever vectors the processor has (NEON on ARM, SSE on old x86), through <see cref="Vector{T}"/>.</summary>
internal readonly unsafe struct PortableSimd : ISimd<Vector<float>>
{
    public static int Lanes => Vector<float>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(float* address) => Vector.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* address, Vector<float> value) => value.Store(address);

    public static Vector<float> LoadPart(float* address, int count)
    {
        float* lanes = stackalloc float[Vector<float>.Count];
        for (int n = 0; n < Vector<float>.Count; n++)
            lanes[n] = n < count ? address[n] : 0;
        return Vector.Load(lanes);
    }

    public static void StorePart(float* address, Vector<float> value, int count)
    {
        for (int n = 0; n < count; n++)
            address[n] = value[n];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Create(float value) => Vector.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Add(Vector<float> a, Vector<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Subtract(Vector<float> a, Vector<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Multiply(Vector<float> a, Vector<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Divide(Vector<float> a, Vector<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> c) => Vector.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> MultiplySubtractFrom(Vector<float> a, Vector<float> b, Vector<float> c) => Vector.MultiplyAddEstimate(-a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Min(Vector<float> limit, Vector<float> x) => Vector.ConditionalSelect(Vector.LessThan(limit, x), limit, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Max(Vector<float> limit, Vector<float> x) => Vector.ConditionalSelect(Vector.GreaterThan(limit, x), limit, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sqrt(Vector<float> x) => Vector.SquareRoot(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Abs(Vector<float> x) => Vector.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> IfGreater(Vector<float> a, Vector<float> b, Vector<float> yes, Vector<float> no) =>
        Vector.ConditionalSelect(Vector.GreaterThan(a, b), yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> PowerOfTwo(Vector<float> shifted) =>
        Vector.AsVectorSingle(Vector.ShiftLeft(Vector.AsVectorInt32(shifted), 23) + Vector.Create(127 << 23));

    public static float SumLanes(Vector<float> x) => Vector.Sum(x);

    public static void StoreSums(float* address, Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d)
    {
        address[0] = Vector.Sum(a);
        address[1] = Vector.Sum(b);
        address[2] = Vector.Sum(c);
        address[3] = Vector.Sum(d);
    }
}
