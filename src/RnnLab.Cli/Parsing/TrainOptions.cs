using System.CommandLine;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Schedules;
using RnnLab.Training;

namespace RnnLab.Cli.Parsing;

/// <summary>The options of <c>train</c> and how they are read.</summary>
internal sealed class TrainOptions
{
    private const int SampleEveryDefault = 500, ReportEveryDefault = 50;

    private readonly Option<string?> _text = CliOptions.Text("--text", "The text to learn: a UTF-8 file.", "FILE");
    private readonly Option<string?> _corpus = CliOptions.Text("--corpus", "A text that ships with RnnLab, in place of --text.", "NAME");
    private readonly CellOptions _cell = new();
    private readonly Option<double?> _forgetBias = CliOptions.Real("--forget-bias", "The bias of a fresh LSTM's forget gate; 1 lets it remember from the start.", -100, 100, "what --init gives");
    private readonly Option<int?> _layers = CliOptions.Int("--layers", "Recurrent layers on top of each other.", 1, LanguageModelConfig.MaximumLayers, "2");
    private readonly Option<int?> _hidden = CliOptions.Int("--hidden", "Hidden units in each layer.", 1, LanguageModelConfig.MaximumWidth, "128");
    private readonly Option<int?> _embedding = CliOptions.Int("--embedding", "Width of learned character vectors; 0 feeds characters one-hot.", 0, LanguageModelConfig.MaximumWidth, "0");
    private readonly Option<HeadKind?> _head = CliOptions.Choice("--head", "Weights of the head's own, or the embedding's (tied; --embedding must then equal --hidden).", Words.Heads, "separate");
    private readonly Option<bool> _residual = CliOptions.Flag("--residual", "Let each layer above the first add what it reads to what it gives.");
    private readonly Option<bool> _layerNorm = CliOptions.Flag("--layer-norm", "Normalise what the gates sum up, inside the cell; not with --own-cell.");
    private readonly Option<double?> _dropout = CliOptions.Real("--dropout", "Share of a layer's outputs dropped on the way to the next layer.", 0, 0.99, "0");
    private readonly Option<DropoutKind?> _dropoutKind = CliOptions.Choice("--dropout-kind", "Plain dropout is drawn anew at every step; variational drops the same units all along a sequence, of embeddings and before the head too.", Words.DropoutKinds, "plain");
    private readonly Option<double?> _recurrentDropout = CliOptions.Real("--recurrent-dropout", "Share of the state that the recurrent weights do not see, the same units all along a sequence.", 0, 0.99, "0");
    private readonly Option<double?> _zoneout = CliOptions.Real("--zoneout", "Share of units that keep their old hidden state at a step.", 0, 0.99, "0");
    private readonly Option<double?> _zoneoutCell = CliOptions.Real("--zoneout-cell", "Share of units that keep their old cell state at a step; lstm.", 0, 0.99, "0");
    private readonly Option<double?> _labelSmoothing = CliOptions.Real("--label-smoothing", "Share of the training target spread over all characters; reported losses are without it.", 0, 0.99, "0");
    private readonly Option<InitializationScheme?> _initialization = CliOptions.Choice("--init", "How weights start.", Words.Initializations, "pytorch");
    private readonly Option<int?> _sequence = CliOptions.Int("--seq", "Characters in one training sequence: how far back gradients reach.", 1, 100_000, "50");
    private readonly Option<int?> _batch = CliOptions.Int("--batch", "Sequences in one step.", 1, 100_000, "50");
    private readonly Option<Partitioning?> _partition = CliOptions.Choice("--partition", "Sequential carries the state from batch to batch; random shuffles.", Words.Partitionings, "sequential");
    private readonly Option<OptimizerKind?> _optimizer = CliOptions.Choice("--optimizer", "The update rule.", Words.Optimizers, "adam");
    private readonly Option<double?> _rmsPropDecay = CliOptions.Real("--rmsprop-decay", "How much of the mean square RMSprop keeps each step.", 0, 0.999999, "0.95");
    private readonly Option<double?> _weightDecay = CliOptions.Real("--weight-decay", "L2: how much of each weight is added to its gradient; AdamW shrinks the weight itself.", 0, 1000, "0; 0.01 with adamw");
    private readonly Option<double?> _learningRate = CliOptions.Real("--lr", "The learning rate.", 0, 1000, "0.002", openAtMin: true);
    private readonly Option<ScheduleKind?> _schedule = CliOptions.Choice("--schedule", "How the learning rate changes: step and plateau multiply it by --lr-decay now and then, exponential after each epoch; cosine ends at --lr-min.", Words.Schedules, "char-rnn");
    private readonly Option<double?> _decay = CliOptions.Real("--lr-decay", "What the schedule multiplies the learning rate by; 1 keeps it.", 0, 1, "0.97", openAtMin: true);
    private readonly Option<int?> _decayAfter = CliOptions.Int("--lr-decay-after", "Epochs before the learning rate begins to decay; with --schedule step, epochs between two decays.", 0, 1_000_000, "10");
    private readonly Option<double?> _lrMin = CliOptions.Real("--lr-min", "Where a cosine ends and what a plateau does not go below.", 0, 1000, "0");
    private readonly Option<int?> _warmup = CliOptions.Int("--warmup", "Steps over which the learning rate rises evenly at the start; 0 for none.", 0, 1_000_000_000, "0");
    private readonly Option<int?> _plateauPatience = CliOptions.Int("--plateau-patience", "Validations without a lower loss that --schedule plateau bears.", 0, 1_000_000, "2");
    private readonly Option<int?> _accumulate = CliOptions.Int("--accumulate", "Batches whose mean gradient makes one step.", 1, 100_000, "1");
    private readonly Option<TruncationKind?> _truncation = CliOptions.Choice("--truncation", "Cut gradients through time where each sequence ends, or at random places within too, without bias.", Words.Truncations, "regular");
    private readonly Option<int?> _truncationLength = CliOptions.Int("--truncation-length", "Characters that a gradient travels back on average with --truncation random; 0 for half of --seq.", 0, 100_000, "0");
    private readonly Option<TeacherForcingDecay?> _teacherForcing = CliOptions.Choice("--teacher-forcing", "How the share of true inputs falls, the model reading its own symbols otherwise (scheduled sampling).", Words.TeacherForcings, "always");
    private readonly Option<int?> _teacherHalf = CliOptions.Int("--teacher-forcing-half", "The step at which half of the inputs are the model's own.", 1, int.MaxValue, "1000");
    private readonly Option<double?> _teacherMin = CliOptions.Real("--teacher-forcing-min", "What the share of true inputs does not fall below.", 0, 1, "0");
    private readonly Option<OwnInputKind?> _ownInputs = CliOptions.Choice("--own-inputs", "Whether the model's own symbols are drawn from its prediction or the likeliest.", Words.OwnInputs, "sampled");
    private readonly Option<double?> _clip = CliOptions.Real("--clip", "Where gradients are clipped; 0 for not at all.", 0, 1e9, "5");
    private readonly Option<ClipKind?> _clipBy = CliOptions.Choice("--clip-by", "Clip each element by its value, or all gradients together by their norm.", Words.Clips, "value");
    private readonly Option<int?> _epochs = CliOptions.Int("--epochs", "Passes over the training text.", 1, 1_000_000, "10");
    private readonly Option<long?> _steps = CliOptions.Long("--steps", "Stop after this many steps, where that is earlier.", 1, 1_000_000_000_000);
    private readonly Option<int?> _patience = CliOptions.Int("--patience", "Stop after this many validations in a row without a lower loss; 0 for never.", 0, 1_000_000, "0");
    private readonly Option<int?> _validateEvery = CliOptions.Int("--validate-every", "Steps between validations; 0 for once an epoch.", 0, 1_000_000_000, "0");
    private readonly Option<int?> _checkpointEvery = CliOptions.Int("--checkpoint-every", "Steps between checkpoints; 0 for at each validation.", 0, 1_000_000_000, "0");
    private readonly Option<int?> _sampleEvery = CliOptions.Int("--sample-every", "Steps between samples of what the model writes; 0 for none.", 0, 1_000_000_000, "500");
    private readonly Option<int?> _sampleLength = CliOptions.Int("--sample-length", "Characters in such a sample.", 1, 10_000, "300");
    private readonly Option<int?> _reportEvery = CliOptions.Int("--report-every", "Steps between \"step\" lines of --json.", 1, 1_000_000_000, "50");
    private readonly Option<double?> _trainFraction = CliOptions.Real("--train-fraction", "Share of the text, from its beginning, to train on.", 0, 1, "0.9", openAtMin: true);
    private readonly Option<double?> _validationFraction = CliOptions.Real("--val-fraction", "Share of the text, after that, to validate on.", 0, 0.99, "0.05");
    private readonly Option<ulong?> _seed = CliOptions.Seed("The same seed gives the same run.", "1");
    private readonly Option<string?> _title = CliOptions.Text("--title", "A name for the run.", "TEXT");
    private readonly Option<string?> _out = CliOptions.Text("--out", "Where the run is written: a new or empty folder.", "DIR");
    private readonly Option<string?> _resume = CliOptions.Text("--resume", "Continue the run in this folder exactly where it stopped.", "DIR");
    private readonly Option<int?> _threads = CliOptions.Int("--threads", "Compute threads.", 1, 1024, "one a core");
    private readonly Option<string?> _backend = CliOptions.Backend();
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object a line; the last has \"event\":\"done\".");

    /// <summary>Every option, in the order of the help page.</summary>
    public IEnumerable<Option> All => [_text, _corpus, .. Shaping, _epochs, _steps, _reportEvery, _title, _out, _resume, _threads, _backend, _json];

    private Option[] Shaping =>
    [
        _cell.Cell, _cell.Variant, _forgetBias, _cell.OwnCell, _layers, _hidden, _embedding, _head, _residual, _layerNorm, _dropout, _dropoutKind, _recurrentDropout, _zoneout, _zoneoutCell, _labelSmoothing, _initialization, _sequence, _batch, _partition, _optimizer, _rmsPropDecay, _weightDecay, _learningRate, _schedule,
        _decay, _decayAfter, _lrMin, _warmup, _plateauPatience, _accumulate,
        _truncation, _truncationLength, _teacherForcing, _teacherHalf, _teacherMin, _ownInputs, _clip, _clipBy, _patience, _validateEvery, _checkpointEvery, _sampleEvery, _sampleLength, _trainFraction, _validationFraction, _seed,
    ];

    /// <summary>Reads a parsed command line.</summary>
    /// <exception cref="CliException">The options contradict each other.</exception>
    public TrainRequest Read(ParseResult parsed)
    {
        var request = new TrainRequest
        {
            Text = parsed.GetValue(_text),
            Corpus = parsed.GetValue(_corpus),
            Out = parsed.GetValue(_out),
            Resume = parsed.GetValue(_resume),
            Title = parsed.GetValue(_title),
            Threads = parsed.GetValue(_threads),
            Backend = parsed.GetValue(_backend),
            ReportEvery = parsed.GetValue(_reportEvery) ?? ReportEveryDefault,
            Json = parsed.GetValue(_json),
            Epochs = parsed.GetValue(_epochs),
            Steps = parsed.GetValue(_steps),
            Config = ReadConfig(parsed),
            Shaping = [.. Shaping.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)],
        };
        Check(request);
        return request;
    }

    private static void Check(TrainRequest request)
    {
        if (request.Text is not null && request.Corpus is not null)
            throw new CliException("Give either --text FILE or --corpus NAME, not both.");
        if (request.Resume is null)
        {
            if (request.Text is null && request.Corpus is null)
                throw new CliException("Say what to learn: --text FILE, or --corpus NAME for a text that ships with RnnLab.");
            return;
        }

        if (request.Out is not null)
            throw new CliException("Give either --out DIR for a new run or --resume DIR to continue one, not both: a resumed run stays in its folder.");
        if (request.Corpus is not null)
            throw new CliException("A resumed run keeps its text; leave --corpus out.");
        if (request.Shaping is [_, ..])
        {
            throw new CliException($"A resumed run continues exactly as it began, so {string.Join(", ", request.Shaping)} cannot be given with --resume. "
                + "Only --epochs and --steps may change, to go on for longer.");
        }
    }

    private RunConfig ReadConfig(ParseResult parsed)
    {
        var standard = new RunConfig();
        var optimizer = parsed.GetValue(_optimizer) ?? standard.Optimizer;
        double clipAt = parsed.GetValue(_clip) ?? standard.ClipAt;
        return standard with
        {
            Corpus = parsed.GetValue(_corpus) ?? standard.Corpus,
            TrainFraction = parsed.GetValue(_trainFraction) ?? standard.TrainFraction,
            ValidationFraction = parsed.GetValue(_validationFraction) ?? standard.ValidationFraction,
            Cell = parsed.GetValue(_cell.Cell) ?? standard.Cell,
            Variant = _cell.ReadVariant(parsed),
            ForgetBias = parsed.GetValue(_forgetBias),
            OwnCell = _cell.ReadOwnCell(parsed),
            Layers = parsed.GetValue(_layers) ?? standard.Layers,
            Hidden = parsed.GetValue(_hidden) ?? standard.Hidden,
            Embedding = parsed.GetValue(_embedding) ?? standard.Embedding,
            Head = parsed.GetValue(_head) ?? standard.Head,
            Residual = parsed.GetValue(_residual),
            LayerNormalized = parsed.GetValue(_layerNorm),
            Dropout = parsed.GetValue(_dropout) ?? standard.Dropout,
            DropoutKind = parsed.GetValue(_dropoutKind) ?? standard.DropoutKind,
            RecurrentDropout = parsed.GetValue(_recurrentDropout) ?? standard.RecurrentDropout,
            ZoneoutHidden = parsed.GetValue(_zoneout) ?? standard.ZoneoutHidden,
            ZoneoutCell = parsed.GetValue(_zoneoutCell) ?? standard.ZoneoutCell,
            LabelSmoothing = parsed.GetValue(_labelSmoothing) ?? standard.LabelSmoothing,
            Initialization = parsed.GetValue(_initialization) ?? standard.Initialization,
            SequenceLength = parsed.GetValue(_sequence) ?? standard.SequenceLength,
            Batch = parsed.GetValue(_batch) ?? standard.Batch,
            Partitioning = parsed.GetValue(_partition) ?? standard.Partitioning,
            Optimizer = optimizer,
            RmsPropDecay = parsed.GetValue(_rmsPropDecay) ?? standard.RmsPropDecay,
            WeightDecay = parsed.GetValue(_weightDecay) ?? (optimizer == OptimizerKind.AdamW ? 0.01 : standard.WeightDecay),
            LearningRate = parsed.GetValue(_learningRate) ?? standard.LearningRate,
            Schedule = parsed.GetValue(_schedule) ?? standard.Schedule,
            LearningRateDecay = parsed.GetValue(_decay) ?? standard.LearningRateDecay,
            LearningRateDecayAfter = parsed.GetValue(_decayAfter) ?? standard.LearningRateDecayAfter,
            LearningRateMinimum = parsed.GetValue(_lrMin) ?? standard.LearningRateMinimum,
            WarmupSteps = parsed.GetValue(_warmup) ?? standard.WarmupSteps,
            PlateauPatience = parsed.GetValue(_plateauPatience) ?? standard.PlateauPatience,
            Accumulate = parsed.GetValue(_accumulate) ?? standard.Accumulate,
            Truncation = parsed.GetValue(_truncation) ?? standard.Truncation,
            TruncationLength = parsed.GetValue(_truncationLength) ?? standard.TruncationLength,
            TeacherForcing = parsed.GetValue(_teacherForcing) ?? standard.TeacherForcing,
            TeacherForcingHalf = parsed.GetValue(_teacherHalf) ?? standard.TeacherForcingHalf,
            TeacherForcingMinimum = parsed.GetValue(_teacherMin) ?? standard.TeacherForcingMinimum,
            OwnInputs = parsed.GetValue(_ownInputs) ?? standard.OwnInputs,
            Clip = clipAt == 0 ? ClipKind.None : parsed.GetValue(_clipBy) ?? standard.Clip,
            ClipAt = clipAt == 0 ? standard.ClipAt : clipAt,
            Seed = parsed.GetValue(_seed) ?? standard.Seed,
            Epochs = parsed.GetValue(_epochs) ?? standard.Epochs,
            MaxSteps = parsed.GetValue(_steps),
            Patience = parsed.GetValue(_patience) ?? standard.Patience,
            ValidateEvery = parsed.GetValue(_validateEvery) ?? standard.ValidateEvery,
            CheckpointEvery = parsed.GetValue(_checkpointEvery) ?? standard.CheckpointEvery,
            SampleEvery = parsed.GetValue(_sampleEvery) ?? SampleEveryDefault,
            SampleLength = parsed.GetValue(_sampleLength) ?? standard.SampleLength,
        };
    }
}
