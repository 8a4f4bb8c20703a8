using System.CommandLine;
using System.Globalization;
using RnnLab.Cli.Benchmarking;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;
using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Training;

namespace RnnLab.Cli.Commands;

/// <summary><c>bench</c> itself: a full training step, and one-character-at-a-time generation.</summary>
internal sealed class BenchStepCommand(CliHost host)
{
    private readonly CellOptions _cell = new();
    private readonly Option<int?> _hidden = CliOptions.Int("--hidden", "Hidden units in each layer.", 1, 65_536, "128");
    private readonly Option<int?> _batch = CliOptions.Int("--batch", "Sequences in one step.", 1, 100_000, "32");
    private readonly Option<int?> _sequence = CliOptions.Int("--seq", "Characters in a sequence.", 1, 100_000, "50");
    private readonly Option<int?> _vocabulary = CliOptions.Int("--vocab", "Symbols.", 2, 1_000_000, "65");
    private readonly Option<int?> _layers = CliOptions.Int("--layers", "Recurrent layers.", 1, LanguageModelConfig.MaximumLayers, "1");
    private readonly Option<TruncationKind?> _truncation = CliOptions.Choice("--truncation", "Gradients cut only where sequences end, or at random within too.", Words.Truncations, "regular");
    private readonly Option<double?> _trueShare = CliOptions.Real("--true-share", "Share of true inputs; the model reads its own symbols otherwise, as in scheduled sampling.", 0, 1, "1");
    private readonly Option<int?> _characters = CliOptions.Int("--chars", "Characters to generate in one go; 0 leaves generation out.", 0, 1_000_000, "1000");
    private readonly BenchOptions _common = new();

    /// <summary>Makes this the action of <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_cell.Cell, _cell.Variant, _cell.OwnCell, _hidden, _batch, _sequence, _vocabulary, _layers, _truncation, _trueShare, _characters, .. _common.All])
            command.Add(option);
        command.SetAction((parsed, interrupt) => Task.FromResult(Run(parsed, interrupt)));
    }

    private int Run(ParseResult parsed, CancellationToken interrupt)
    {
        var size = new StepSize(
            parsed.GetValue(_cell.Cell) ?? CellKind.Lstm, parsed.GetValue(_hidden) ?? 128, parsed.GetValue(_batch) ?? 32,
            parsed.GetValue(_sequence) ?? 50, parsed.GetValue(_vocabulary) ?? 65, parsed.GetValue(_layers) ?? 1)
        {
            Variant = _cell.ReadVariant(parsed),
            OwnCell = _cell.ReadOwnCell(parsed),
            TrueShare = parsed.GetValue(_trueShare) ?? 1,
        };
        int meanTruncation = parsed.GetValue(_truncation) == TruncationKind.Random ? Math.Max(2, size.Time / 2) : 0;
        size = size with { Mode = new SequenceMode(meanTruncation, OwnInputs: size.TrueShare < 1) };
        int characters = parsed.GetValue(_characters) ?? 1000;
        var settings = _common.Read(parsed);
        size.Check();
        using var backend = settings.CreateBackend();
        using var step = new TrainingStep(size, backend);
        var timing = Timing.Measure(() => step.Run(), settings.Time, settings.AtLeast, interrupt);
        double? generated = characters > 0 ? Generation.Measure(step.Model, characters, settings.Time / 2, interrupt) : null;
        Report(size, settings, backend, timing, generated);
        return ExitCodes.Success;
    }

    private void Report(StepSize size, BenchSettings settings, IComputeBackend backend, Timing timing, double? generated)
    {
        double seconds = timing.Median / 1e3, tokensPerSecond = size.Tokens / seconds, gflops = size.Operations / seconds / 1e9;
        if (settings.Json)
        {
            JsonLines.Write(host.Out, new
            {
                Event = "bench",
                Cell = size.CellName,
                size.Hidden,
                size.Batch,
                Seq = size.Time,
                Vocab = size.Vocabulary,
                size.Layers,
                settings.Threads,
                Backend = backend.Name,
                Runs = timing.Count,
                MsMedian = timing.Median,
                MsMin = timing.Minimum,
                TokensPerSecond = tokensPerSecond,
                Gflops = gflops,
                BytesPerStep = timing.BytesEach,
                CharsPerSecond = generated,
            });
            return;
        }

        var culture = CultureInfo.InvariantCulture;
        host.Out.WriteLine(string.Create(culture, $"{size.CellName}, {size.Layers} x {size.Hidden}, batch {size.Batch}, sequence {size.Time}, {size.Vocabulary} symbols"));
        host.Out.WriteLine(backend.Description);
        host.Out.WriteLine(string.Create(culture, $"  training step    {timing.Median:0.000} ms median, {timing.Minimum:0.000} ms least of {timing.Count}"));
        host.Out.WriteLine(string.Create(culture, $"  throughput       {tokensPerSecond:N0} tokens/s, {gflops:0.0} GFLOP/s"));
        host.Out.WriteLine(string.Create(culture, $"  allocated        {timing.BytesEach:N0} bytes a step"));
        if (generated is { } speed)
            host.Out.WriteLine(string.Create(culture, $"  generation       {speed:N0} characters/s"));
    }
}
