using System.Runtime.CompilerServices;

namespace RnnLab.Compute.Cpu.Simd;

/// <summary>Whether a kernel handles whole vectors or the ragged end of a row; a constant to the compiler, so that one source serves both.</summary>
internal interface IEnd
{
    static abstract bool IsWhole { get; }
}

/// <summary>Whole vectors.</summary>
internal readonly struct Whole : IEnd
{
    public static bool IsWhole => true;
}

/// <summary>The lanes that are left at the end of a row.</summary>
internal readonly struct Rest : IEnd
{
    public static bool IsWhole => false;
}

/// <summary>Loads and stores for both.</summary>
internal static unsafe class Ends<S, V, E>
    where S : struct, ISimd<V>
    where V : struct
    where E : struct, IEnd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(float* address, int count) => E.IsWhole ? S.Load(address) : S.LoadPart(address, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* address, V value, int count)
    {
        if (E.IsWhole)
            S.Store(address, value);
        else
            S.StorePart(address, value, count);
    }
}
