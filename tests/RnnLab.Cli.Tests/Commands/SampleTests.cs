namespace RnnLab.Cli.Tests.Commands;

public sealed class SampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_text_goes_on_from_the_prime_for_the_length_asked()
    {
        var run = await CliRun.RunAsync("sample", "--checkpoint", TinyModel.Save(_folder), "--prime", "fox ", "--length", "50", "--seed", "4");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("fox ", run.Out, StringComparison.Ordinal);
        Assert.Equal(4 + 50 + Environment.NewLine.Length, run.Out.Length);
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_text_and_another_seed_another()
    {
        string model = TinyModel.Save(_folder);
        async Task<string> Write(string seed) => (await CliRun.RunAsync("sample", "--checkpoint", model, "--length", "80", "--seed", seed)).Out;
        string first = await Write("1");
        Assert.Equal(first, await Write("1"));
        Assert.NotEqual(first, await Write("2"));
    }

    [Fact]
    public async Task Temperature_zero_and_top_1_both_take_the_likeliest()
    {
        string model = TinyModel.Save(_folder);
        var cold = await CliRun.RunAsync("sample", "--checkpoint", model, "--temperature", "0", "--seed", "1", "--json");
        var top = await CliRun.RunAsync("sample", "--checkpoint", model, "--top-k", "1", "--seed", "2", "--json");
        Assert.Equal(cold.Events[0].GetProperty("text").GetString(), top.Events[0].GetProperty("text").GetString());
        Assert.Equal(200, cold.Events[0].GetProperty("text").GetString()!.Length);
    }

    [Fact]
    public async Task Unknown_characters_of_the_prime_are_named()
    {
        string model = TinyModel.Save(_folder);
        var words = await CliRun.RunAsync("sample", "--checkpoint", model, "--prime", "a€Ж", "--length", "5");
        Assert.Equal(0, words.ExitCode);
        Assert.Contains("does not know these characters", words.Error, StringComparison.Ordinal);
        Assert.Contains("€ Ж", words.Error, StringComparison.Ordinal);
        var json = await CliRun.RunAsync("sample", "--checkpoint", model, "--prime", "a€Ж", "--length", "5", "--json");
        Assert.Equal(["€", "Ж"], json.Events[0].GetProperty("unknown_symbols").EnumerateArray().Select(symbol => symbol.GetString()));
    }

    [Theory]
    [InlineData("--temperature", "-1")]
    [InlineData("--length", "0")]
    [InlineData("--top-k", "0")]
    public async Task A_number_out_of_range_is_refused(string option, string value) =>
        (await CliRun.RunAsync("sample", "--checkpoint", "x", option, value)).AssertRefused(2, option);

    [Fact]
    public async Task A_missing_checkpoint_is_refused()
    {
        (await CliRun.RunAsync("sample")).AssertRefused(2, "--checkpoint FILE");
        (await CliRun.RunAsync("sample", "--checkpoint", _folder["none.safetensors"])).AssertRefused(2, "There is no checkpoint at", "none.safetensors");
        (await CliRun.RunAsync("sample", "--checkpoint", _folder.Path)).AssertRefused(2, "holds no checkpoint yet");
    }

    [Fact]
    public async Task A_foreign_file_is_refused() =>
        (await CliRun.RunAsync("sample", "--checkpoint", _folder.Write("notes.safetensors", "These are notes, and no model at all."))).AssertRefused(2, "notes.safetensors");

    [Fact]
    public async Task A_truncated_file_is_refused_at_any_length()
    {
        byte[] whole = File.ReadAllBytes(TinyModel.Save(_folder));
        foreach (int length in (int[])[0, 1, 7, 8, 9, 100, whole.Length / 2, whole.Length - 1])
            (await CliRun.RunAsync("sample", "--checkpoint", _folder.Write("cut.safetensors", whole[..length]))).AssertRefused(2, "cut.safetensors");
    }

    [Fact]
    public async Task A_file_that_claims_a_header_of_4_GB_is_refused()
    {
        byte[] lying = File.ReadAllBytes(TinyModel.Save(_folder));
        BitConverter.TryWriteBytes(lying, 4UL << 30);
        (await CliRun.RunAsync("sample", "--checkpoint", _folder.Write("lying.safetensors", lying))).AssertRefused(2, "lying.safetensors");
    }
}
