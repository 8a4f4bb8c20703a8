using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

public sealed class TextSamplerTests : IDisposable
{
    private readonly ReferenceBackend _backend = new();
    private readonly CharacterVocabulary _vocabulary = CharacterVocabulary.FromText("the cat sat\n");
    private readonly LanguageModel _model;

    public TextSamplerTests() =>
        _model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 5, Vocabulary = _vocabulary.Count, Seed = 3 }, _backend);

    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    private static IEnumerable<SampledToken> Write(TextSampler sampler, SamplingOptions options) => sampler.Sample(options, TestContext.Current.CancellationToken);

    private static string Text(IEnumerable<SampledToken> tokens) => string.Concat(tokens.Select(token => token.Text));

    [Fact]
    public void The_same_seed_writes_the_same_text_and_another_another()
    {
        using var sampler = new TextSampler(_model, _vocabulary);
        var options = new SamplingOptions("the ", 60, 1, null, 5);
        string first = Text(Write(sampler, options));
        Assert.Equal(60, first.Length);
        Assert.Equal(first, Text(Write(sampler, options)));
        Assert.NotEqual(first, Text(Write(sampler, options with { Seed = 6 })));
        Assert.NotEqual(Write(sampler, options).Select(token => token.Probability), Write(sampler, options with { Prime = "cat" }).Select(token => token.Probability));
    }

    [Fact]
    public void A_snapshot_writes_what_the_live_model_writes()
    {
        using var live = new TextSampler(_model, _vocabulary);
        var config = new RunConfig { Hidden = 5, Seed = 3 };
        using var copy = new TextSampler(ModelSnapshot.Take(_model, config, _vocabulary, 0), _backend);
        var options = new SamplingOptions("sat", 40, 0.7, 4, 9);
        Assert.Equal(Write(live, options), Write(copy, options));
    }

    [Fact]
    public void The_probabilities_are_those_of_the_model_reading_everything_before()
    {
        using var sampler = new TextSampler(_model, _vocabulary);
        var tokens = Write(sampler, new SamplingOptions("the", 10, 1, null, 2)).ToList();

        // The whole text at once, through the path that training uses.
        int[] all = [.. _vocabulary.Encode("the"), .. tokens.Select(token => token.Index)];
        using var indices = _backend.AllocateIndices(new Shape(all.Length, 1));
        indices.CopyFrom(all);
        using var state = _model.CreateState(1);
        using var trace = _model.Forward(indices, state);
        double[] logits = new double[trace.Logits.Shape.Count];
        trace.Logits.CopyTo(logits);
        for (int n = 0; n < tokens.Count; n++)
        {
            var row = logits.AsSpan((2 + n) * _vocabulary.Count, _vocabulary.Count).ToArray();
            double total = row.Sum(Math.Exp);
            Assert.Equal(Math.Exp(row[tokens[n].Index]) / total, tokens[n].Probability, 6);
        }
    }

    [Fact]
    public void Characters_that_the_model_has_never_seen_are_named_and_do_no_harm()
    {
        using var sampler = new TextSampler(_model, _vocabulary);
        Assert.Equal(["Z", "\U0001F600"], sampler.UnknownIn("Zat \U0001F600 Z"));
        Assert.Empty(sampler.UnknownIn("the cat"));
        Assert.Equal(5, Write(sampler, new SamplingOptions("Z\U0001F600", 5)).Count());
    }

    [Fact]
    public void Without_a_prime_it_begins_as_after_a_line()
    {
        using var sampler = new TextSampler(_model, _vocabulary);
        Assert.Equal(Text(Write(sampler, new SamplingOptions("\n", 20))), Text(Write(sampler, new SamplingOptions("", 20))));
    }

    [Theory]
    [InlineData(0, 1.0, null, "not 0")]
    [InlineData(10, 0.0, null, "more than 0")]
    [InlineData(10, double.NaN, null, "NaN")]
    [InlineData(10, 1.0, 0, "at least 1")]
    public void Options_that_make_no_sense_are_refused_in_words(int length, double temperature, int? topK, string words)
    {
        using var sampler = new TextSampler(_model, _vocabulary);
        var problem = Assert.Throws<ArgumentException>(() => Write(sampler, new SamplingOptions("", length, temperature, topK)));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_when_told()
    {
        using var sampler = new TextSampler(_model, _vocabulary);
        using var cancel = new CancellationTokenSource();
        int written = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var token in sampler.Sample(new SamplingOptions("", 1000), cancel.Token))
            {
                if (++written == 3)
                    cancel.Cancel();
            }
        });
        Assert.Equal(3, written);
    }

    [Fact]
    public async Task A_sample_of_a_run_can_be_drawn_again_from_its_checkpoint()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { SampleEvery = 24 }, null, cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(cancellation);
        var sample = Assert.Single(run.Samples);
        using var sampler = new TextSampler(ModelSnapshot.Load(run.Checkpoints[^1].Path), _backend);
        Assert.Equal(sample.Text, Text(Write(sampler, new SamplingOptions("", 20, sample.Temperature, null, sample.Seed))));
    }
}
