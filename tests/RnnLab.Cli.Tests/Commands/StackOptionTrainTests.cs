using RnnLab.Nn;
using RnnLab.Training;

namespace RnnLab.Cli.Tests.Commands;

/// <summary>Residual connections, layer normalisation, dropout of every kind, zoneout and label smoothing from the command line.</summary>
public sealed class StackOptionTrainTests
{
    [Fact]
    public async Task A_run_with_all_of_them_is_trained_resumed_sampled_inspected_and_exported()
    {
        using var folder = new TempFolder();
        string run = folder["run"], weights = folder["weights.safetensors"], symbols = folder["symbols.json"];
        var trained = await CliRun.RunAsync(
            "train", "--corpus", "tavern", "--layers", "2", "--hidden", "6", "--seq", "8", "--batch", "4", "--steps", "2", "--sample-every", "0", "--out", run,
            "--residual", "--layer-norm", "--dropout", "0.2", "--dropout-kind", "variational", "--recurrent-dropout", "0.1", "--zoneout", "0.05", "--zoneout-cell", "0.5", "--label-smoothing", "0.1");
        Assert.True(trained.ExitCode == 0, trained.Error);
        var config = RunConfigJson.Read(await File.ReadAllTextAsync(Directory.GetFiles(run, "config.json", SearchOption.AllDirectories).Single(), TestContext.Current.CancellationToken));
        Assert.Equal(
            new RunConfig
            {
                Corpus = config.Corpus, Layers = 2, Hidden = 6, SequenceLength = 8, Batch = 4, MaxSteps = 2, SampleEvery = 0,
                Residual = true, LayerNormalized = true, Dropout = 0.2, DropoutKind = DropoutKind.Variational, RecurrentDropout = 0.1, ZoneoutHidden = 0.05, ZoneoutCell = 0.5, LabelSmoothing = 0.1,
            }, config);

        var resumed = await CliRun.RunAsync("train", "--resume", run, "--steps", "4");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        (await CliRun.RunAsync("train", "--resume", run, "--steps", "3")).AssertRefused(2, "4 steps already", "ask for more");
        string checkpoint = Directory.GetFiles(run, "step-*4*.safetensors", SearchOption.AllDirectories).First();
        Assert.Equal(0, (await CliRun.RunAsync("sample", "--checkpoint", checkpoint, "--length", "20")).ExitCode);
        var inspected = await CliRun.RunAsync("inspect", checkpoint);
        Assert.Contains("rnn.gain_ih_l1", inspected.Out, StringComparison.Ordinal);
        Assert.Contains("PyTorch has no such layer: gain_ih, gain_hh, gain_c, bias_c are RnnLab's own names.", inspected.Out, StringComparison.Ordinal);
        var exported = await CliRun.RunAsync("export", "--checkpoint", checkpoint, "--out", weights, "--vocabulary", symbols);
        Assert.Contains("PyTorch has no layer-normalised LSTM", exported.Out, StringComparison.Ordinal);
        (await CliRun.RunAsync("import", weights, "--vocabulary", symbols, "--out", folder["again.safetensors"])).AssertRefused(2, "gain_hh are those of RnnLab's layer-normalised cells");
    }

    [Fact]
    public async Task The_help_names_them()
    {
        string help = (await CliRun.RunAsync("train", "--help")).Out;
        foreach (string option in (string[])["--residual", "--layer-norm", "--dropout-kind", "--recurrent-dropout", "--zoneout", "--zoneout-cell", "--label-smoothing"])
            Assert.Contains(option, help, StringComparison.Ordinal);
    }
}
