using System.Text;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Text;

public class TextLoaderTests
{
    private static LoadedText Load(byte[] bytes, TextLimits? limits = null) => Load(new MemoryStream(bytes), limits);

    private static LoadedText Load(Stream stream, TextLimits? limits = null) =>
        TextLoader.Load(stream, "a.txt", limits, TestContext.Current.CancellationToken);

    private static string RefusedFile(string path) =>
        Assert.Throws<TextFormatException>(() => TextLoader.LoadFile(path, null, TestContext.Current.CancellationToken)).Message;

    private static string Refused(byte[] bytes, TextLimits? limits = null) =>
        Assert.Throws<TextFormatException>(() => Load(bytes, limits)).Message;

    [Fact]
    public void Plain_text_comes_through_unchanged_and_without_a_note()
    {
        LoadedText loaded = Load("Grüße, 世界 🎲\n\tend"u8.ToArray());
        Assert.Equal("Grüße, 世界 🎲\n\tend", loaded.Text);
        Assert.Null(loaded.Note);
    }

    [Fact]
    public void A_byte_order_mark_is_removed_and_mentioned()
    {
        LoadedText loaded = Load([0xEF, 0xBB, 0xBF, .. "abc"u8]);
        Assert.Equal("abc", loaded.Text);
        Assert.Contains("byte-order mark", loaded.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Utf16_with_a_mark_is_read(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        LoadedText loaded = Load([.. encoding.GetPreamble(), .. encoding.GetBytes("Añ🎲\r\nb")]);
        Assert.Equal("Añ🎲\nb", loaded.Text);
        Assert.Contains("UTF-16", loaded.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Utf16_with_half_a_pair_is_refused()
    {
        Assert.Contains("byte 4", Refused([0xFF, 0xFE, (byte)'a', 0, 0x00, 0xD8, (byte)'b', 0]), StringComparison.Ordinal);
        Assert.Contains("not valid UTF-16", Refused([0xFF, 0xFE, (byte)'a', 0, 0x00, 0xD8]), StringComparison.Ordinal);
        Assert.Contains("not valid UTF-16", Refused([0xFF, 0xFE, (byte)'a', 0, 0x00]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nb\r\nc", "a\nb\nc", "2")]
    [InlineData("a\rb\r", "a\nb\n", "2")]
    [InlineData("a\r\r\nb\n\rc", "a\n\nb\n\nc", "3")]
    public void All_line_ends_become_line_feeds(string text, string expected, string count)
    {
        LoadedText loaded = Load(Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, loaded.Text);
        Assert.Contains($"Changed {count} line ends", loaded.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Pieces_of_any_size_give_the_same_text()
    {
        // One byte at a time cuts every character, every CRLF and the mark itself.
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "é\r\n🎲\r\nx\ry"u8];
        Assert.Equal("é\n🎲\nx\ny", Load(new TricklingStream(bytes, 1)).Text);
        byte[] large = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ab🎲é\r\n", 40_000)));
        string expected = string.Concat(Enumerable.Repeat("ab🎲é\n", 40_000));
        Assert.Equal(expected, Load(large).Text);
        Assert.Equal(expected, Load(new TricklingStream(large, 7919)).Text);
    }

    [Fact]
    public async Task Reading_without_blocking_gives_the_same()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("line é\r\n", 30_000)));
        LoadedText loaded = await TextLoader.LoadAsync(new MemoryStream(bytes), "a.txt", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Load(bytes), loaded);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        Assert.Contains("\"a.txt\" is empty", Refused([]), StringComparison.Ordinal);
        Assert.Contains("nothing but a byte-order mark", Refused([0xEF, 0xBB, 0xBF]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_that_is_no_utf8_is_refused_with_its_position()
    {
        Assert.Contains("byte 3 (0xE9)", Refused([(byte)'c', (byte)'a', (byte)'f', 0xE9, (byte)' ', (byte)'x', (byte)'y', (byte)'z', (byte)'!']), StringComparison.Ordinal);
        // Behind several pieces, and a character cut off by the end.
        Assert.Contains("byte 200000 (0xFF)", Refused([.. Enumerable.Repeat((byte)'a', 200_000), 0xFF, (byte)'a']), StringComparison.Ordinal);
        Assert.Contains("byte 9 (0xE2)", Refused([.. "123456789"u8, 0xE2, 0x82]), StringComparison.Ordinal);
        // The mark counts as bytes of the file.
        Assert.Contains("byte 4 (0x80)", Refused([0xEF, 0xBB, 0xBF, (byte)'a', 0x80, (byte)'b', (byte)'c', (byte)'d']), StringComparison.Ordinal);
        // An encoded surrogate and an overlong form are not UTF-8.
        Assert.Contains("not valid UTF-8", Refused([.. "12345678"u8, 0xED, 0xA0, 0x80]), StringComparison.Ordinal);
        Assert.Contains("not valid UTF-8", Refused([.. "12345678"u8, 0xC0, 0xAF]), StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_files_are_refused_by_kind()
    {
        Assert.Contains("NUL at character 4", Refused([.. "abc"u8, 0, .. "defgh"u8]), StringComparison.Ordinal);
        Assert.Contains("PNG", Refused([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0]), StringComparison.Ordinal);
        Assert.Contains("PDF", Refused("%PDF-1.7 and so on"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("ZIP", Refused([.. "PK"u8, 3, 4, 20, 0, 0, 0]), StringComparison.Ordinal);
        Assert.Contains("control characters", Refused(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\u0001\u0002abc", 100)))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_over_the_limit_is_refused_before_it_is_all_read()
    {
        var stream = new TricklingStream(new byte[10_000_000].Select(_ => (byte)'a').ToArray(), 65536);
        TextFormatException refused = Assert.Throws<TextFormatException>(() => Load(stream, new TextLimits(1024 * 1024)));
        Assert.Contains("larger than 1 MB", refused.Message, StringComparison.Ordinal);
        Assert.InRange(stream.Position, 1024 * 1024, (1024 * 1024) + 70_000);
        Assert.Equal(4, Load("abcd"u8.ToArray(), new TextLimits(4)).Text.Length);
    }

    [Fact]
    public void A_cancelled_reading_stops()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => TextLoader.Load(new MemoryStream("abc"u8.ToArray()), "a", null, new CancellationToken(true)));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_told_apart()
    {
        Assert.Contains("no file", RefusedFile(Path.Combine(Path.GetTempPath(), "no-such-file-here.txt")), StringComparison.Ordinal);
        Assert.Contains("folder", RefusedFile(Path.GetTempPath()), StringComparison.Ordinal);
    }
}
