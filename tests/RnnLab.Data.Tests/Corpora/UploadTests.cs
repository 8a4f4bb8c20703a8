using System.Text;
using RnnLab.Data.Corpora;
using RnnLab.Data.Tests.Text;
using RnnLab.Data.Text;

namespace RnnLab.Data.Tests.Corpora;

public sealed class UploadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _uploads;
    private readonly CorpusLibrary _library;

    public UploadTests()
    {
        _uploads = Path.Combine(_folder.Path, "uploads");
        _library = new CorpusLibrary(_uploads);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private static Task<CorpusInfo> Save(CorpusLibrary library, string text, string name) => Save(library, Encoding.UTF8.GetBytes(text), name);

    private static Task<CorpusInfo> Save(CorpusLibrary library, byte[] bytes, string name) =>
        library.SaveUploadAsync(new TricklingStream(bytes, 4096), name, Cancellation);

    private static async Task<string> Refused(Func<Task> action) => (await Assert.ThrowsAsync<TextFormatException>(action)).Message;

    private void NothingStayed() => Assert.Empty(Directory.Exists(_uploads) ? Directory.GetFileSystemEntries(_uploads) : []);

    [Fact]
    public async Task An_upload_is_kept_listed_loaded_and_deleted()
    {
        CorpusInfo corpus = await Save(_library, "one\r\ntwo 🎲\r\n", "my poems.txt");
        Assert.Matches("^upload-[0-9a-f]{12}$", corpus.Name);
        Assert.Equal(("my poems.txt", 10L, 8, true), (corpus.Title, corpus.Characters, corpus.Symbols, corpus.IsUpload));
        Assert.Contains("2 line ends", corpus.Note, StringComparison.Ordinal);
        Assert.Equal("one\ntwo 🎲\n", _library.LoadText(corpus.Name));
        Assert.Equal(corpus, _library.List()[^1]);

        // Another library on the same folder, as after a restart.
        var later = new CorpusLibrary(_uploads);
        Assert.Equal(corpus, later.Find(corpus.Name));
        Assert.True(later.Delete(corpus.Name));
        Assert.False(later.Delete(corpus.Name));
        Assert.Null(_library.Find(corpus.Name));
        NothingStayed();
    }

    [Fact]
    public async Task The_same_text_twice_is_one_corpus()
    {
        CorpusInfo first = await Save(_library, "the same words", "a.txt");
        CorpusInfo second = await Save(_library, "the same words", "b.txt");
        Assert.Equal(first, second);
        CorpusInfo other = await Save(_library, "other words", "a.txt");
        Assert.NotEqual(first.Name, other.Name);
        Assert.Equal(4, Directory.GetFiles(_uploads).Length);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\notes.txt", "notes.txt")]
    [InlineData("/", "text")]
    [InlineData("..", "text")]
    [InlineData("", "text")]
    [InlineData("a\u202Egpj.txt\0\n", "agpj.txt")]
    public async Task A_file_name_is_shown_and_never_used_as_a_path(string fileName, string title)
    {
        CorpusInfo corpus = await Save(_library, "words", fileName);
        Assert.Equal(title, corpus.Title);
        Assert.Equal([Path.GetFileName(_uploads)], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal([corpus.Name + ".json", corpus.Name + ".txt"], Directory.GetFiles(_uploads).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_long_file_name_is_cut()
    {
        CorpusInfo corpus = await Save(_library, "words", new string('x', 5000));
        Assert.Equal(80, corpus.Title.Length);
    }

    [Theory]
    [InlineData("upload-../../secret")]
    [InlineData("upload-..%2F..%2Fsecr")]
    [InlineData("../uploads/upload-012")]
    [InlineData("upload-ABCDEF012345")]
    [InlineData("upload-")]
    public void A_corpus_name_cannot_lead_out_of_the_folder(string name)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "secret.txt"), "secret");
        Assert.Null(_library.Find(name));
        Assert.False(_library.Delete(name));
        Assert.Throws<TextFormatException>(() => _library.LoadText(name));
        Assert.True(File.Exists(Path.Combine(_folder.Path, "secret.txt")));
    }

    [Fact]
    public async Task What_is_no_text_is_refused_and_nothing_of_it_stays()
    {
        Assert.Contains("empty", await Refused(() => Save(_library, "", "e.txt")), StringComparison.Ordinal);
        Assert.Contains("NUL", await Refused(() => Save(_library, "a\0bcdefgh", "b.bin")), StringComparison.Ordinal);
        Assert.Contains("byte 8", await Refused(() => Save(_library, [.. "12345678"u8, 0xFF], "c.txt")), StringComparison.Ordinal);
        NothingStayed();
    }

    [Fact]
    public async Task A_text_over_the_limit_is_refused_as_soon_as_it_is_over()
    {
        var library = new CorpusLibrary(_uploads, new TextLimits(100_000));
        var stream = new TricklingStream([.. Enumerable.Repeat((byte)'a', 5_000_000)], 8192);
        Assert.Contains("larger than 97.7 KB", await Refused(() => library.SaveUploadAsync(stream, "big.txt", Cancellation)), StringComparison.Ordinal);
        Assert.InRange(stream.Position, 100_000, 170_000);
        NothingStayed();
        Assert.Equal(100_000, (await Save(library, new string('a', 100_000), "just.txt")).Characters);
    }

    [Fact]
    public async Task Uploads_together_stay_within_their_room()
    {
        var library = new CorpusLibrary(_uploads, null, maximumTotalBytes: 1000);
        await Save(library, new string('a', 600), "a.txt");
        Assert.Contains("no room", await Refused(() => Save(library, new string('b', 500), "b.txt")), StringComparison.Ordinal);
        await Save(library, new string('b', 400), "b.txt");
        // What is there already needs no room.
        await Save(library, new string('a', 600), "again.txt");
        Assert.Equal(2, library.List().Count(c => c.IsUpload));
    }

    [Fact]
    public async Task Many_uploads_at_once_of_the_same_and_of_other_texts_all_arrive()
    {
        CorpusInfo[] saved = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            Task.Run(() => Save(_library, string.Concat(Enumerable.Repeat($"text {i % 4} ", 5000)), $"{i}.txt"), Cancellation)));
        Assert.Equal(4, saved.Select(s => s.Name).Distinct().Count());
        Assert.Equal(4, _library.List().Count(c => c.IsUpload));
        Assert.Equal(8, Directory.GetFiles(_uploads).Length);
        foreach (CorpusInfo corpus in saved)
            Assert.StartsWith("text ", _library.LoadText(corpus.Name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        var stream = new CancellingStream(new byte[1_000_000], source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _library.SaveUploadAsync(stream, "a.txt", source.Token));
        NothingStayed();
    }

    [Fact]
    public async Task A_lost_description_is_found_out_again()
    {
        CorpusInfo corpus = await Save(_library, "some words", "a.txt");
        File.WriteAllText(Path.Combine(_uploads, corpus.Name + ".json"), "{ broken");
        CorpusInfo found = _library.Find(corpus.Name)!;
        Assert.Equal((corpus.Name, corpus.Characters, corpus.Symbols, true), (found.Name, found.Characters, found.Symbols, found.IsUpload));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        string file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "x", Cancellation);
        var library = new CorpusLibrary(Path.Combine(file, "uploads"));
        Assert.Contains("could not be stored", await Refused(() => Save(library, "words", "a.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_megabytes_stream_to_disk_whole()
    {
        CorpusInfo corpus = await _library.SaveUploadAsync(new EndlessLines(TextLimits.Default.MaximumBytes), "large.txt", Cancellation);
        Assert.Equal(TextLimits.Default.MaximumBytes, corpus.Characters);
        Assert.Equal(TextLimits.Default.MaximumBytes, new FileInfo(Path.Combine(_uploads, corpus.Name + ".txt")).Length);
    }

    [Fact]
    public void A_text_is_never_held_beside_its_bytes()
    {
        const long Length = 8 * 1024 * 1024;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Length, TextLoader.Load(new EndlessLines(Length), "large.txt", null, Cancellation).Text.Length);
        // Once while it grows and once as a string, two bytes a character each. The bytes themselves would make it five.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4 * Length, (long)(4.5 * Length));
    }

    private sealed class CancellingStream(byte[] bytes, CancellationTokenSource source) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > 300_000)
                source.Cancel();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class EndlessLines(long length) : Stream
    {
        private long _at;

        private static ReadOnlySpan<byte> Line => "The quick brown fox jumps over the lazy dog; again and again and again.\n"u8;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int n = (int)Math.Min(buffer.Length, length - _at);
            for (int i = 0; i < n; i += Line.Length)
                Line[..Math.Min(Line.Length, n - i)].CopyTo(buffer[i..]);
            _at += n;
            return n;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
