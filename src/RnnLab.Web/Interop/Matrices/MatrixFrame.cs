using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RnnLab.Web.Interop.Matrices;

/// <summary>
/// A matrix of units by time on its way to one <c>MatrixCanvas</c>: one binary message of a 32-byte header and the values as float32, row by row (unit 0 first, time left to right).
/// The buffer is used again for every frame of the same size, so a frame must be taken by the browser before it is filled anew; <c>MatrixCanvas.ShowAsync</c> awaits that.
/// </summary>
/// <remarks>Header, little-endian: "RNNM", rows, columns, scale, low, high (float32), step, layer (int32).</remarks>
public sealed class MatrixFrame
{
    /// <summary>Bytes before the values.</summary>
    public const int HeaderBytes = 32;

    /// <summary>A value that was never computed; it is drawn hatched. Any other NaN is drawn as an error.</summary>
    public static readonly float Missing = BitConverter.Int32BitsToSingle(0x7FC0_DEAD);

    private const int Magic = 0x4D4E_4E52;

    private readonly byte[] _bytes;

    /// <summary>A frame whose values are all <see cref="Missing"/>.</summary>
    /// <param name="rows">Units, [rows] of the matrix.</param>
    /// <param name="columns">Time steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below one, or more values than a browser draws (4 million).</exception>
    public MatrixFrame(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows * columns, 4_000_000);
        Rows = rows;
        Columns = columns;
        _bytes = new byte[HeaderBytes + (rows * columns * sizeof(float))];
        Values.Fill(Missing);
    }

    /// <summary>Units.</summary>
    public int Rows { get; }

    /// <summary>Time steps.</summary>
    public int Columns { get; }

    /// <summary>The values, [rows x columns] row-major: unit r at time t is at <c>r * Columns + t</c>.</summary>
    public Span<float> Values => MemoryMarshal.Cast<byte, float>(_bytes.AsSpan(HeaderBytes));

    /// <summary>Scale of the colours.</summary>
    public MatrixScale Scale { get; set; }

    /// <summary>Lowest value of the scale; NaN with <see cref="High"/> NaN takes the limits from the values.</summary>
    public float Low { get; set; } = float.NaN;

    /// <summary>Highest value of the scale.</summary>
    public float High { get; set; } = float.NaN;

    /// <summary>Training step that the values belong to.</summary>
    public int Step { get; set; }

    /// <summary>Layer, from 0.</summary>
    public int Layer { get; set; }

    /// <summary>Writes the header and returns the whole message. It shares its memory with the frame.</summary>
    public byte[] Encode()
    {
        Span<byte> header = _bytes;
        BinaryPrimitives.WriteInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Rows);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Columns);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], (int)Scale);
        BinaryPrimitives.WriteSingleLittleEndian(header[16..], Low);
        BinaryPrimitives.WriteSingleLittleEndian(header[20..], High);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], Step);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], Layer);
        return _bytes;
    }
}
