namespace RnnLab.Compute.Cpu.Simd;

/// <summary>Masks for the ragged end of a row: a window of <c>lanes</c> values at <c>lanes - count</c> has its first <c>count</c> lanes set.</summary>
internal static class PartMasks
{
    public static float[] Create(int lanes)
    {
        var masks = new float[2 * lanes];
        Array.Fill(masks, BitConverter.Int32BitsToSingle(-1), 0, lanes);
        return masks;
    }
}
