using System.Buffers.Binary;

namespace RnnLab.Web.Components.Runs.Curves;

/// <summary>One update of a chart: the tails of all its curves, in a fixed order.</summary>
/// <param name="Tails">Training loss, smoothed training loss, validation loss, gradient norm before and after clipping.</param>
public sealed record CurveFrame(IReadOnlyList<CurveTail> Tails)
{
    /// <summary>
    /// The frame as bytes, little-endian, for one interop message: int32 number of tails; for each, int32 keep, int32 n; then for each, n float64 x
    /// and n float64 y. The header is padded to eight bytes so that the browser reads the numbers in place.
    /// </summary>
    public byte[] ToBytes()
    {
        int header = 4 + 8 * Tails.Count;
        header += (8 - header % 8) % 8;
        byte[] bytes = new byte[header + Tails.Sum(t => 16 * t.X.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Tails.Count);
        int at = header;
        for (int i = 0; i < Tails.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 + 8 * i), Tails[i].Keep);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8 + 8 * i), Tails[i].X.Length);
            at = Write(bytes, at, Tails[i].X);
            at = Write(bytes, at, Tails[i].Y);
        }
        return bytes;
    }

    private static int Write(byte[] bytes, int at, double[] values)
    {
        foreach (double value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
            at += 8;
        }
        return at;
    }
}
