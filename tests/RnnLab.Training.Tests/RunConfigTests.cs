using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Schedules;

namespace RnnLab.Training.Tests;

public class RunConfigTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new RunConfig().Validate(65, 1_000_000));

    public static TheoryData<RunConfig, string, string> Wrong => new()
    {
        { new() { Version = 2 }, nameof(RunConfig.Version), "version 2" },
        { new() { Corpus = " " }, nameof(RunConfig.Corpus), "Choose a text" },
        { new() { TrainFraction = 0 }, nameof(RunConfig.TrainFraction), "not 0" },
        { new() { TrainFraction = double.NaN }, nameof(RunConfig.TrainFraction), "NaN" },
        { new() { TrainFraction = 0.9, ValidationFraction = 0.2 }, nameof(RunConfig.ValidationFraction), "exceed the whole text" },
        { new() { Layers = 0 }, nameof(RunConfig.Layers), "between 1 and 4" },
        { new() { Layers = 5 }, nameof(RunConfig.Layers), "not 5" },
        { new() { Hidden = -3 }, nameof(RunConfig.Hidden), "not -3" },
        { new() { Hidden = 2_000_000_000 }, nameof(RunConfig.Hidden), "not 2,000,000,000" },
        { new() { Embedding = -1 }, nameof(RunConfig.Embedding), "not -1" },
        { new() { Head = HeadKind.Tied }, nameof(RunConfig.Head), "as wide as a layer: 128, not 0" },
        { new() { Head = (HeadKind)5 }, nameof(RunConfig.Head), "Separate or Tied" },
        { new() { Dropout = 1 }, nameof(RunConfig.Dropout), "below 1" },
        { new() { SequenceLength = 0 }, nameof(RunConfig.SequenceLength), "not 0" },
        { new() { Batch = 0 }, nameof(RunConfig.Batch), "not 0" },
        { new() { LearningRate = 0 }, nameof(RunConfig.LearningRate), "more than 0" },
        { new() { LearningRate = double.PositiveInfinity }, nameof(RunConfig.LearningRate), "at most 1,000" },
        { new() { LearningRateDecay = 1.5 }, nameof(RunConfig.LearningRateDecay), "not 1.5" },
        { new() { ClipAt = 0 }, nameof(RunConfig.ClipAt), "choose None" },
        { new() { Epochs = 0 }, nameof(RunConfig.Epochs), "not 0" },
        { new() { MaxSteps = 0 }, nameof(RunConfig.MaxSteps), "at least 1" },
        { new() { SampleTemperature = 0 }, nameof(RunConfig.SampleTemperature), "not 0" },
        { new() { WeightDecay = -0.1 }, nameof(RunConfig.WeightDecay), "not -0.1" },
        { new() { Schedule = (ScheduleKind)9 }, nameof(RunConfig.Schedule), "Cosine or Plateau" },
        { new() { Schedule = ScheduleKind.Plateau, ValidationFraction = 0 }, nameof(RunConfig.Schedule), "validates on nothing" },
        { new() { LearningRateMinimum = 0.01 }, nameof(RunConfig.LearningRateMinimum), "not above the learning rate, 0.002" },
        { new() { WarmupSteps = -1 }, nameof(RunConfig.WarmupSteps), "not -1" },
        { new() { PlateauPatience = -1 }, nameof(RunConfig.PlateauPatience), "not -1" },
        { new() { Accumulate = 0 }, nameof(RunConfig.Accumulate), "not 0" },
        { new() { Accumulate = 500 }, nameof(RunConfig.Accumulate), "has only 399" },
        { new() { Truncation = (TruncationKind)7 }, nameof(RunConfig.Truncation), "Regular or Random" },
        { new() { Truncation = TruncationKind.Random, SequenceLength = 1 }, nameof(RunConfig.Truncation), "at least 2 characters" },
        { new() { TruncationLength = 1 }, nameof(RunConfig.TruncationLength), "not 1" },
        { new() { TruncationLength = 60 }, nameof(RunConfig.TruncationLength), "the sequence length, 50" },
        { new() { TeacherForcing = (TeacherForcingDecay)7 }, nameof(RunConfig.TeacherForcing), "InverseSigmoid" },
        { new() { TeacherForcingHalf = 0 }, nameof(RunConfig.TeacherForcingHalf), "not 0" },
        { new() { TeacherForcingMinimum = 1.5 }, nameof(RunConfig.TeacherForcingMinimum), "not 1.5" },
        { new() { OwnInputs = (OwnInputKind)7 }, nameof(RunConfig.OwnInputs), "Sampled or Greedy" },
        { new() { Patience = -2 }, nameof(RunConfig.Patience), "not -2" },
        { new() { Patience = 3, ValidationFraction = 0 }, nameof(RunConfig.Patience), "validates on nothing" },
        { new() { Cell = CellKind.Gru, Variant = LstmVariant.Peephole }, nameof(RunConfig.Variant), "need an LSTM" },
        { new() { Variant = LstmVariant.CoupledGates | LstmVariant.NoInputGate }, nameof(RunConfig.Variant), "Choose one of the two" },
        { new() { Cell = CellKind.Rnn, ForgetBias = 1 }, nameof(RunConfig.ForgetBias), "needs an LSTM" },
        { new() { OwnCell = "h' = tanh(W*x" }, nameof(RunConfig.OwnCell), "Line 1, column 14" },
        { new() { OwnCell = "h' = tanh(W*x)", ForgetBias = 1 }, nameof(RunConfig.ForgetBias), "does not apply" },
        { new() { DropoutKind = (DropoutKind)4 }, nameof(RunConfig.DropoutKind), "Plain or Variational" },
        { new() { RecurrentDropout = 1 }, nameof(RunConfig.RecurrentDropout), "below 1, not 1" },
        { new() { ZoneoutHidden = -0.1 }, nameof(RunConfig.ZoneoutHidden), "not -0.1" },
        { new() { ZoneoutCell = double.NaN }, nameof(RunConfig.ZoneoutCell), "not NaN" },
        { new() { LabelSmoothing = 1 }, nameof(RunConfig.LabelSmoothing), "0.1 is usual" },
        { new() { Cell = CellKind.Gru, ZoneoutCell = 0.1 }, nameof(RunConfig.ZoneoutCell), "GRU has no cell state" },
        { new() { OwnCell = "h' = tanh(W*x)", LayerNormalized = true }, nameof(RunConfig.LayerNormalized), "An own cell" },
        { new() { OwnCell = "h' = tanh(W*x)", ZoneoutHidden = 0.1 }, nameof(RunConfig.ZoneoutHidden), "An own cell" },
        { new() { OwnCell = "h' = tanh(W*x)", RecurrentDropout = 0.1 }, nameof(RunConfig.RecurrentDropout), "An own cell" },
        { new() { Cell = (CellKind)9 }, nameof(RunConfig.Cell), "one of Rnn, Gru, Lstm" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_field_gets_its_own_sentence(RunConfig config, string field, string words)
    {
        var problem = Assert.Single(config.Validate(65, 1_000_000));
        Assert.Equal(field, problem.Field);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_found_at_once() =>
        Assert.Equal(3, new RunConfig { Hidden = 0, Batch = -1, LearningRate = -2 }.Validate().Count);

    [Fact]
    public void A_clipping_limit_is_not_asked_of_a_run_that_does_not_clip() =>
        Assert.Empty(new RunConfig { Clip = ClipKind.None, ClipAt = 0 }.Validate());

    [Fact]
    public void A_text_that_does_not_fill_one_batch_is_refused_with_both_numbers()
    {
        var problem = Assert.Single(new RunConfig().Validate(65, 2_500));
        Assert.Contains("2,500 characters", problem.Message, StringComparison.Ordinal);
        Assert.Contains("2,501", problem.Message, StringComparison.Ordinal);
        Assert.Empty(new RunConfig().Validate(65, 2_501));
    }

    [Fact]
    public void A_text_of_one_symbol_is_refused() =>
        Assert.Contains("repeats one single character;", Assert.Single(new RunConfig().Validate(1, 10_000)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_beyond_memory_is_refused_with_the_numbers()
    {
        var problem = Assert.Single(new RunConfig { Hidden = 100_000 }.Validate(65, 1_000_000, memoryLimitBytes: 8_000_000_000));
        Assert.Equal(nameof(RunConfig.Hidden), problem.Field);
        Assert.Contains("120,034,", problem.Message, StringComparison.Ordinal);
        Assert.Contains("8.0 GB", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equations_whose_record_would_fill_the_memory_are_refused_however_few_the_units()
    {
        // 3,002 operations a step, of which every one is recorded, for one unit.
        var config = new RunConfig { OwnCell = "h' = tanh(W*x" + string.Concat(Enumerable.Repeat(" + softplus(h)", 300)) + ")", Hidden = 1, Layers = 1, Batch = 1, SequenceLength = 10_000 };
        Assert.Contains(config.Validate(65, 1_000_000, memoryLimitBytes: 8_000_000_000), problem => problem.Message.Contains("GB", StringComparison.Ordinal));
        Assert.Empty((config with { SequenceLength = 100 }).Validate(65, 1_000_000, memoryLimitBytes: 8_000_000_000));
    }

    [Fact]
    public void The_most_absurd_sizes_are_refused_without_overflow()
    {
        var config = new RunConfig { Hidden = LanguageModelConfig.MaximumWidth, Layers = 4, Batch = 100_000, SequenceLength = 100_000, Embedding = LanguageModelConfig.MaximumWidth };
        Assert.True(config.EstimateMemoryBytes(1_000_000) > 0);
        Assert.Contains(config.Validate(1_000_000), problem => problem.Message.Contains("GB", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CellKind.Rnn, 0, 1)]
    [InlineData(CellKind.Gru, 10, 2)]
    [InlineData(CellKind.Lstm, 0, 3)]
    public void The_memory_estimate_counts_the_same_parameters_as_the_model(CellKind cell, int embedding, int layers)
    {
        var config = new RunConfig { Cell = cell, Embedding = embedding, Layers = layers, Hidden = 12 };
        Assert.Equal(config.ToModelConfig(33).ParameterCount, MemoryEstimate.Parameters(config, 33));
    }

    [Fact]
    public void Json_keeps_every_field()
    {
        var config = Different;
        Assert.Equal(config, RunConfigJson.Read(RunConfigJson.Write(config)));
        Assert.Contains("\"cell\": \"Gru\"", RunConfigJson.Write(config), StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_of_an_LSTM_are_kept_in_files_and_links()
    {
        var config = new RunConfig { Variant = LstmVariant.Peephole | LstmVariant.FullGateRecurrence, ForgetBias = 0.5 };
        Assert.Empty(config.Validate(65));
        Assert.Equal(config, RunConfigJson.Read(RunConfigJson.Write(config)));
        Assert.Equal("v=1&lstmvariant=peephole%2Cfgr&forgetbias=0.5", RunConfigUrl.ToQuery(config));
        Assert.Equal(config, RunConfigUrl.FromQuery(RunConfigUrl.ToQuery(config)).Config);
        Assert.Equal((config.Variant, config.ForgetBias), (config.ToModelConfig(65).Variant, config.ToModelConfig(65).ForgetBias));
        Assert.Equal("LSTM (peephole, fgr)", config.CellTitle);
        Assert.Equal(("own cell", "own"), (new RunConfig { OwnCell = "h' = W*x" }.CellTitle, new RunConfig { OwnCell = "h' = W*x" }.CellWord));
    }

    [Theory]
    [InlineData(LstmVariant.Peephole, null)]
    [InlineData(LstmVariant.FullGateRecurrence | LstmVariant.CoupledGates, null)]
    [InlineData(LstmVariant.None, "z = sigmoid(A*x + B*h + a)\nh' = z*h + (1-z)*tanh(C*x)")]
    public void Table_and_memory_estimate_count_the_weights_of_variants_and_own_cells(LstmVariant variant, string? ownCell)
    {
        var config = new RunConfig { Variant = variant, OwnCell = ownCell, Hidden = 12, Layers = 2, Embedding = 5 };
        long expected = config.ToModelConfig(33).ParameterCount;
        Assert.Equal(expected, MemoryEstimate.Parameters(config, 33));
        Assert.Equal(expected, RnnLab.Training.Views.ModelSummary.Rows(config, 33).Sum(row => row.Parameters));
    }

    [Theory]
    [InlineData(CellKind.Rnn, LstmVariant.None, 1)]
    [InlineData(CellKind.RnnRelu, LstmVariant.None, 1)]
    [InlineData(CellKind.Mgu, LstmVariant.None, 4)]
    [InlineData(CellKind.GruResetBefore, LstmVariant.None, 6)]
    [InlineData(CellKind.Lstm, LstmVariant.None, 10)]
    [InlineData(CellKind.Lstm, LstmVariant.CoupledGates | LstmVariant.Peephole, 8)]
    public void Table_and_memory_estimate_count_what_normalisation_learns(CellKind cell, LstmVariant variant, int perUnit)
    {
        var plain = new RunConfig { Cell = cell, Variant = variant, Hidden = 12, Layers = 2, Embedding = 5 };
        var config = plain with { LayerNormalized = true };
        long expected = config.ToModelConfig(33).ParameterCount;
        Assert.Equal(2 * 12 * perUnit, expected - plain.ToModelConfig(33).ParameterCount);
        Assert.Equal(expected, config.ToModelConfig(33).ParameterSpecs.Sum(spec => spec.Count));
        Assert.Equal(expected, MemoryEstimate.Parameters(config, 33));
        Assert.Equal(expected, RnnLab.Training.Views.ModelSummary.Rows(config, 33).Sum(row => row.Parameters));
    }

    [Fact]
    public void Many_one_hot_symbols_are_refused_where_layers_run_step_by_step()
    {
        var config = new RunConfig { ZoneoutHidden = 0.1, Hidden = 8, Layers = 1, Batch = 2, SequenceLength = 5 };
        Assert.Empty(config.Validate(4096));
        var problem = Assert.Single(config.Validate(5000));
        Assert.Equal(nameof(RunConfig.Embedding), problem.Field);
        Assert.Contains("up to 4,096 of them; here there are 5,000", problem.Message, StringComparison.Ordinal);
        Assert.Empty((config with { Embedding = 16 }).Validate(5000));
    }

    [Fact]
    public void The_options_of_a_stack_are_kept_in_files_and_links()
    {
        var config = new RunConfig { Residual = true, LayerNormalized = true, Dropout = 0.2, DropoutKind = DropoutKind.Variational, RecurrentDropout = 0.25, ZoneoutHidden = 0.05, ZoneoutCell = 0.5, LabelSmoothing = 0.1 };
        Assert.Empty(config.Validate(65));
        Assert.Equal(config, RunConfigJson.Read(RunConfigJson.Write(config)));
        Assert.Equal("v=1&residual=on&layernorm=on&dropout=0.2&dropoutkind=variational&recurrentdropout=0.25&zoneout=0.05&zoneoutcell=0.5&labelsmoothing=0.1", RunConfigUrl.ToQuery(config));
        Assert.Equal(config, RunConfigUrl.FromQuery(RunConfigUrl.ToQuery(config)).Config);
        Assert.Contains("layernorm=perhaps, which is not on or off", Assert.Single(RunConfigUrl.FromQuery("layernorm=perhaps").Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_that_lacks_fields_takes_their_defaults() =>
        Assert.Equal(new RunConfig { Hidden = 7 }, RunConfigJson.Read("""{ "version": 1, "hidden": 7 }"""));

    [Theory]
    [InlineData("""{ "version": 2 }""", "version 2")]
    [InlineData("""{ "version": "one" }""", "version one")]
    [InlineData("""{ "cell": "transformer" }""", "cell")]
    [InlineData("""{ "cell": 1 }""", "cell")]
    [InlineData("""{ "hidden": "many" }""", "hidden")]
    [InlineData("""{ "hidden": 1""", "not whole JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("", "not whole JSON")]
    public void Json_that_makes_no_sense_is_refused_in_words(string json, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => RunConfigJson.Read(json)).Message, StringComparison.Ordinal);

    internal static RunConfig Different => new()
    {
        Corpus = "upload-0123456789ab", TrainFraction = 0.7, ValidationFraction = 0.15, Cell = CellKind.Gru, Layers = 3, Hidden = 77, Embedding = 77, Head = HeadKind.Tied, Dropout = 0.25,
        Initialization = InitializationScheme.CharRnn, SequenceLength = 31, Batch = 17, Partitioning = Partitioning.Random, Optimizer = OptimizerKind.RmsProp,
        RmsPropDecay = 0.9, LearningRate = 0.1 + 0.2, LearningRateDecay = 0.5, LearningRateDecayAfter = 3, Clip = ClipKind.Norm, ClipAt = 1e-3, Seed = ulong.MaxValue,
        Epochs = 4, MaxSteps = 123, ValidateEvery = 5, SampleEvery = 6, SampleLength = 7, SampleTemperature = 1.25, CheckpointEvery = 8,
        WeightDecay = 0.03, Schedule = ScheduleKind.Plateau, LearningRateMinimum = 1e-5, WarmupSteps = 11, PlateauPatience = 4, Accumulate = 3, Patience = 12,
        Truncation = TruncationKind.Random, TruncationLength = 9, TeacherForcing = TeacherForcingDecay.InverseSigmoid, TeacherForcingHalf = 77, TeacherForcingMinimum = 0.2, OwnInputs = OwnInputKind.Greedy,
        OwnCell = "h' = tanh(W*x + U*h)\n# 1 + 1 & more",
    };
}
