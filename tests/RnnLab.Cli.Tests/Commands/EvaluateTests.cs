using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;

namespace RnnLab.Cli.Tests.Commands;

public sealed class EvaluateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_loss_is_that_of_the_text_as_one_stream()
    {
        string model = TinyModel.Save(_folder), text = _folder.Write("text.txt", TinyModel.Text(700));
        var run = await CliRun.RunAsync("evaluate", "--checkpoint", model, "--text", text, "--json");
        Assert.Equal(0, run.ExitCode);
        var result = Assert.Single(run.Events);

        using var backend = Backends.Create(null, 1);
        using var loaded = ModelSnapshot.Load(model).CreateModel(backend);
        double expected = StreamEvaluator.MeanLoss(loaded, TinyModel.Vocabulary.Encode(TinyModel.Text(700)))!.Value;
        double nats = result.GetProperty("nats").GetDouble();
        Assert.Equal(expected, nats, 1e-5);
        Assert.Equal(nats / Math.Log(2), result.GetProperty("bits").GetDouble(), 1e-9);
        Assert.Equal(Math.Exp(nats), result.GetProperty("perplexity").GetDouble(), 1e-9);
        Assert.Equal(699, result.GetProperty("characters").GetInt64());
        Assert.Equal(0, result.GetProperty("unknown_characters").GetInt64());
        Assert.Equal(7, result.GetProperty("step").GetInt64());
    }

    [Fact]
    public async Task Unknown_characters_are_counted_named_and_left_out()
    {
        string model = TinyModel.Save(_folder), text = _folder.Write("text.txt", "ab€cd€€e\tf");
        var run = await CliRun.RunAsync("evaluate", "--checkpoint", model, "--text", text, "--json");
        var result = Assert.Single(run.Events);
        Assert.Equal(4, result.GetProperty("unknown_characters").GetInt64());
        Assert.Equal(5, result.GetProperty("characters").GetInt64());
        Assert.Equal(["€", "\t"], result.GetProperty("unknown_symbols").EnumerateArray().Select(symbol => symbol.GetString()));

        var words = await CliRun.RunAsync("evaluate", "--checkpoint", model, "--text", text);
        Assert.Contains("4 characters were left out because the model does not know them: € U+0009.", words.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("x", "two characters")]
    [InlineData("ЖЖЖЖ", "knows none")]
    [InlineData("aЖЖЖ", "knows none")]
    public async Task A_text_without_anything_to_predict_is_refused(string content, string says) =>
        (await CliRun.RunAsync("evaluate", "--checkpoint", TinyModel.Save(_folder), "--text", _folder.Write("text.txt", content))).AssertRefused(2, says);

    [Fact]
    public async Task A_binary_text_is_refused() =>
        (await CliRun.RunAsync("evaluate", "--checkpoint", TinyModel.Save(_folder), "--text", _folder.Write("text.txt", [0x89, 0x50, 0x4E, 0x47, 0, 1, 2, 3]))).AssertRefused(2, "text.txt");

    [Fact]
    public async Task A_missing_text_is_refused() =>
        (await CliRun.RunAsync("evaluate", "--checkpoint", TinyModel.Save(_folder), "--text", _folder["none.txt"])).AssertRefused(2, "There is no file at", "none.txt");

    [Fact]
    public async Task Both_files_are_needed()
    {
        (await CliRun.RunAsync("evaluate")).AssertRefused(2, "--checkpoint FILE");
        (await CliRun.RunAsync("evaluate", "--checkpoint", "x")).AssertRefused(2, "--text FILE");
    }
}
