using RnnLab.Compute.Cpu;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Schedules;

namespace RnnLab.Training.Tests.Runs;

/// <summary>Whatever decides a step outlives a restart: optimizers' state, schedules, patience, batches that are accumulated.</summary>
public class ResumeOfTrainingModesTests
{
    private static readonly Dictionary<string, Func<RunConfig, RunConfig>> Modes = new()
    {
        ["nesterov, cosine, warm-up"] = c => c with { Optimizer = OptimizerKind.Nesterov, WeightDecay = 0.01, Schedule = ScheduleKind.Cosine, LearningRateMinimum = 1e-4, WarmupSteps = 9 },
        ["adagrad, step"] = c => c with { Optimizer = OptimizerKind.Adagrad, Schedule = ScheduleKind.Step, LearningRateDecay = 0.5, LearningRateDecayAfter = 1, Initialization = InitializationScheme.Orthogonal },
        ["adamw, plateau"] = c => c with { Optimizer = OptimizerKind.AdamW, WeightDecay = 0.1, LearningRate = 0.6, Schedule = ScheduleKind.Plateau, LearningRateDecay = 0.5, PlateauPatience = 0, ValidateEvery = 2 },
        ["accumulated"] = c => c with { Accumulate = 3, Dropout = 0.3, Epochs = 9, Clip = ClipKind.Norm, ClipAt = 0.2, Schedule = ScheduleKind.Exponential },
        ["random truncation"] = c => c with { Truncation = TruncationKind.Random, TruncationLength = 3, Dropout = 0.2 },
        ["scheduled sampling"] = c => c with { TeacherForcing = TeacherForcingDecay.InverseSigmoid, TeacherForcingHalf = 6, Cell = Compute.CellKind.Gru, Embedding = 5 },
        ["greedy, cut and accumulated"] = c => c with { TeacherForcing = TeacherForcingDecay.Linear, TeacherForcingHalf = 3, TeacherForcingMinimum = 0.1, OwnInputs = OwnInputKind.Greedy, Truncation = TruncationKind.Random, Accumulate = 2, Epochs = 5 },
        ["tied head"] = c => c with { Embedding = c.Hidden, Head = HeadKind.Tied, Layers = 1 },
        ["residual, normalised, variational"] = c => c with { Layers = 3, Residual = true, LayerNormalized = true, Dropout = 0.3, DropoutKind = DropoutKind.Variational, Embedding = 5 },
        ["zoneout, dropout of the recurrent path"] = c => c with { ZoneoutHidden = 0.1, ZoneoutCell = 0.3, RecurrentDropout = 0.2, Dropout = 0.2 },
        ["zoneout in segments"] = c => c with { Cell = Compute.CellKind.Gru, ZoneoutHidden = 0.3, RecurrentDropout = 0.2, Truncation = TruncationKind.Random, TruncationLength = 3, LabelSmoothing = 0.1 },
        ["label smoothing, accumulated"] = c => c with { LabelSmoothing = 0.2, Accumulate = 2, Epochs = 5 },
        ["full gate recurrence"] = c => c with { Variant = Compute.LstmVariant.FullGateRecurrence, ZoneoutCell = 0.2 },
        ["an own cell with a third state"] = c => c with { OwnCell = "n = tanh(W*x + U*h)\nm' = 0.9*m + 0.1*n\nh' = n + m" },
        ["early stop"] = c => c with { Patience = 3, LearningRate = 0.3, ValidateEvery = 2, Epochs = 30 },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => new(Modes.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_run_that_is_closed_and_opened_gives_the_same_bits(string mode)
    {
        await using var lab = await Lab.CreateAsync(change: options => options with { CreateBackend = _ => new CpuBackend(1) });
        var config = Modes[mode](lab.Tiny);
        Assert.Empty(config.Validate());
        var whole = await lab.Registry.CreateAsync(config, null, Cancellation);
        var pieces = await lab.Registry.CreateAsync(config, null, Cancellation);
        await whole.StartAsync();
        await whole.WhenSettledAsync(Cancellation);
        foreach (int steps in (int[])[1, 4, 3, 2])
        {
            await pieces.StepAsync(steps);
            await pieces.WhenSettledAsync(Cancellation);
            await lab.ReopenAsync();
            pieces = lab.Registry.Find(pieces.Id)!;
        }

        if (pieces.Status != RunStatus.Finished)
            await pieces.StartAsync();
        await pieces.WhenSettledAsync(Cancellation);
        whole = lab.Registry.Find(whole.Id)!;
        Assert.Equal((RunStatus.Finished, whole.Message), (pieces.Status, pieces.Message));
        Assert.Equal(
            whole.Feed.Metrics.Select(point => (point.Step, point.Loss, point.GradientNormBefore, point.GradientNormAfter, point.LearningRate)),
            pieces.Feed.Metrics.Select(point => (point.Step, point.Loss, point.GradientNormBefore, point.GradientNormAfter, point.LearningRate)));
        Assert.Equal(whole.Feed.Validations, pieces.Feed.Validations);
        Assert.Equal((await whole.SnapshotAsync(Cancellation)).Weights, (await pieces.SnapshotAsync(Cancellation)).Weights);
        if (config.Schedule is ScheduleKind.Plateau)
            Assert.True(whole.Feed.Metrics.Select(point => point.LearningRate).Distinct().Count() > 1);
    }

    [Fact]
    public async Task An_epoch_of_accumulated_batches_has_as_many_steps_fewer()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Accumulate = 4, Epochs = 2 }, null, Cancellation);
        Assert.Equal((2, 4), (run.StepsPerEpoch, run.TotalSteps));
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal((RunStatus.Finished, 4L), (run.Status, run.Feed.Latest!.Value.Step));
        Assert.Equal(2, run.Feed.Latest!.Value.Epoch);
    }
}
