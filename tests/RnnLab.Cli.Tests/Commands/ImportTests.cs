using RnnLab.Training.Checkpoints;

namespace RnnLab.Cli.Tests.Commands;

/// <summary>inspect, import, and sample with a vocabulary.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_from_elsewhere_is_inspected_imported_and_writes()
    {
        string foreign = Foreign(), vocabulary = _folder.Write("text.txt", TinyModel.Alphabet), imported = _folder["imported.safetensors"];
        var inspected = await CliRun.RunAsync("inspect", foreign);
        Assert.Equal(0, inspected.ExitCode);
        Assert.Contains("A language model: GRU, 1 layer of 8 hidden units, one-hot input, 28 symbols.", inspected.Out, StringComparison.Ordinal);
        Assert.Contains("is rnn.weight_ih_l0", inspected.Out, StringComparison.Ordinal);
        Assert.Contains("--vocabulary FILE", inspected.Out, StringComparison.Ordinal);

        var direct = await CliRun.RunAsync("sample", "--checkpoint", foreign, "--vocabulary", vocabulary, "--length", "60", "--seed", "4");
        Assert.Equal(0, direct.ExitCode);
        var own = await CliRun.RunAsync("sample", "--checkpoint", TinyModel.Save(_folder), "--length", "60", "--seed", "4");
        Assert.Equal(own.Out, direct.Out);

        var import = await CliRun.RunAsync("import", foreign, "--vocabulary", vocabulary, "--out", imported, "--json");
        Assert.Equal(0, import.ExitCode);
        Assert.Equal(8, import.Events[0].GetProperty("shape").GetProperty("hidden").GetInt32());
        Assert.Equal(own.Out, (await CliRun.RunAsync("sample", "--checkpoint", imported, "--length", "60", "--seed", "4")).Out);
    }

    [Fact]
    public async Task What_is_not_a_language_model_is_described_and_not_run()
    {
        string path = _folder["odd.safetensors"];
        new SafetensorsFile([SafetensorsTensor.FromFloats("conv.weight", [2, 2], [1, 2, 3, 4])], new Dictionary<string, string>()).Write(path);
        var inspected = await CliRun.RunAsync("inspect", path);
        Assert.Equal(0, inspected.ExitCode);
        Assert.Contains("odd.safetensors: 1 tensor, 4 numbers.", inspected.Out, StringComparison.Ordinal);
        Assert.Contains("holds no recurrent layer", inspected.Out, StringComparison.Ordinal);
        var json = await CliRun.RunAsync("inspect", path, "--json");
        Assert.Single(json.Events[0].GetProperty("problems").EnumerateArray());
        string vocabulary = _folder.Write("v.json", "[\"a\", \"b\"]");
        (await CliRun.RunAsync("sample", "--checkpoint", path, "--vocabulary", vocabulary)).AssertRefused(2, "no language model", "no recurrent layer");
        (await CliRun.RunAsync("import", path, "--vocabulary", vocabulary, "--out", _folder["x.safetensors"])).AssertRefused(2, "no language model");
        Assert.False(File.Exists(_folder["x.safetensors"]));
    }

    [Fact]
    public async Task What_is_exported_can_be_imported_again_and_writes_the_same()
    {
        string own = TinyModel.Save(_folder), weights = _folder["weights.safetensors"], vocabulary = _folder["symbols.json"], again = _folder["again.safetensors"];
        var export = await CliRun.RunAsync("export", "--checkpoint", own, "--out", weights, "--vocabulary", vocabulary);
        Assert.Equal(0, export.ExitCode);
        Assert.Contains("rnn.weight_ih_l0", export.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(SafetensorsFile.Read(weights).Metadata.Keys, key => key.StartsWith("rnnlab", StringComparison.Ordinal));
        Assert.Equal(0, (await CliRun.RunAsync("import", weights, "--vocabulary", vocabulary, "--out", again)).ExitCode);
        Assert.Equal((await CliRun.RunAsync("sample", "--checkpoint", own, "--length", "60")).Out, (await CliRun.RunAsync("sample", "--checkpoint", again, "--length", "60")).Out);
        Assert.Contains("A checkpoint of RnnLab after training step 7: GRU, 1 layer of 8 hidden units, 28 symbols", (await CliRun.RunAsync("inspect", own)).Out, StringComparison.Ordinal);
        (await CliRun.RunAsync("export", "--checkpoint", own, "--out", own)).AssertRefused(2, "overwrite the checkpoint itself");
        (await CliRun.RunAsync("export", "--checkpoint", own)).AssertRefused(2, "--out FILE");
        (await CliRun.RunAsync("export")).AssertRefused(2, "--checkpoint FILE");
    }

    [Fact]
    public async Task Bad_files_and_missing_words_are_refused()
    {
        string foreign = Foreign();
        (await CliRun.RunAsync("inspect")).AssertRefused(2, "inspect FILE");
        (await CliRun.RunAsync("inspect", _folder["none"])).AssertRefused(2, "There is no file");
        (await CliRun.RunAsync("inspect", _folder.Write("text.safetensors", "This is no model at all, but a text."))).AssertRefused(2, "text.safetensors is not a safetensors file");
        (await CliRun.RunAsync("import", foreign)).AssertRefused(2, "--vocabulary FILE");
        (await CliRun.RunAsync("import", foreign, "--vocabulary", _folder.Write("v.txt", "abc"))).AssertRefused(2, "--out FILE");
        (await CliRun.RunAsync("import", foreign, "--vocabulary", _folder["v.txt"], "--out", _folder["y.safetensors"])).AssertRefused(2, "scores 28 symbols, but the vocabulary has 3");
        (await CliRun.RunAsync("import", foreign, "--vocabulary", _folder.Write("t.txt", TinyModel.Alphabet), "--out", foreign)).AssertRefused(2, "overwrite the model itself");
        (await CliRun.RunAsync("sample", "--checkpoint", foreign)).AssertRefused(2, "not a checkpoint of RnnLab", "give its symbols");
        (await CliRun.RunAsync("sample", "--checkpoint", TinyModel.Save(_folder), "--vocabulary", _folder["t.txt"])).AssertRefused(2, "leave --vocabulary out");
        (await CliRun.RunAsync("sample", "--checkpoint", foreign, "--vocabulary", _folder["nowhere.json"])).AssertRefused(2, "nowhere.json");
    }

    /// <summary>The tiny model as someone else might have written it: other names, and nothing but the weights.</summary>
    private string Foreign()
    {
        var own = SafetensorsFile.Read(TinyModel.Save(_folder));
        var renamed = own.Tensors.Select(tensor => SafetensorsTensor.FromFloats(
            tensor.Name.Replace("rnn.", "model.gru.", StringComparison.Ordinal).Replace("head.", "model.decoder.", StringComparison.Ordinal), tensor.Shape, tensor.ToFloats()));
        string path = _folder["foreign.safetensors"];
        new SafetensorsFile([.. renamed], new Dictionary<string, string>()).Write(path);
        return path;
    }
}
