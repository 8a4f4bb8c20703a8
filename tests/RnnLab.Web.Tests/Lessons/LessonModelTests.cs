using RnnLab.Lessons;
using RnnLab.Training.Checkpoints;
using RnnLab.Web.Components.Lessons.Live;

namespace RnnLab.Web.Tests.Lessons;

public sealed class LessonModelTests
{
    private static readonly string Path = System.IO.Path.Combine(LessonFolders.Find(AppContext.BaseDirectory)!, "01-memory-in-a-loop", "dinosaurs-rnn-32.safetensors");

    [Fact]
    public void It_reads_with_the_formula_of_the_lesson()
    {
        using var model = new LessonModel(Path);
        var reading = model.Read("ty");
        Assert.Equal(("\nty", 32, 3), (reading.Text, reading.Units, reading.Steps));

        var snapshot = ModelSnapshot.Load(Path);
        float[] wIh = snapshot.Weights["rnn.weight_ih_l0"], wHh = snapshot.Weights["rnn.weight_hh_l0"], bIh = snapshot.Weights["rnn.bias_ih_l0"], bHh = snapshot.Weights["rnn.bias_hh_l0"];
        int symbols = snapshot.Vocabulary.Count;
        double[] state = new double[32];
        int[] tokens = snapshot.Vocabulary.Encode("\nty");
        for (int t = 0; t < tokens.Length; t++)
        {
            double[] before = state;
            state = [.. Enumerable.Range(0, 32).Select(u => Math.Tanh(wIh[(u * symbols) + tokens[t]] + bIh[u] + bHh[u] + Enumerable.Range(0, 32).Sum(v => wHh[(u * 32) + v] * before[v])))];
            for (int u = 0; u < 32; u++)
                Assert.Equal(state[u], reading.Hidden[(u * reading.Steps) + t], 1e-5);
        }
    }

    [Fact]
    public void Its_guesses_are_probabilities_the_likeliest_first()
    {
        using var model = new LessonModel(Path);
        var next = model.Read("tyrannosau").Next;
        Assert.Equal("r", next[0].Label);
        Assert.Equal(1, next.Sum(guess => guess.Probability), 1e-9);
        Assert.Equal(next.OrderByDescending(guess => guess.Probability), next);
        Assert.Contains(next, guess => guess.Label == "end of line");
    }

    [Fact]
    public void Reading_leaves_no_trace_in_the_next_reading()
    {
        using var model = new LessonModel(Path);
        var first = model.Read("s");
        model.Read("brachiosaurus");
        Assert.Equal(first.Hidden, model.Read("s").Hidden);
    }

    [Fact]
    public async Task Many_readers_at_once_get_their_own_readings()
    {
        using var models = new LessonModels();
        string[] texts = ["a", "bb", "ccc", "dddd"];
        var expected = texts.Select(text => models.Open(Path).Read(text).Hidden).ToArray();
        var actual = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(() => models.Open(Path).Read(texts[n % 4]).Hidden)));
        Assert.All(actual.Index(), pair => Assert.Equal(expected[pair.Index % 4], pair.Item));
    }

    [Fact]
    public void Unknown_characters_are_named()
    {
        using var model = new LessonModel(Path);
        Assert.Equal(["!", "?"], model.UnknownIn("rex!?!").Order());
        Assert.Equal(6, model.Read("rex!?").Steps);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0.76159)]
    [InlineData(-2, 1.5, -0.96403)]
    public void One_unit_starts_from_zero(double inputWeight, double recurrentWeight, double first) =>
        Assert.Equal(first, SingleUnit.Run(inputWeight, recurrentWeight, [1, 0])[0], 1e-5);
}
