namespace RnnLab.Compute.Cpu.Simd;

/// <summary>
/// Masks for the ragged end of a row: 16 lanes that are set, then 16 that are not. A vector loaded <c>count</c> lanes before the middle has its first
/// <c>count</c> lanes set. Constant data of the program, because an array would cost kernels a call that makes them save their registers.
/// </summary>
internal static class PartMasks
{
    /// <summary>The 32 lanes.</summary>
    public static ReadOnlySpan<int> Window => [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}
