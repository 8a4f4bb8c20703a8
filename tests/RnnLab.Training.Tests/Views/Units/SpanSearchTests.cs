using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Nn;
using RnnLab.Training.Views.Units;

namespace RnnLab.Training.Tests.Views.Units;

public sealed class SpanSearchTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private readonly LanguageModel _model;
    private readonly int[] _text;

    public SpanSearchTests()
    {
        _model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Gru, Layers = 2, Hidden = 8, Vocabulary = 5, Seed = 3 }, _backend);
        var key = new PhiloxKey(1, 1);
        _text = [.. Enumerable.Range(0, 30_000).Select(n => (int)(Philox.Word(key, (ulong)n) % 5))];
    }

    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(5_000)]
    public void The_exact_answer_is_that_of_reading_from_the_beginning(int length)
    {
        int[] text = _text[..length];
        var query = new SpanQuery(0, "z", [1, 5], 0.5, 2, 1);
        var found = SpanSearch.Exact(_model, text, query, int.MaxValue, null, TestContext.Current.CancellationToken).OrderBy(match => match.Start).ToList();

        using var tokens = _backend.AllocateIndices(new Shape(length, 1));
        tokens.CopyFrom(text);
        using var state = _model.CreateState(1);
        using var trace = _model.Forward(tokens, state);
        float[] units = trace.Read(0, "z");
        var expected = new List<(long, int)>();
        for (int t = 0; t < length; t++)
        {
            if (units[(t * 8) + 1] < 0.5f || units[(t * 8) + 5] < 0.5f)
                continue;
            if (expected.Count > 0 && expected[^1].Item1 + expected[^1].Item2 == t)
                expected[^1] = (expected[^1].Item1, expected[^1].Item2 + 1);
            else
                expected.Add((t, 1));
        }

        Assert.InRange(expected.Count, 3, length / 3);
        Assert.Equal(expected, found.Select(match => (match.Start, match.Length)));
        Assert.All(found, match => Assert.Equal(1, match.Share));
    }

    [Fact]
    public void The_quick_answer_is_a_part_of_the_exact_one_with_the_best_first()
    {
        var query = new SpanQuery(0, "z", [1, 2, 5], 0.5, 3, 0.6);
        var exact = SpanSearch.Exact(_model, _text, query, int.MaxValue, null, TestContext.Current.CancellationToken);
        var quick = SpanSearch.Quick(_model, _text, query, 20, TestContext.Current.CancellationToken);
        Assert.Equal(20, quick.Count);
        Assert.All(quick, match => Assert.Contains(match, exact));
        Assert.Equal(exact.Select(match => Math.Abs(match.Length - 3)).Order(), exact.Select(match => Math.Abs(match.Length - 3)));
        Assert.All(exact, match => Assert.InRange(match.Share, 0.6, 1));
    }

    [Fact]
    public void It_tells_how_far_it_is_and_stops_when_told()
    {
        var query = new SpanQuery(0, "h", [1], 0, 3);
        var told = new List<double>();
        SpanSearch.Exact(_model, _text, query, 5, new Told(told), TestContext.Current.CancellationToken);
        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1]);
        Assert.Throws<OperationCanceledException>(() => SpanSearch.Exact(_model, _text, query, 5, null, new CancellationToken(canceled: true)));
        Assert.Empty(SpanSearch.Exact(_model, _text, query with { Units = [] }, 5, null, TestContext.Current.CancellationToken));
    }

    private sealed class Told(List<double> values) : IProgress<double>
    {
        public void Report(double value) => values.Add(value);
    }
}
