namespace RnnLab.Cli.Tests.Parsing;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_every_command()
    {
        var run = await CliRun.RunAsync("--help");
        Assert.Equal(0, run.ExitCode);
        foreach (string command in (string[])["train", "sample", "evaluate", "bench", "serve"])
            Assert.Contains($"  {command} ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_train_names_every_option_of_the_README_and_its_default()
    {
        var run = await CliRun.RunAsync("train", "--help");
        Assert.Equal(0, run.ExitCode);
        foreach (string option in (string[])
        [
            "--text", "--corpus", "--cell", "--layers", "--hidden", "--seq", "--batch", "--optimizer", "--lr", "--clip", "--clip-by", "--epochs",
            "--steps", "--seed", "--out", "--resume", "--json", "--dropout", "--embedding", "--init", "--threads",
        ])
            Assert.Contains(option + " ", run.Out, StringComparison.Ordinal);
        Assert.Contains("[default: lstm]", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_at_all_asks_which_command() =>
        (await CliRun.RunAsync()).AssertRefused(2, "Which command? Choose train, sample, evaluate, inspect, import, export, pack, bench or serve.", "--help");

    [Fact]
    public async Task A_mistyped_command_is_recognised() =>
        (await CliRun.RunAsync("trian", "--text", "x")).AssertRefused(2, "There is no command 'trian'", "Did you mean train?");

    [Fact]
    public async Task A_mistyped_option_is_recognised() =>
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--hiden", "64")).AssertRefused(2, "rnnlab train has no option --hiden. Did you mean --hidden?");

    [Fact]
    public async Task The_value_of_a_mistyped_option_is_not_a_second_problem()
    {
        var run = await CliRun.RunAsync("train", "--corpus", "tavern", "--hiden", "64");
        Assert.DoesNotContain("'64'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_of_a_subcommand_is_recognised() =>
        (await CliRun.RunAsync("bench", "gemm", "--trasnpose-a")).AssertRefused(2, "rnnlab bench gemm has no option --trasnpose-a. Did you mean --transpose-a?");

    [Fact]
    public async Task A_mistyped_word_is_recognised() =>
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--cell", "lstn")).AssertRefused(2, "--cell cannot be 'lstn': choose rnn, rnn-relu, gru, gru-reset-before, lstm or mgu. Did you mean lstm?");

    [Theory]
    [InlineData("--hidden", "0", "--hidden must be a whole number from 1")]
    [InlineData("--hidden", "-3", "not '-3'")]
    [InlineData("--hidden", "99999999999", "not '99999999999'")]
    [InlineData("--hidden", "12.5", "a whole number")]
    [InlineData("--layers", "9", "from 1 to 4, not '9'")]
    [InlineData("--lr", "0", "--lr must be a number above 0")]
    [InlineData("--lr", "nan", "not 'nan'")]
    [InlineData("--lr", "Infinity", "not 'Infinity'")]
    [InlineData("--lr", "0,002", "not '0,002'")]
    [InlineData("--dropout", "1", "--dropout must be a number from 0 to 0.99")]
    [InlineData("--seq", "many", "--seq must be a whole number")]
    [InlineData("--seed", "-1", "--seed must be a whole number")]
    [InlineData("--steps", "0", "--steps must be a whole number from 1")]
    [InlineData("--clip", "-5", "--clip must be a number from 0")]
    public async Task A_number_out_of_range_is_refused_in_words(string option, string value, string says) =>
        (await CliRun.RunAsync("train", "--corpus", "tavern", option, value)).AssertRefused(2, says, option, "rnnlab train --help");

    [Fact]
    public async Task An_option_without_its_value_says_so() =>
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--hidden")).AssertRefused(2, "--hidden needs a value.");

    [Fact]
    public async Task An_option_given_twice_says_so() =>
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--hidden", "8", "--hidden", "16")).AssertRefused(2, "--hidden was given 2 values (8, 16); it takes one.");

    [Fact]
    public async Task A_backend_that_is_not_there_is_refused_with_those_that_are() =>
        (await CliRun.RunAsync("bench", "--backend", "cuda")).AssertRefused(2, "--backend cannot be 'cuda'", "cpu-vector", "reference-f64");

    [Fact]
    public async Task A_stray_word_says_so() =>
        (await CliRun.RunAsync("sample", "--checkpoint", "x", "hello")).AssertRefused(2, "'hello' does not belong to any option");

    [Fact]
    public async Task Every_problem_is_told_at_once() =>
        (await CliRun.RunAsync("train", "--corpus", "tavern", "--cell", "x", "--hidden", "0")).AssertRefused(2, "--cell cannot be 'x'", "--hidden must be");

    [Fact]
    public async Task With_json_an_error_is_also_an_event()
    {
        var run = await CliRun.RunAsync("train", "--json", "--corpus", "tavern", "--hidden", "0");
        Assert.Equal(2, run.ExitCode);
        var only = Assert.Single(run.Events);
        Assert.Equal("error", only.GetProperty("event").GetString());
        Assert.Contains("--hidden must be", only.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("--hidden must be", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_how_to_start_the_workbench()
    {
        var run = await CliRun.RunAsync("serve");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("dotnet run --project src/RnnLab.Web", run.Out, StringComparison.Ordinal);
    }
}
