using RnnLab.Compute;
using RnnLab.Training;
using RnnLab.Web.Components.Runs;
using RnnLab.Web.Components.Runs.Lab;

namespace RnnLab.Web.Tests.Lab;

public class LabFormTests
{
    [Fact]
    public void An_untouched_form_has_the_usual_settings_and_an_empty_address()
    {
        LabForm form = LabForm.FromQuery("");
        Assert.Equal(new RunConfig(), form.Config);
        Assert.Equal("", form.ToQuery());
        Assert.Empty(form.Problems);
        Assert.Equal("128", form.Text("hidden"));
    }

    [Fact]
    public void Settings_for_a_text_of_ones_own_leave_the_chosen_text()
    {
        RunConfig mine = new() { Corpus = "upload-0123456789ab", Hidden = 16, Cell = CellKind.Gru };
        Assert.Equal(new RunConfig { Corpus = mine.Corpus }, LabPreset.All.Single(preset => preset.KeepsText).Over(mine));
        Assert.Equal("dinosaurs", LabPreset.All[0].Over(mine).Corpus);
    }

    [Fact]
    public void Only_what_differs_is_in_the_address_and_comes_back_from_it()
    {
        LabForm form = new();
        form.Set("cell", "gru");
        form.Set("hidden", "64");
        form.Set("lr", "2e-2");
        Assert.Equal("v=1&cell=gru&hidden=64&lr=2e-2", form.ToQuery());

        LabForm back = LabForm.FromQuery("?" + form.ToQuery());
        Assert.Equal((CellKind.Gru, 64, 0.02), (back.Config.Cell, back.Config.Hidden, back.Config.LearningRate));
        back.Set("cell", "lstm");
        Assert.Equal("v=1&hidden=64&lr=2e-2", back.ToQuery());
    }

    [Theory]
    [InlineData("hidden", "many")]
    [InlineData("hidden", "")]
    [InlineData("hidden", "99999999999999999999")]
    [InlineData("hidden", "-5")]
    [InlineData("layers", "0")]
    [InlineData("lr", "fast")]
    [InlineData("lr", "NaN")]
    [InlineData("lr", "-1")]
    [InlineData("dropout", "1")]
    [InlineData("cell", "transformer")]
    [InlineData("seed", "-1")]
    [InlineData("epochs", "0")]
    [InlineData("steps", "soon")]
    [InlineData("train", "90%")]
    public void Nonsense_stays_in_its_field_and_says_what_is_wrong(string key, string text)
    {
        LabForm form = LabForm.FromQuery($"?v=1&{key}={Uri.EscapeDataString(text)}");
        Assert.Equal(text, form.Text(key));
        string problem = Assert.Contains(key, form.Problems);
        Assert.EndsWith(".", problem);
        form.Set(key, RunSettings.UsualText(key));
        Assert.Empty(form.Problems);
    }

    [Fact]
    public void Several_problems_are_all_told_at_once() =>
        Assert.Equal(["hidden", "layers", "lr"], LabForm.FromQuery("?hidden=0&layers=x&lr=-1").Problems.Keys.Order());

    [Fact]
    public void A_text_that_is_too_short_for_the_batch_is_told_once_the_text_is_known()
    {
        LabForm form = LabForm.FromQuery("?seq=500&batch=500");
        Assert.Empty(form.Problems);
        form.Judge(60, 10_000);
        Assert.Contains("seq", form.Problems.Keys);
        form.Set("seq", "10");
        form.Set("batch", "10");
        Assert.Empty(form.Problems);
    }

    [Fact]
    public void A_model_beyond_memory_is_refused_in_its_field()
    {
        LabForm form = LabForm.FromQuery("?hidden=16000&layers=4&batch=2000&seq=2000");
        form.Judge(60, 1_000_000_000);
        Assert.NotEmpty(form.Problems);
    }

    [Fact]
    public void A_missing_text_is_the_corpus_fields_problem()
    {
        LabForm form = LabForm.FromQuery("?corpus=upload-000000000000");
        form.Judge(null, null, "There is no such text.");
        Assert.Equal("There is no such text.", form.Problems["corpus"]);
    }

    [Fact]
    public void Every_field_of_a_configuration_has_a_setting_and_the_usual_text_reads_back()
    {
        string[] missing = [.. typeof(RunConfig).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Except(RunSettings.All.Select(s => s.Field)).Except([nameof(RunConfig.Version)])];
        Assert.Empty(missing);
        RunConfig odd = new()
        {
            Corpus = "dinosaurs", TrainFraction = .8, ValidationFraction = .1, Cell = CellKind.Rnn, Layers = 3, Hidden = 40, Embedding = 40, Head = HeadKind.Tied, Dropout = .25, SequenceLength = 7, Batch = 3,
            Partitioning = Partitioning.Random, LearningRate = .1, RmsPropDecay = .9, LearningRateDecay = .5, LearningRateDecayAfter = 2, Clip = ClipKind.Norm, ClipAt = 1, Seed = 99, Epochs = 2, MaxSteps = 17,
            ValidateEvery = 5, SampleEvery = 6, SampleLength = 50, SampleTemperature = 1.5, CheckpointEvery = 9,
            WeightDecay = .02, Schedule = ScheduleKind.Cosine, LearningRateMinimum = .001, WarmupSteps = 12, PlateauPatience = 3, Accumulate = 2, Patience = 4,
            Truncation = TruncationKind.Random, TruncationLength = 5, TeacherForcing = Nn.Schedules.TeacherForcingDecay.Linear, TeacherForcingHalf = 20, TeacherForcingMinimum = .1, OwnInputs = OwnInputKind.Greedy,
            Variant = LstmVariant.Peephole | LstmVariant.CoupledGates, ForgetBias = 1.5, OwnCell = "h' = tanh(W*x + U*h)\n# 100 % own & free",
            Residual = true, LayerNormalized = true, DropoutKind = Nn.DropoutKind.Variational, RecurrentDropout = .1, ZoneoutHidden = .2, ZoneoutCell = .3, LabelSmoothing = .05,
        };
        Assert.Equal(odd, LabForm.FromConfig(odd).Config);
        Assert.Equal(49, ConfigDifference.Between(new RunConfig(), odd).Count);
    }

    [Fact]
    public void Presets_can_be_made_as_they_are()
    {
        Assert.All(LabPreset.All, preset => Assert.Empty(LabForm.FromConfig(preset.Config).Problems));
    }

    [Fact]
    public void The_way_back_to_the_lab_carries_settings_and_origin()
    {
        Assert.Equal("lab?v=1&hidden=64&from=r1", LabAddress.For(new RunConfig { Hidden = 64 }, "r1"));
        Assert.Equal("lab", LabAddress.For(new RunConfig()));
    }

    [Fact]
    public void After_an_explosion_smaller_steps_are_proposed_or_clipping_where_there_was_none()
    {
        Assert.Equal(0.01, SuggestedChange.AfterExplosion(new RunConfig { LearningRate = 0.5 }).Config.LearningRate);
        Assert.Equal(0.0002, SuggestedChange.AfterExplosion(new RunConfig { LearningRate = 0.002 }).Config.LearningRate);
        Assert.Equal(ClipKind.Norm, SuggestedChange.AfterExplosion(new RunConfig { Clip = ClipKind.None, LearningRate = 1 }).Config.Clip);
    }
}
