using System.Diagnostics;
using System.Text.Json.Nodes;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Schedules;

namespace RnnLab.Training.Tests.Runs;

public class KillAndResumeTests
{
    private static readonly string[] Measured = ["event", "step", "epoch", "loss", "smoothedLoss", "gradientNormBefore", "gradientNormAfter", "learningRate"];

    private const string Reference = "reference-f64";

    [Theory]
    [InlineData(Reference, 6, false)]
    [InlineData("cpu", 48, false)]
    [InlineData("cpu", 12, true)]
    public async Task A_run_killed_again_and_again_ends_bit_for_bit_as_if_nothing_had_happened(string backend, int hidden, bool unusual)
    {
        await using var undisturbed = await Lab.CreateAsync();
        await using var disturbed = await Lab.CreateAsync();
        var config = undisturbed.Tiny with { Hidden = hidden, Epochs = 15, CheckpointEvery = 7, ValidateEvery = 10, SampleEvery = 2, Dropout = 0.3, LearningRateDecayAfter = 1 };
        if (unusual)
        {
            config = config with
            {
                Optimizer = OptimizerKind.AdamW, WeightDecay = 0.05, Schedule = ScheduleKind.Plateau, PlateauPatience = 0, LearningRateDecay = 0.5, WarmupSteps = 20, Patience = 1000,
                Truncation = TruncationKind.Random, TeacherForcing = TeacherForcingDecay.Linear, TeacherForcingHalf = 50, TeacherForcingMinimum = 0.3,
            };
        }

        await undisturbed.Registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
        await disturbed.Registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
        await undisturbed.Registry.DisposeAsync();
        await disturbed.Registry.DisposeAsync();

        Assert.Equal((0, "Finished"), await TrainAsync(undisturbed, "never", backend));
        foreach (string moment in (string[])["step:1", "write:3", "step:40", "write:5", "write:7"])
        {
            var (code, _) = await TrainAsync(disturbed, moment, backend);
            Assert.Equal(128 + 9, code);
            await AssertListedAsync(disturbed);
        }

        Assert.Equal((0, "Finished"), await TrainAsync(disturbed, "never", backend));

        string one = RunOf(undisturbed), other = RunOf(disturbed);
        Assert.Equal(120, Metrics(one).Count(line => line.StartsWith("train ", StringComparison.Ordinal)));
        Assert.Equal(Metrics(one), Metrics(other));
        Assert.Equal(File.ReadAllText(Path.Combine(one, "samples.jsonl")), File.ReadAllText(Path.Combine(other, "samples.jsonl")));
        string[] checkpoints = Names(one);
        Assert.Equal(checkpoints, Names(other));
        Assert.NotEmpty(checkpoints);
        foreach (string name in checkpoints)
            Assert.Equal(File.ReadAllBytes(Path.Combine(one, "checkpoints", name)), File.ReadAllBytes(Path.Combine(other, "checkpoints", name)));
    }

    [Fact]
    public async Task A_second_process_is_kept_out_of_a_folder_that_is_open()
    {
        await using var lab = await Lab.CreateAsync();
        await lab.Registry.CreateAsync(lab.Tiny, null, TestContext.Current.CancellationToken);
        Assert.Equal((KilledTraining.KeptOut, $"{Environment.ProcessId}"), await TrainAsync(lab, "never", Reference));
        await lab.Registry.DisposeAsync();
        Assert.Equal((0, "Finished"), await TrainAsync(lab, "never", Reference));
    }

    private static async Task AssertListedAsync(Lab lab)
    {
        await using var registry = KilledTraining.Open(lab.Directory);
        var run = Assert.Single(registry.List());
        Assert.Empty(registry.Unreadable);
        Assert.Equal(RunStatus.Paused, run.Status);
        Assert.Contains("interrupted", run.Message, StringComparison.Ordinal);
        Assert.Equal(run.Feed.Metrics.Count, run.Feed.Latest?.Step ?? 0);
    }

    private static async Task<(int Code, string Word)> TrainAsync(Lab lab, string moment, string backend)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };

        // Under `dotnet x.dll` the process is dotnet itself; the assembly then comes first.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" or "testhost")
            start = new("dotnet") { RedirectStandardOutput = true, ArgumentList = { typeof(KilledTraining).Assembly.Location } };
        foreach (string argument in (string[])[KilledTraining.Switch, lab.Directory, moment, backend])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Split(' ')[0].Trim());
    }

    private static string RunOf(Lab lab) => Assert.Single(Directory.GetDirectories(lab.RunsDirectory));

    private static string[] Names(string run) => [.. Directory.GetFiles(Path.Combine(run, "checkpoints")).Select(path => Path.GetFileName(path)).Order()];

    /// <summary>The lines of metrics.jsonl without the clock's numbers, as text: equal text is equal bits.</summary>
    private static List<string> Metrics(string run) =>
        [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).Select(line => string.Join(' ', Measured.Select(name => line[name]?.ToString())))];
}
