using RnnLab.Compute;
using RnnLab.Training;

namespace RnnLab.Cli.Tests.Commands;

/// <summary>Further cells, the LSTM's variants and own cells from the command line.</summary>
public sealed class OwnCellTrainTests
{
    [Fact]
    public async Task A_cell_from_a_file_is_trained_kept_and_sampled()
    {
        using var folder = new TempFolder();
        string cell = Path.Combine(folder.Path, "cell.txt"), run = Path.Combine(folder.Path, "run");
        await File.WriteAllTextAsync(cell, "z = sigmoid(Wz*x + Uz*h + bz)\nh' = (1-z)*tanh(W*x + b) + z*h\n", TestContext.Current.CancellationToken);
        var trained = await CliRun.RunAsync("train", "--corpus", "tavern", "--own-cell", cell, "--layers", "1", "--hidden", "8", "--seq", "10", "--batch", "4", "--steps", "3", "--sample-every", "0", "--out", run);
        Assert.True(trained.ExitCode == 0, trained.Error);
        string config = Directory.GetFiles(run, "config.json", SearchOption.AllDirectories).Single();
        Assert.Equal("z = sigmoid(Wz*x + Uz*h + bz)\nh' = (1-z)*tanh(W*x + b) + z*h\n", RunConfigJson.Read(await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).OwnCell);
        string checkpoint = Directory.GetFiles(run, "step-*.safetensors", SearchOption.AllDirectories).First();
        var sampled = await CliRun.RunAsync("sample", "--checkpoint", checkpoint, "--length", "20");
        Assert.True(sampled.ExitCode == 0, sampled.Error);
    }

    [Fact]
    public async Task Variants_and_the_forget_bias_reach_the_configuration()
    {
        using var folder = new TempFolder();
        string run = Path.Combine(folder.Path, "run");
        var trained = await CliRun.RunAsync(
            "train", "--corpus", "tavern", "--lstm-variant", "peephole,fgr", "--forget-bias", "1", "--layers", "1", "--hidden", "4", "--seq", "8", "--batch", "4", "--steps", "2", "--sample-every", "0", "--out", run);
        Assert.True(trained.ExitCode == 0, trained.Error);
        var config = RunConfigJson.Read(await File.ReadAllTextAsync(Directory.GetFiles(run, "config.json", SearchOption.AllDirectories).Single(), TestContext.Current.CancellationToken));
        Assert.Equal((LstmVariant.Peephole | LstmVariant.FullGateRecurrence, 1.0), (config.Variant, config.ForgetBias!.Value));
    }

    [Fact]
    public async Task What_does_not_belong_together_is_refused_in_words()
    {
        using var folder = new TempFolder();
        string bad = Path.Combine(folder.Path, "bad.txt");
        await File.WriteAllTextAsync(bad, "h' = tahn(W*x)", TestContext.Current.CancellationToken);
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--own-cell", bad)).AssertRefused(2, "Line 1, column 6: \"tahn\" is no function", "Did you mean tanh?");
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--own-cell", bad, "--cell", "gru")).AssertRefused(2, "Give either --cell or --own-cell FILE, not both.");
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--own-cell", "nowhere.txt")).AssertRefused(2, "There is no file at \"nowhere.txt\"");
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--lstm-variant", "peephole,cigf")).AssertRefused(2, "--lstm-variant cannot be 'cigf'", "Did you mean cifg?");
        await File.WriteAllTextAsync(bad, "h' = tanh(W*x)", TestContext.Current.CancellationToken);
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--own-cell", bad, "--layer-norm")).AssertRefused(2, "An own cell is all in its equations", "leave layer normalisation out");
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--cell", "gru", "--forget-bias", "1")).AssertRefused(2, "needs an LSTM");
    }
}
