namespace RnnLab.Cli.Tests.Commands;

public sealed class TrainRefusalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "empty")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "repeats one single character")]
    [InlineData("a short text", "has 10 characters, but one batch")]
    public async Task A_text_that_cannot_be_learned_is_refused_and_leaves_no_folder(string text, string says)
    {
        (await TrainAsync(_folder.Write("text.txt", text))).AssertRefused(2, says);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task A_binary_text_is_refused() =>
        (await TrainAsync(_folder.Write("picture.txt", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0]))).AssertRefused(2, "picture.txt");

    [Fact]
    public async Task A_text_that_is_not_UTF_8_is_refused_with_the_place() =>
        (await TrainAsync(_folder.Write("latin1.txt", [.. "na"u8, 0xEF, .. "ve text in Latin-1, long enough"u8]))).AssertRefused(2, "latin1.txt", "UTF-8");

    [Fact]
    public async Task A_missing_text_is_refused()
    {
        (await TrainAsync(_folder["none.txt"])).AssertRefused(2, "There is no file at", "none.txt");
        (await TrainAsync(_folder.Path)).AssertRefused(2, "is a folder");
    }

    [Fact]
    public async Task An_unknown_corpus_is_refused_with_those_that_are_there() =>
        (await CliRun.RunAsync("train", "--corpus", "taverns", "--out", _folder["run"])).AssertRefused(2, "taverns", "tavern", "prose", "dinosaurs");

    [Fact]
    public async Task A_model_beyond_memory_is_refused_before_anything_is_allocated() =>
        (await TrainAsync(Text(), "--hidden", "1000000", "--layers", "4")).AssertRefused(2, "parameters", "Choose a smaller hidden size");

    [Fact]
    public async Task Parts_of_the_text_that_exceed_it_are_refused() =>
        (await TrainAsync(Text(), "--train-fraction", "0.9", "--val-fraction", "0.2")).AssertRefused(2, "exceed the whole text");

    [Fact]
    public async Task A_folder_that_holds_a_run_is_refused_with_the_way_to_go_on()
    {
        Assert.Equal(0, (await TrainAsync(Text(), "--steps", "1", "--hidden", "4")).ExitCode);
        (await TrainAsync(Text())).AssertRefused(2, "already holds the run", "--resume");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused()
    {
        string file = _folder.Write("file", "x");
        (await CliRun.RunAsync("train", "--text", Text(), "--out", file)).AssertRefused(2, "is a file");
        (await CliRun.RunAsync("train", "--text", Text(), "--out", Path.Combine(file, "run"))).AssertRefused(2, "cannot be written");
    }

    [Fact]
    public async Task There_is_nothing_to_resume_where_no_run_is()
    {
        (await CliRun.RunAsync("train", "--resume", _folder["none"])).AssertRefused(2, "There is no folder");
        (await CliRun.RunAsync("train", "--resume", _folder.Path)).AssertRefused(2, "holds no run");
    }

    [Fact]
    public async Task A_run_whose_checkpoint_is_damaged_says_so()
    {
        Assert.Equal(0, (await TrainAsync(Text(), "--steps", "2", "--hidden", "4")).ExitCode);
        string checkpoint = Directory.EnumerateFiles(_folder["run"], "step-*.safetensors", SearchOption.AllDirectories).Last();
        File.WriteAllBytes(checkpoint, File.ReadAllBytes(checkpoint)[..^10]);
        (await CliRun.RunAsync("train", "--resume", _folder["run"], "--steps", "4")).AssertRefused(1, "cannot be read", "train into a new folder with --out");
    }

    [Fact]
    public async Task A_run_whose_configuration_is_damaged_says_so()
    {
        Assert.Equal(0, (await TrainAsync(Text(), "--steps", "2", "--hidden", "4")).ExitCode);
        File.WriteAllText(Directory.EnumerateFiles(_folder["run"], "config.json", SearchOption.AllDirectories).Single(), "{\"version\":");
        (await CliRun.RunAsync("train", "--resume", _folder["run"])).AssertRefused(2, "does not hold a run that can be read");
    }

    [Fact]
    public async Task A_run_that_explodes_fails_with_what_to_try()
    {
        var run = await TrainAsync(Text(), "--lr", "1000", "--optimizer", "sgd", "--clip", "0", "--epochs", "50", "--hidden", "16", "--json");
        run.AssertRefused(1, "Training stopped at step", "clipping", "in a new run");
        Assert.Equal("error", run.Events[^1].GetProperty("event").GetString());
    }

    private string Text() => _folder.Write("text.txt", TinyModel.Text(2000));

    private Task<CliRun> TrainAsync(string text, params string[] more)
    {
        string[] arguments = ["train", "--text", text, "--out", _folder["run"], "--layers", "1", "--seq", "10", "--batch", "5", "--sample-every", "0", .. more];
        if (more.Contains("--layers"))
            arguments = [.. arguments.Where((_, n) => n is not (5 or 6))];
        return CliRun.RunAsync(arguments);
    }
}
