using System.Text.Json;

namespace RnnLab.Cli.Tests;

/// <summary>One command line, run inside the test process with its output captured.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs the arguments as a person would type them.</summary>
    public static async Task<CliRun> RunAsync(CancellationToken interrupt, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int exitCode = await new CliApp(new CliHost { Out = output, Error = error }).RunAsync(arguments, interrupt);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs the arguments and presses Ctrl+C when a line with <paramref name="words"/> is written.</summary>
    public static async Task<CliRun> InterruptedAtAsync(string words, params string[] arguments)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new InterruptingWriter(words, interrupt);
        using var error = new StringWriter();
        int exitCode = await new CliApp(new CliHost { Out = output, Error = error }).RunAsync(arguments, interrupt.Token);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <inheritdoc cref="RunAsync(CancellationToken, string[])"/>
    public static Task<CliRun> RunAsync(params string[] arguments) => RunAsync(TestContext.Current.CancellationToken, arguments);

    /// <summary>Every line of the output as a JSON object; a line that is not one fails.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The events of one name.</summary>
    public IReadOnlyList<JsonElement> Named(string name) => [.. Events.Where(line => line.GetProperty("event").GetString() == name)];

    /// <summary>Asserts a refusal: the exit code, a first line that says so, and neither a stack trace nor a type's name.</summary>
    public void AssertRefused(int exitCode, params string[] says)
    {
        Assert.Equal(exitCode, ExitCode);
        foreach (string words in says)
            Assert.Contains(words, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
    }
}
