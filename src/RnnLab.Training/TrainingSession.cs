using System.Globalization;
using RnnLab.Compute;
using RnnLab.Data.Batching;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Schedules;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training;

/// <summary>What one step measured.</summary>
/// <param name="Loss">Mean nats per character before the update.</param>
/// <param name="NormBefore">The joint gradient norm before clipping.</param>
/// <param name="NormAfter">The joint gradient norm after clipping.</param>
/// <param name="LearningRate">The step size used.</param>
public readonly record struct StepResult(double Loss, double NormBefore, double NormAfter, double LearningRate);

/// <summary>
/// A model being trained: weights, optimizer, carried state and position in the text, and nothing about threads, files or people.
/// One thread at a time.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    /// <summary>A loss above this many times that of guessing (ln V) is an explosion, not a bad batch.</summary>
    private const double ExplosionFactor = 10;

    private const string StepKey = "rnnlab.step", UpdatesKey = "rnnlab.updates";

    private readonly IBatchSource _batches;
    private readonly IOptimizer _optimizer;
    private readonly LearningRatePlan _plan;
    private readonly TeacherForcingSchedule _teacherForcing;
    private readonly SequenceMode _mode;
    private readonly ModelState _state;
    private readonly IndexTensor _tokens, _targets;
    private readonly int[] _hostTokens, _hostTargets;

    /// <summary>Builds the model with fresh weights on a backend, which stays the caller's.</summary>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    /// <exception cref="TextFormatException">The training part does not fill one batch.</exception>
    public TrainingSession(RunConfig config, CharacterVocabulary vocabulary, TextSplit split, IComputeBackend backend)
    {
        Config = config;
        Vocabulary = vocabulary;
        Split = split;
        _batches = config.Partitioning == Partitioning.Random
            ? new RandomBatches(split.Train, config.Batch, config.SequenceLength, config.Seed)
            : new SequentialBatches(split.Train, config.Batch, config.SequenceLength);
        StepsPerEpoch = (int)RunLength.StepsPerEpoch(config, split.Train.Length);
        long whole = (long)config.Epochs * StepsPerEpoch;
        TotalSteps = Math.Min(whole, config.MaxSteps ?? whole);
        _plan = new(config, StepsPerEpoch, TotalSteps);
        _teacherForcing = new(config.TeacherForcing, config.TeacherForcingHalf, config.TeacherForcingMinimum);
        _mode = config.Mode;

        Model = new LanguageModel(config.ToModelConfig(vocabulary.Count), backend);
        _optimizer = OptimizerFactory.Create(new OptimizerSettings { Kind = config.Optimizer, Decay = config.RmsPropDecay, WeightDecay = config.WeightDecay }, Model.Parameters);
        _state = Model.CreateState(config.Batch);
        var shape = new Shape(config.SequenceLength, config.Batch);
        _tokens = backend.AllocateIndices(shape);
        _targets = backend.AllocateIndices(shape);
        _hostTokens = new int[shape.Count];
        _hostTargets = new int[shape.Count];
    }

    /// <summary>The configuration.</summary>
    public RunConfig Config { get; }

    /// <summary>The symbols.</summary>
    public CharacterVocabulary Vocabulary { get; }

    /// <summary>The text's parts as symbol indices.</summary>
    public TextSplit Split { get; }

    /// <summary>The live model.</summary>
    public LanguageModel Model { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Steps after which the run is finished.</summary>
    public long TotalSteps { get; }

    /// <summary>Steps in one pass over the training part.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Passes done, with fraction.</summary>
    public double Epoch => (double)Step / StepsPerEpoch;

    /// <summary>Characters trained on in one step: B times T, times the batches that are accumulated.</summary>
    public long TokensPerStep => (long)_hostTokens.Length * Config.Accumulate;

    /// <summary>What the validations so far have decided; set where a run is resumed.</summary>
    public ValidationProgress Progress { get; internal set; } = new();

    /// <summary>Whether there is nothing more to do: all steps are done, or patience has run out.</summary>
    public bool IsFinished => Step >= TotalSteps || Progress.Stopped;

    /// <summary>Tells the plateau schedule and early stopping of a validation loss, in nats per character.</summary>
    public void ObserveValidation(double loss) => Progress = Progress.Observe(loss, Config);

    /// <summary>Trains on one batch, or on as many as one step accumulates.</summary>
    /// <exception cref="TrainingDivergedException">The loss or the gradient is not a number or has exploded. The weights are as before the step.</exception>
    public StepResult Advance()
    {
        Model.ZeroGradients();
        double loss = 0;
        for (int part = 0; part < Config.Accumulate; part++)
            loss += Learn(part) / Config.Accumulate;
        var mode = Config.Clip switch { ClipKind.Norm => ClipMode.Norm, ClipKind.Value => ClipMode.Value, _ => ClipMode.None };
        var clip = GradientClipping.Apply(mode, Config.ClipAt, Model.Parameters);
        double guessing = Math.Log(Vocabulary.Count);
        if (!double.IsFinite(loss) || !double.IsFinite(clip.NormBefore) || loss > ExplosionFactor * guessing)
            throw new TrainingDivergedException(Describe(loss, clip.NormBefore, guessing));
        double rate = _plan.Rate(Step, Progress);
        _optimizer.Step(Model.Parameters, rate, clip.GradientScale);
        Step++;
        return new(loss, clip.NormBefore, clip.NormAfter, rate);
    }

    /// <summary>The weights now.</summary>
    public ModelSnapshot Snapshot(double? validationLoss = null) => ModelSnapshot.Take(Model, Config, Vocabulary, Step, validationLoss);

    /// <summary>Writes what an exact resume needs beside the weights: optimizer state and carried state.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    internal void SaveResume(string path) => new SafetensorsFile(
        [.. ResumeTensors().Select(entry => TensorFile.Save(entry.Name, entry.Value))],
        new Dictionary<string, string> { [StepKey] = Step.ToString(CultureInfo.InvariantCulture), [UpdatesKey] = _optimizer.StepCount.ToString(CultureInfo.InvariantCulture) }).Write(path);

    /// <summary>Goes to where a checkpoint and its resume file were written. Without a resume file, the optimizer begins afresh and the carried state is zero.</summary>
    /// <exception cref="SafetensorsException">A file is missing, damaged, or belongs to another step or model.</exception>
    internal void Restore(string weightsPath, string? resumePath, long step)
    {
        var weights = SafetensorsFile.Read(weightsPath);
        string expected = step.ToString(CultureInfo.InvariantCulture);
        if (weights.Metadata.GetValueOrDefault(StepKey) != expected)
            throw new SafetensorsException($"{Path.GetFileName(weightsPath)} is not from step {expected}.");
        var resume = resumePath is null ? null : SafetensorsFile.Read(resumePath);
        if (resume is not null && resume.Metadata.GetValueOrDefault(StepKey) != expected)
            throw new SafetensorsException($"{Path.GetFileName(weightsPath)} and {Path.GetFileName(resumePath)} are not both from step {expected}.");
        foreach (var parameter in Model.Parameters)
            TensorFile.Load(weights, parameter.Name, parameter.Value);
        Step = step;
        if (resume is null)
            return;
        foreach (var (name, value) in ResumeTensors())
            TensorFile.Load(resume, name, value);

        // An optimizer that began afresh at some step has done fewer updates than the run has steps; Adam's corrections count its own.
        _optimizer.StepCount = resume.Metadata.TryGetValue(UpdatesKey, out string? updates) && long.TryParse(updates, NumberStyles.None, CultureInfo.InvariantCulture, out long done) ? done : step;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokens.Dispose();
        _targets.Dispose();
        _state.Dispose();
        _optimizer.Dispose();
        Model.Dispose();
    }

    /// <summary>Adds the gradient of one batch of the present step and returns its loss. An epoch is a whole number of steps: batches left at its end are not used.</summary>
    private double Learn(int part)
    {
        long batch = (Step / StepsPerEpoch * _batches.BatchesPerEpoch) + (Step % StepsPerEpoch * Config.Accumulate) + part;
        if (_batches.StartsFresh(batch))
            _state.Reset();
        _batches.Fill(batch, _hostTokens, _hostTargets);
        _tokens.CopyFrom(_hostTokens);
        _targets.CopyFrom(_hostTargets);
        return Model.ForwardBackward(_tokens, _targets, _state, ((ulong)Step * (ulong)Config.Accumulate) + (ulong)part, 1.0 / Config.Accumulate, _mode, _teacherForcing.Rate(Step));
    }

    private IEnumerable<(string Name, Tensor Value)> ResumeTensors()
    {
        foreach (var (name, value) in _optimizer.State)
            yield return ("optimizer." + name, value);
        for (int layer = 0; layer < _state.Layers; layer++)
        {
            yield return ($"state.h_l{layer}", _state.Hidden(layer));
            if (_state.Cell(layer) is { } cell)
                yield return ($"state.c_l{layer}", cell);
            if (_state.Further(layer) is { } further)
                yield return ($"state.further_l{layer}", further);
        }
    }

    private string Describe(double loss, double norm, double guessing)
    {
        string what = !double.IsFinite(loss) ? "the loss is no longer a finite number"
            : !double.IsFinite(norm) ? "the gradient is no longer a finite number"
            : string.Create(CultureInfo.InvariantCulture, $"the loss exploded to {loss:G4} nats per character, where pure guessing costs {guessing:0.00}");
        string seen = string.Create(CultureInfo.InvariantCulture, $"loss {loss:G4}, gradient norm {norm:G4}, learning rate {_plan.Rate(Step, Progress):G3}");
        string advice = Config.Clip == ClipKind.None
            ? "Turn gradient clipping on (5 is usual), or lower the learning rate"
            : string.Create(CultureInfo.InvariantCulture, $"Lower the learning rate, for example to {Config.LearningRate / 10:G2}, or clip below {Config.ClipAt:G3}");
        return string.Create(CultureInfo.InvariantCulture, $"Training stopped at step {Step + 1:N0}: {what} ({seen}). {advice}, in a copy of this run or after a reset.");
    }
}
