using RnnLab.Data.Corpora;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Tests.Commands;

public sealed class TrainTests : IDisposable
{
    private static readonly string[] Tiny = ["--layers", "1", "--hidden", "8", "--seq", "10", "--batch", "5", "--lr", "0.01", "--threads", "1", "--sample-every", "0"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rnn")]
    [InlineData("gru")]
    [InlineData("lstm")]
    public async Task A_run_tells_its_course_in_JSON_lines_and_learns(string cell)
    {
        var run = await TrainAsync("run", "--cell", cell, "--epochs", "3", "--report-every", "5", "--sample-every", "20", "--sample-length", "12", "--title", "First");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);

        var start = run.Events[0];
        Assert.Equal("start", start.GetProperty("event").GetString());
        Assert.Equal("First", start.GetProperty("title").GetString());
        Assert.Equal(2000, start.GetProperty("characters").GetInt64());
        Assert.Equal(1800, start.GetProperty("train_characters").GetInt64());
        Assert.Equal(105, start.GetProperty("total_steps").GetInt64());
        Assert.Equal(8, start.GetProperty("config").GetProperty("hidden").GetInt32());
        Assert.True(start.GetProperty("parameters").GetInt64() > 0);

        Assert.Equal(Enumerable.Range(1, 21).Select(n => 5L * n), run.Named("step").Select(line => line.GetProperty("step").GetInt64()));
        Assert.Equal([35, 70, 105], run.Named("validation").Select(line => line.GetProperty("step").GetInt64()));
        Assert.Equal([20, 40, 60, 80, 100], run.Named("sample").Select(line => line.GetProperty("step").GetInt64()));
        Assert.All(run.Named("sample"), line => Assert.Equal(12, line.GetProperty("text").GetString()!.Length));
        Assert.NotEmpty(run.Named("checkpoint"));

        var done = run.Events[^1];
        Assert.Equal("done", done.GetProperty("event").GetString());
        Assert.Equal(start.GetProperty("run").GetString(), done.GetProperty("run").GetString());
        Assert.Equal(105, done.GetProperty("steps").GetInt64());
        Assert.Equal(run.Named("validation")[^1].GetProperty("val_loss").GetDouble(), done.GetProperty("val_loss").GetDouble());
        Assert.True(done.GetProperty("seconds").GetDouble() > 0);
        Assert.True(File.Exists(done.GetProperty("checkpoint").GetString()));
        double first = run.Named("step")[0].GetProperty("loss").GetDouble(), last = done.GetProperty("train_loss").GetDouble();
        Assert.True(last < first - 0.2, $"{cell}: {first} to {last}");
    }

    [Fact]
    public async Task Every_option_of_training_reaches_the_run()
    {
        var run = await TrainAsync(
            "run", "--optimizer", "nesterov", "--weight-decay", "0.001", "--schedule", "cosine", "--lr-min", "0.001", "--warmup", "5", "--plateau-patience", "4", "--accumulate", "2", "--patience", "9",
            "--truncation", "random", "--truncation-length", "4", "--teacher-forcing", "inverse-sigmoid", "--teacher-forcing-half", "20", "--teacher-forcing-min", "0.25", "--own-inputs", "greedy",
            "--init", "orthogonal", "--steps", "6", "--report-every", "1");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        var config = run.Events[0].GetProperty("config");
        foreach (var (name, value) in (((string, string)[])
        [
            ("optimizer", "Nesterov"), ("weightDecay", "0.001"), ("schedule", "Cosine"), ("learningRateMinimum", "0.001"), ("warmupSteps", "5"), ("plateauPatience", "4"), ("accumulate", "2"), ("patience", "9"),
            ("truncation", "Random"), ("truncationLength", "4"), ("teacherForcing", "InverseSigmoid"), ("teacherForcingHalf", "20"), ("teacherForcingMinimum", "0.25"), ("ownInputs", "Greedy"),
            ("initialization", "Orthogonal"),
        ]))
        {
            Assert.Equal(value, config.GetProperty(name).ToString());
        }

        // 35 batches an epoch, two a step.
        double[] rates = [.. run.Named("step").Select(line => line.GetProperty("learning_rate").GetDouble())];
        Assert.Equal(6, rates.Length);
        Assert.Equal(0.01 / 5, rates[0], 1e-12);
        Assert.True(rates[5] < rates[4]);
    }

    [Fact]
    public async Task AdamW_decays_its_weights_unless_told_otherwise()
    {
        Assert.Equal(0.01, (await TrainAsync("usual", "--optimizer", "adamw", "--steps", "1")).Events[0].GetProperty("config").GetProperty("weightDecay").GetDouble());
        Assert.Equal(0, (await TrainAsync("none", "--optimizer", "adamw", "--weight-decay", "0", "--steps", "1")).Events[0].GetProperty("config").GetProperty("weightDecay").GetDouble());
    }

    [Fact]
    public async Task A_run_that_stops_early_says_so()
    {
        var run = await TrainAsync("run", "--patience", "1", "--validate-every", "2", "--lr", "1", "--optimizer", "sgd", "--epochs", "50");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Stopped early after", run.Events[^1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("--resume goes on", run.Events[^1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(run.Events[^1].GetProperty("steps").GetInt64() < run.Events[0].GetProperty("total_steps").GetInt64());
    }

    [Fact]
    public async Task A_trained_model_samples_and_evaluates_from_its_file_and_from_its_folder()
    {
        var run = await TrainAsync("run", "--epochs", "2");
        string checkpoint = run.Events[^1].GetProperty("checkpoint").GetString()!;
        foreach (string path in (string[])[checkpoint, _folder["run"], run.Events[0].GetProperty("directory").GetString()!])
        {
            var sample = await CliRun.RunAsync("sample", "--checkpoint", path, "--prime", "the ", "--length", "30", "--json");
            Assert.Equal(30, sample.Events[0].GetProperty("text").GetString()!.Length);
        }

        // The validation part on its own: the same text, model and zero state, so the same loss.
        string validation = _folder.Write("validation.txt", TinyModel.Text(2000)[1800..1900]);
        var score = await CliRun.RunAsync("evaluate", "--checkpoint", checkpoint, "--text", validation, "--json");
        Assert.Equal(run.Events[^1].GetProperty("val_loss").GetDouble(), score.Events[0].GetProperty("nats").GetDouble(), 1e-5);
    }

    [Fact]
    public async Task A_paused_run_continues_to_the_very_same_weights()
    {
        // Long enough that Ctrl+C at its beginning finds it in its middle on any machine: 680 steps of a millisecond or so.
        string[] recipe = ["--epochs", "40", "--cell", "gru", "--dropout", "0.2", "--layers", "2", "--hidden", "128", "--seq", "20", "--report-every", "1"];
        var whole = await TrainAsync("whole", recipe);

        var paused = await CliRun.InterruptedAtAsync("\"step\":3,", [.. Arguments("paused", recipe), "--json"]);
        Assert.Equal(130, paused.ExitCode);
        var end = paused.Events[^1];
        Assert.Equal("paused", end.GetProperty("event").GetString());
        long steps = end.GetProperty("steps").GetInt64();
        Assert.InRange(steps, 3, 679);
        Assert.Contains("train --resume", end.GetProperty("resume").GetString(), StringComparison.Ordinal);

        var resumed = await CliRun.RunAsync("train", "--resume", _folder["paused"], "--threads", "2", "--report-every", "1", "--json");
        Assert.Equal(0, resumed.ExitCode);
        Assert.True(resumed.Events[0].GetProperty("resumed").GetBoolean());
        Assert.Equal(steps + 1, resumed.Named("step")[0].GetProperty("step").GetInt64());
        AssertSameEnd(whole, resumed);
    }

    [Fact]
    public async Task A_finished_run_can_be_given_more_steps()
    {
        var whole = await TrainAsync("whole", "--steps", "60");
        await TrainAsync("parts", "--steps", "25");

        var again = await CliRun.RunAsync("train", "--resume", _folder["parts"]);
        again.AssertRefused(2, "finished its 25 steps", "--resume", "--epochs");
        (await CliRun.RunAsync("train", "--resume", _folder["parts"], "--steps", "20")).AssertRefused(2, "has done 25 steps already");

        var resumed = await CliRun.RunAsync("train", "--resume", _folder["parts"], "--steps", "60", "--json");
        Assert.Equal("", resumed.Error);
        AssertSameEnd(whole, resumed);
    }

    [Fact]
    public async Task The_run_can_be_named_by_its_own_folder_too()
    {
        var run = await TrainAsync("run", "--steps", "5");
        var resumed = await CliRun.RunAsync("train", "--resume", run.Events[0].GetProperty("directory").GetString()!, "--steps", "8", "--json");
        Assert.Equal(8, resumed.Events[^1].GetProperty("steps").GetInt64());
    }

    [Fact]
    public async Task Two_processes_cannot_train_one_run()
    {
        await TrainAsync("run", "--steps", "2");
        await using (new RunRegistry(new() { DataDirectory = _folder["run"] }, new CorpusLibrary(Path.Combine(_folder["run"], "corpora")), TimeProvider.System))
            (await CliRun.RunAsync("train", "--resume", _folder["run"], "--steps", "4")).AssertRefused(2, "Another process is training in");
        Assert.Equal(0, (await CliRun.RunAsync("train", "--resume", _folder["run"], "--steps", "4")).ExitCode);
    }

    [Fact]
    public async Task A_person_reads_the_course_in_words()
    {
        string[] arguments = [.. Arguments("run"), "--epochs", "2"];
        var run = await CliRun.RunAsync(arguments);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("LSTM 1 x 8 on text.txt: 1,468 parameters, 28 symbols, 1,800 characters to train on, 100 to validate on.", run.Out, StringComparison.Ordinal);
        Assert.Contains("epoch   2.00  step       70", run.Out, StringComparison.Ordinal);
        Assert.Contains("Done: 70 steps", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out);

        var paused = await CliRun.InterruptedAtAsync("Writing to", [.. Arguments("second"), "--epochs", "200"]);
        Assert.Equal(130, paused.ExitCode);
        Assert.Contains($"Continue with: train --resume \"{_folder["second"]}\"", paused.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shipped_corpus_trains_and_names_its_floor()
    {
        string[] arguments = ["train", "--corpus", "tavern", "--out", _folder["run"], "--steps", "3", "--json", .. Tiny];
        var run = await CliRun.RunAsync(arguments);
        Assert.Equal(0, run.ExitCode);
        Assert.InRange(run.Events[0].GetProperty("entropy_floor").GetDouble(), 0.05, 3);
        Assert.Equal(3, run.Events[^1].GetProperty("steps").GetInt64());
    }

    private async Task<CliRun> TrainAsync(string name, params string[] more)
    {
        string[] arguments = [.. Arguments(name, more), "--json"];
        var run = await CliRun.RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    /// <summary>The arguments of a tiny run; what <paramref name="more"/> says counts before the tiny defaults.</summary>
    private string[] Arguments(string name, params string[] more)
    {
        string text = _folder.Write("text.txt", TinyModel.Text(2000));
        var defaults = Tiny.Chunk(2).Where(pair => !more.Contains(pair[0])).SelectMany(pair => pair);
        return ["train", "--text", text, "--out", _folder[name], .. defaults, .. more];
    }

    private static void AssertSameEnd(CliRun expected, CliRun actual)
    {
        var (one, two) = (expected.Events[^1], actual.Events[^1]);
        Assert.Equal("done", two.GetProperty("event").GetString());
        Assert.Equal(one.GetProperty("steps").GetInt64(), two.GetProperty("steps").GetInt64());
        Assert.Equal(one.GetProperty("val_loss").GetDouble(), two.GetProperty("val_loss").GetDouble());
        var (first, second) = (ModelSnapshot.Load(one.GetProperty("checkpoint").GetString()!), ModelSnapshot.Load(two.GetProperty("checkpoint").GetString()!));
        foreach (var (name, weights) in first.Weights)
            Assert.Equal(weights, second.Weights[name]);
    }
}
