using System.Runtime.CompilerServices;

namespace RnnLab.Compute.Cpu.Simd;

/// <summary>
/// Exponential, logistic function and hyperbolic tangent to full float32 accuracy (about 2 units in the last place). Each
/// writes x = n ln 2 + r with |r| at most ln 2 / 2 and takes e^r - 1 from the minimax polynomial of Cephes' expf (Moshier), which keeps its relative
/// accuracy near zero. NaN gives NaN.
/// </summary>
internal static class VectorMath<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>1.5 * 2^23: a float plus this is rounded to a whole number, which then stands in the low bits.</summary>
    private const float Shift = 12582912f;

    private const float Log2E = 1.44269504f;

    /// <summary>e^x; 0 below about -87, infinity above 88.72.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        // The power of two is made one too small and doubled, because 2^128 itself is no float while e^88.7 is.
        V clamped = S.Max(S.Create(-87.3f), S.Min(S.Create(88.8f), x));
        V shifted = S.MultiplyAdd(clamped, S.Create(Log2E), S.Create(Shift - 1));
        V power = S.PowerOfTwo(shifted);
        V half = S.MultiplyAdd(power, ExpMinusOneOfRemainder(clamped, S.Subtract(shifted, S.Create(Shift - 1))), power);
        V result = S.IfGreater(x, S.Create(88.7228f), S.Create(float.PositiveInfinity), S.Add(half, half));
        return S.IfGreater(S.Create(-87.3f), x, S.Create(0), result);
    }

    /// <summary>e^x for -87 &lt; x &lt; 88, which the caller vouches for, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpInRange(V x)
    {
        V shifted = S.MultiplyAdd(x, S.Create(Log2E), S.Create(Shift));
        V power = S.PowerOfTwo(shifted);
        return S.MultiplyAdd(power, ExpMinusOneOfRemainder(x, S.Subtract(shifted, S.Create(Shift))), power);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        V clamped = S.Max(S.Create(-87f), S.Min(S.Create(87f), x));
        V one = S.Create(1);
        return S.Divide(one, S.Add(one, ExpInRange(S.Subtract(S.Create(0), clamped))));
    }

    /// <summary>tanh x = (e^2x - 1) / (e^2x + 1), with e^2x - 1 formed so that nothing cancels near zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        // tanh 10 is 1 in float32.
        V clamped = S.Max(S.Create(-10f), S.Min(S.Create(10f), x));
        V twice = S.Add(clamped, clamped);
        V shifted = S.MultiplyAdd(twice, S.Create(Log2E), S.Create(Shift));
        V power = S.PowerOfTwo(shifted);
        V small = ExpMinusOneOfRemainder(twice, S.Subtract(shifted, S.Create(Shift)));
        V expMinusOne = S.MultiplyAdd(power, small, S.Subtract(power, S.Create(1)));
        return S.Divide(expMinusOne, S.Add(expMinusOne, S.Create(2)));
    }

    /// <summary>e^r - 1 for r = x - n ln 2; ln 2 is given in two parts, of which the first times n is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOneOfRemainder(V x, V n)
    {
        V r = S.MultiplySubtractFrom(n, S.Create(0.693359375f), x);
        r = S.MultiplySubtractFrom(n, S.Create(-2.12194440e-4f), r);
        V p = S.MultiplyAdd(r, S.Create(1.9875691500e-4f), S.Create(1.3981999507e-3f));
        p = S.MultiplyAdd(p, r, S.Create(8.3334519073e-3f));
        p = S.MultiplyAdd(p, r, S.Create(4.1665795894e-2f));
        p = S.MultiplyAdd(p, r, S.Create(1.6666665459e-1f));
        p = S.MultiplyAdd(p, r, S.Create(5.0000001201e-1f));
        return S.MultiplyAdd(p, S.Multiply(r, r), r);
    }
}
