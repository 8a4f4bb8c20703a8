namespace RnnLab.Cli.Tests.Commands;

public sealed class BenchTests
{
    [Fact]
    public async Task A_step_reports_time_throughput_memory_and_generation()
    {
        var run = await CliRun.RunAsync("bench", "--cell", "rnn", "--hidden", "4", "--batch", "2", "--seq", "3", "--vocab", "5", "--threads", "1", "--seconds", "0.05", "--chars", "20", "--json");
        Assert.Equal(0, run.ExitCode);
        var result = Assert.Single(run.Events);
        double median = result.GetProperty("ms_median").GetDouble();
        Assert.True(median > 0);
        Assert.InRange(result.GetProperty("ms_min").GetDouble(), 0, median);
        Assert.Equal(2 * 3 / (median / 1e3), result.GetProperty("tokens_per_second").GetDouble(), 1e-3);

        // 6 x (4 x (5 + 4) + 5 x 4) x 6 tokens
        Assert.Equal(6 * 56 * 6 / (median / 1e3) / 1e9, result.GetProperty("gflops").GetDouble(), 1e-9);
        Assert.True(result.GetProperty("chars_per_second").GetDouble() > 0);
        Assert.True(result.GetProperty("bytes_per_step").GetDouble() >= 0);
        Assert.True(result.GetProperty("runs").GetInt32() >= 5);
    }

    [Theory]
    [InlineData("rnn-relu", "--cell", "rnn-relu", 4 * (5 + 4))]
    [InlineData("gru-reset-before", "--cell", "gru-reset-before", 12 * (5 + 4))]
    [InlineData("mgu", "--cell", "mgu", 8 * (5 + 4))]
    [InlineData("lstm (cifg)", "--lstm-variant", "cifg", 12 * (5 + 4))]
    [InlineData("lstm (peephole)", "--lstm-variant", "peephole", 16 * (5 + 4))]
    [InlineData("lstm (fgr)", "--lstm-variant", "fgr", 16 * (5 + 4) + 12 * 12)]
    public async Task Every_cell_is_timed_by_the_size_of_its_own_matrices(string name, string option, string word, int weights)
    {
        var run = await CliRun.RunAsync("bench", option, word, "--hidden", "4", "--batch", "2", "--seq", "3", "--vocab", "5", "--threads", "1", "--seconds", "0.01", "--chars", "5", "--json");
        Assert.Equal(0, run.ExitCode);
        var result = Assert.Single(run.Events);
        Assert.Equal(name, result.GetProperty("cell").GetString());
        double operations = result.GetProperty("gflops").GetDouble() * 1e9 * result.GetProperty("ms_median").GetDouble() / 1e3;
        Assert.Equal(6 * (weights + 5 * 4) * 6, operations, 1e-6);
        Assert.True(result.GetProperty("chars_per_second").GetDouble() > 0);
    }

    [Fact]
    public async Task An_own_cell_is_timed_from_its_file()
    {
        using var folder = new TempFolder();
        string file = folder.Write("cell.txt", "h' = tanh(W*x + U*h + b)");
        string[] command = ["bench", "--own-cell", file, "--hidden", "4", "--batch", "2", "--seq", "3", "--vocab", "5", "--threads", "1", "--seconds", "0.01", "--chars", "0"];
        var run = await CliRun.RunAsync([.. command, "--json"]);
        Assert.Equal(0, run.ExitCode);
        var result = Assert.Single(run.Events);
        Assert.Equal("own", result.GetProperty("cell").GetString());
        double operations = result.GetProperty("gflops").GetDouble() * 1e9 * result.GetProperty("ms_median").GetDouble() / 1e3;
        Assert.Equal(6 * (4 * (5 + 4) + 5 * 4) * 6, operations, 1e-6);

        (await CliRun.RunAsync([.. command, "--cell", "gru"])).AssertRefused(2, "either --cell or --own-cell");
        folder.Write("cell.txt", "h' = tanh(W*x");
        (await CliRun.RunAsync(command)).AssertRefused(2, "own cell");
    }

    [Theory]
    [InlineData("--truncation", "random")]
    [InlineData("--true-share", "0.5")]
    public async Task Ways_of_training_are_timed(string option, string word)
    {
        var run = await CliRun.RunAsync("bench", option, word, "--cell", "rnn", "--hidden", "4", "--batch", "2", "--seq", "6", "--vocab", "5", "--threads", "1", "--seconds", "0.01", "--chars", "0", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.True(Assert.Single(run.Events).GetProperty("ms_median").GetDouble() > 0);
    }

    [Fact]
    public async Task A_variant_that_its_cell_cannot_have_is_refused()
    {
        (await CliRun.RunAsync("bench", "--cell", "gru", "--lstm-variant", "peephole")).AssertRefused(2, "need an LSTM");
        (await CliRun.RunAsync("bench", "--lstm-variant", "peepole")).AssertRefused(2, "Did you mean");
    }

    [Fact]
    public async Task A_matrix_product_reports_its_speed()
    {
        var run = await CliRun.RunAsync("bench", "gemm", "--m", "8", "--n", "6", "--k", "4", "--transpose-b", "--threads", "1", "--seconds", "0.02", "--json");
        Assert.Equal(0, run.ExitCode);
        var result = Assert.Single(run.Events);
        Assert.Equal(2 * 8 * 6 * 4 / result.GetProperty("ms_median").GetDouble() / 1e6, result.GetProperty("gflops").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task The_peak_is_measured_on_one_thread_and_on_all()
    {
        var run = await CliRun.RunAsync("bench", "peak", "--threads", "2", "--seconds", "0.05", "--json");
        Assert.Equal(0, run.ExitCode);
        var result = Assert.Single(run.Events);
        Assert.True(result.GetProperty("gflops_one").GetDouble() > 0);
        Assert.True(result.GetProperty("gflops_all").GetDouble() > 0);
    }

    [Fact]
    public async Task People_read_sentences()
    {
        var run = await CliRun.RunAsync("bench", "--cell", "gru", "--hidden", "4", "--batch", "2", "--seq", "3", "--vocab", "5", "--threads", "1", "--seconds", "0.02", "--chars", "0");
        Assert.Contains("gru, 1 x 4, batch 2, sequence 3, 5 symbols", run.Out, StringComparison.Ordinal);
        Assert.Contains("ms median", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("characters/s", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sizes_beyond_memory_are_refused()
    {
        (await CliRun.RunAsync("bench", "--hidden", "65536", "--layers", "4")).AssertRefused(2, "Choose a smaller hidden size");
        (await CliRun.RunAsync("bench", "gemm", "--m", "1000000", "--n", "1000000")).AssertRefused(2, "choose smaller --m, --n or --k");
    }
}
