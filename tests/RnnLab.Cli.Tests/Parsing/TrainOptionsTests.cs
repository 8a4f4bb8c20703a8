namespace RnnLab.Cli.Tests.Parsing;

public sealed class TrainOptionsTests
{
    [Fact]
    public async Task A_run_needs_a_text() => (await CliRun.RunAsync("train")).AssertRefused(2, "--text FILE", "--corpus NAME");

    [Fact]
    public async Task A_run_has_one_text() =>
        (await CliRun.RunAsync("train", "--text", "a.txt", "--corpus", "tavern")).AssertRefused(2, "Give either --text FILE or --corpus NAME, not both.");

    [Fact]
    public async Task A_resumed_run_stays_in_its_folder() =>
        (await CliRun.RunAsync("train", "--resume", "a", "--out", "b")).AssertRefused(2, "a resumed run stays in its folder");

    [Fact]
    public async Task Options_of_the_stack_are_refused_where_they_do_not_exist()
    {
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--cell", "gru", "--zoneout-cell", "0.1")).AssertRefused(2, "GRU has no cell state");
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--zoneout", "1")).AssertRefused(2, "--zoneout must be a number from 0 to 0.99");
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--dropout-kind", "variation")).AssertRefused(2, "plain or variational", "Did you mean variational?");
        (await CliRun.RunAsync("train", "--resume", "a", "--layer-norm")).AssertRefused(2, "--layer-norm cannot be given with --resume");
    }

    [Fact]
    public async Task A_resumed_run_keeps_its_model() =>
        (await CliRun.RunAsync("train", "--resume", "a", "--hidden", "64", "--lr", "0.1")).AssertRefused(2, "--hidden, --lr cannot be given with --resume");
}
