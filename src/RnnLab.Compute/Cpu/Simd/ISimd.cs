namespace RnnLab.Compute.Cpu.Simd;

/// <summary>
/// The float32 vector of one instruction set, so that each kernel is written once. The compiler specialises a kernel for every
/// implementation; nothing of this interface is left at run time.
/// </summary>
internal unsafe interface ISimd<V>
    where V : struct
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Rows of the register tile of a matrix product (two vectors wide): as many as the registers hold.</summary>
    static abstract int TileRows { get; }

    static abstract V Load(float* address);

    static abstract void Store(float* address, V value);

    /// <summary>The first <paramref name="count"/> lanes from memory, zero in the others; memory past them is not touched.</summary>
    static abstract V LoadPart(float* address, int count);

    /// <summary>Stores the first <paramref name="count"/> lanes; memory past them is not touched.</summary>
    static abstract void StorePart(float* address, V value, int count);

    static abstract V Create(float value);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a b + c, fused where the processor can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c - a b, fused where the processor can.</summary>
    static abstract V MultiplySubtractFrom(V a, V b, V c);

    /// <summary>The smaller of both; a NaN in x stays.</summary>
    static abstract V Min(V limit, V x);

    /// <summary>The larger of both; a NaN in x stays.</summary>
    static abstract V Max(V limit, V x);

    static abstract V Sqrt(V x);

    static abstract V Abs(V x);

    /// <summary>Lane by lane: a &gt; b ? yes : no.</summary>
    static abstract V IfGreater(V a, V b, V yes, V no);

    /// <summary>2^n for a float that holds 1.5 * 2^23 + n, -127 &lt; n &lt; 128: its low bits become the exponent.</summary>
    static abstract V PowerOfTwo(V shifted);

    static abstract float SumLanes(V x);

    /// <summary>Stores the sums of the lanes of a, b, c and d as four numbers.</summary>
    static abstract void StoreSums(float* address, V a, V b, V c, V d);
}
