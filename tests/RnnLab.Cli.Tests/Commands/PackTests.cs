namespace RnnLab.Cli.Tests.Commands;

public sealed class PackTests
{
    private static readonly string[] Small = ["--corpus", "dinosaurs", "--cell", "gru", "--layers", "1", "--hidden", "4", "--seq", "8", "--batch", "4", "--steps", "6", "--sample-every", "3", "--sample-length", "10", "--backend", "reference-f64"];

    [Fact]
    public async Task A_run_is_packed_with_the_steps_that_were_named()
    {
        using var folder = new TempFolder();
        string run = folder["run"], packed = folder["packed"];
        Assert.Equal(ExitCodes.Success, (await CliRun.RunAsync(["train", .. Small, "--out", run])).ExitCode);
        var pack = await CliRun.RunAsync("pack", "--run", run, "--steps", "0, 3,6", "--out", packed, "--json");
        Assert.Equal(ExitCodes.Success, pack.ExitCode);
        Assert.Equal([0, 3, 6], pack.Named("pack")[0].GetProperty("checkpoints").EnumerateArray().Select(checkpoint => checkpoint.GetProperty("step").GetInt32()));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(packed, "checkpoints")).Length);
        Assert.Empty(Directory.GetFiles(packed, "resume-*", SearchOption.AllDirectories));

        // What it wrote is a model like any other.
        Assert.Equal(ExitCodes.Success, (await CliRun.RunAsync("sample", "--checkpoint", packed, "--length", "5")).ExitCode);
        (await CliRun.RunAsync("pack", "--run", run, "--steps", "6", "--out", packed)).AssertRefused(ExitCodes.Usage, "exists already");
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_said()
    {
        using var folder = new TempFolder();
        string run = folder["run"];
        Assert.Equal(ExitCodes.Success, (await CliRun.RunAsync(["train", .. Small, "--out", run])).ExitCode);
        (await CliRun.RunAsync("pack", "--steps", "6", "--out", folder["a"])).AssertRefused(ExitCodes.Usage, "--run DIR");
        (await CliRun.RunAsync("pack", "--run", run, "--out", folder["a"])).AssertRefused(ExitCodes.Usage, "--steps 0,50,200");
        (await CliRun.RunAsync("pack", "--run", run, "--steps", "6")).AssertRefused(ExitCodes.Usage, "--out DIR");
        (await CliRun.RunAsync("pack", "--run", run, "--steps", "six", "--out", folder["a"])).AssertRefused(ExitCodes.Usage, "\"six\" is not a step");
        (await CliRun.RunAsync("pack", "--run", run, "--steps", "5000", "--out", folder["a"])).AssertRefused(ExitCodes.Usage, "Step 5000 of this run is not stored");
        Assert.False(Directory.Exists(folder["a"]));
    }
}
