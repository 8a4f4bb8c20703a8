using System.Buffers.Binary;
using RnnLab.Web.Interop.Matrices;

namespace RnnLab.Web.Tests.Interop;

public sealed class MatrixFrameTests
{
    [Fact]
    public void Message_is_a_header_and_the_values_row_by_row()
    {
        MatrixFrame frame = new(2, 3) { Scale = MatrixScale.Diverging, Low = -2, High = 2, Step = 1200, Layer = 1 };
        for (int i = 0; i < 6; i++) frame.Values[i] = i + 0.5f;

        ReadOnlySpan<byte> message = frame.Encode();

        Assert.Equal(MatrixFrame.HeaderBytes + (6 * 4), message.Length);
        Assert.Equal("RNNM"u8.ToArray(), message[..4].ToArray());
        Assert.Equal([2, 3, 1], Ints(message[4..16]));
        Assert.Equal(-2f, BinaryPrimitives.ReadSingleLittleEndian(message[16..]));
        Assert.Equal(2f, BinaryPrimitives.ReadSingleLittleEndian(message[20..]));
        Assert.Equal([1200, 1], Ints(message[24..32]));
        for (int i = 0; i < 6; i++) Assert.Equal(i + 0.5f, BinaryPrimitives.ReadSingleLittleEndian(message[(32 + (i * 4))..]));
    }

    [Fact]
    public void What_was_not_set_is_missing_and_no_other_NaN_is()
    {
        MatrixFrame frame = new(1, 2);
        frame.Values[1] = float.NaN;
        ReadOnlySpan<byte> message = frame.Encode();
        Assert.Equal(0x7FC0_DEADu, BinaryPrimitives.ReadUInt32LittleEndian(message[32..]));
        Assert.NotEqual(0x7FC0_DEADu, BinaryPrimitives.ReadUInt32LittleEndian(message[36..]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 5)]
    [InlineData(100_000, 100_000)]
    public void Absurd_sizes_are_refused(int rows, int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixFrame(rows, columns));

    private static int[] Ints(ReadOnlySpan<byte> bytes)
    {
        int[] values = new int[bytes.Length / 4];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * 4)..]);
        return values;
    }
}
