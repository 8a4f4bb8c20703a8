using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rnnlab-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Path => System.IO.Path.Combine(_directory, "model.safetensors");

    [Fact]
    public void What_was_written_is_read_back()
    {
        float[] a = [1, -2.5f, float.Epsilon, float.MaxValue, -0f, 3];
        double[] b = [Math.PI, -1e300];
        Write([SafetensorsTensor.FromFloats("a", [2, 3], a), SafetensorsTensor.FromDoubles("b", [2], b)], new() { ["format"] = "pt", ["ü"] = "line\nbreak" });

        var file = SafetensorsFile.Read(Path);

        Assert.Equal(a, file.Find("a")!.ToFloats());
        Assert.Equal([2L, 3], file.Find("a")!.Shape);
        Assert.Equal(SafetensorsType.F64, file.Find("b")!.Type);
        Assert.Equal(b, file.Find("b")!.ToDoubles());
        Assert.Equal("line\nbreak", file.Metadata["ü"]);
        Assert.Null(file.Find("c"));
        Assert.Equal("pt", SafetensorsFile.ReadMetadata(Path)["format"]);
    }

    [Fact]
    public void Doubles_that_are_singles_are_kept_as_singles() =>
        Assert.Equal(SafetensorsType.F32, SafetensorsTensor.FromDoubles("a", [2], [0.5, (double)0.1f]).Type);

    [Fact]
    public void Half_and_bfloat_are_read()
    {
        byte[] data = new byte[8];
        BinaryPrimitives.WriteHalfLittleEndian(data, (Half)1.5);
        BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(2), (Half)(-0.25));
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(4), 0x3FC0);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(6), 0xBE80);
        WriteRaw("""{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}""", data);
        var file = SafetensorsFile.Read(Path);
        Assert.Equal([1.5f, -0.25f], file.Find("h")!.ToFloats());
        Assert.Equal([1.5f, -0.25f], file.Find("b")!.ToFloats());
    }

    [Fact]
    public void An_empty_header_is_a_file_without_tensors()
    {
        WriteRaw("{}", []);
        Assert.Empty(SafetensorsFile.Read(Path).Tensors);
    }

    public static TheoryData<string, int, string> Lies => new()
    {
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16, "twice" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "cut short, or its header lies" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "claims the bytes 8 to 0" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "whole number" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes, but its offsets span 8" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "more bytes than any file" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}""", 0, "more bytes than any file" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}""", 0, "whole number" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole number" },
        { """{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8, "number format F8_E4M3" },
        { """{"a":{"dtype":"F32","shape":[1]}}""", 4, "lacks its dtype" },
        { """{"a":7}""", 4, "lacks its dtype" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "overlap" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 12, "last 8 bytes" },
        { """{"__metadata__":{"x":1}}""", 0, "not text" },
        { """{"__metadata__":[]}""", 0, "not a JSON object" },
        { """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid text" },
        { "[]", 0, "not a JSON object" },
        { "hello", 0, "not the JSON" },
        { "\0\u0001\u0002", 0, "not the JSON" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_lying_header_is_refused_in_words(string header, int dataLength, string words)
    {
        WriteRaw(header, new byte[dataLength]);
        var problem = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(Path));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("model.safetensors", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_294_967_296UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void A_header_of_gigabytes_is_refused_before_memory_is_taken(ulong length)
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(Path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(Path));
        Assert.Contains("claim a header of", problem.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000);
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused()
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 90_000_000);
        File.WriteAllBytes(Path, bytes);
        Assert.Contains("the file ends after 56", Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        Write([SafetensorsTensor.FromFloats("a", [2, 2], [1, 2, 3, 4]), SafetensorsTensor.FromFloats("b", [1], [5])], []);
        byte[] whole = File.ReadAllBytes(Path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(Path));
        }
    }

    [Fact]
    public void No_flipped_byte_of_the_header_can_do_more_than_raise_the_right_exception()
    {
        Write([SafetensorsTensor.FromFloats("a", [2, 2], [1, 2, 3, 4])], new() { ["k"] = "v" });
        byte[] whole = File.ReadAllBytes(Path);
        for (int n = 0; n < whole.Length - 16; n++)
        {
            foreach (byte flip in (byte[])[1, 16, 128])
            {
                byte[] damaged = [.. whole];
                damaged[n] ^= flip;
                File.WriteAllBytes(Path, damaged);
                try
                {
                    SafetensorsFile.Read(Path);
                }
                catch (SafetensorsException)
                {
                    // Refused, as most of them should be; a changed name or metadata text is still a valid file.
                }
            }
        }
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_said_to_be_so()
    {
        Assert.Contains("There is no file", Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(Path)).Message, StringComparison.Ordinal);
        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(_directory));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_beside_it()
    {
        Write([SafetensorsTensor.FromFloats("a", [1], [1])], []);
        byte[] before = File.ReadAllBytes(Path);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Single(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task Another_programs_reader_of_the_format_agrees()
    {
        if (!File.Exists("/usr/bin/python3"))
            Assert.Skip("There is no /usr/bin/python3 here to read the file with.");
        Write([SafetensorsTensor.FromFloats("rnn.weight_ih_l0", [2, 3], [0.5f, 1, 2, 3, 4, -5.25f]), SafetensorsTensor.FromDoubles("d", [1], [Math.PI])], new() { ["format"] = "pt" });
        const string script = """
            import json, struct, sys
            data = open(sys.argv[1], 'rb').read()
            n = struct.unpack('<Q', data[:8])[0]
            head, body = json.loads(data[8:8 + n]), data[8 + n:]
            assert n % 8 == 0 and head.pop('__metadata__') == {'format': 'pt'}
            for name, t in head.items():
                a, b = t['data_offsets']
                print(name, t['shape'], list(struct.unpack('<%d%s' % ((b - a) // {'F32': 4, 'F64': 8}[t['dtype']], {'F32': 'f', 'F64': 'd'}[t['dtype']]), body[a:b])))
            """;
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-c", script, Path])
            start.ArgumentList.Add(argument);
        using var python = Process.Start(start)!;
        string output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", errors);
        Assert.Equal("rnn.weight_ih_l0 [2, 3] [0.5, 1.0, 2.0, 3.0, 4.0, -5.25]\nd [1] [3.141592653589793]\n", output);
    }

    private void Write(SafetensorsTensor[] tensors, Dictionary<string, string> metadata) => new SafetensorsFile(tensors, metadata).Write(Path);

    private void WriteRaw(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(Path, [.. length, .. json, .. data]);
    }
}
