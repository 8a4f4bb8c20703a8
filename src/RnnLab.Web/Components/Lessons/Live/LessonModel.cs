using RnnLab.Compute.Reference;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Views;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>
/// A small trained network that lies beside a lesson, ready to read. It computes on the float64 reference backend: at this size that is
/// quick, and its numbers are the ones every other backend is checked against. Safe to use from any thread.
/// </summary>
public sealed class LessonModel : IDisposable
{
    private readonly Lock _one = new();
    private readonly ReferenceBackend _backend = new();
    private readonly ModelSnapshot _snapshot;
    private readonly LanguageModel _model;

    /// <summary>Loads a checkpoint.</summary>
    /// <exception cref="SafetensorsException">The file is damaged or foreign; the message says how.</exception>
    public LessonModel(string path)
    {
        Name = Path.GetFileName(path);
        _snapshot = ModelSnapshot.Load(path);
        _model = _snapshot.CreateModel(_backend);
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>The backend that computes.</summary>
    public string Backend => _backend.Name;

    /// <summary>Training steps behind the weights.</summary>
    public long Step => _snapshot.Step;

    /// <summary>L, from which the top layer follows.</summary>
    public int Layers => _model.Config.Layers;

    /// <summary>What it is.</summary>
    public LanguageModelConfig Config => _model.Config;

    /// <summary>Characters of a text that the network has never seen, each once.</summary>
    public IReadOnlyList<string> UnknownIn(string text) => _snapshot.Vocabulary.FindUnknown(text);

    /// <summary>
    /// Reads a text from a zero state. Where the network knows lines, it first reads the end of a line, as it did in front of every line that it was trained on.
    /// </summary>
    /// <exception cref="ArgumentException">The text is empty and the network knows no lines, so that there is nothing to read.</exception>
    public HiddenReading Read(string text)
    {
        if (_snapshot.Vocabulary.FindUnknown("\n").Count == 0)
            text = "\n" + text;
        lock (_one)
        {
            var top = GateProbe.Compute(_model, _snapshot.Vocabulary, text, Name, Step).Layers[^1];
            return new HiddenReading(text, top.Hidden, top.Time, top.Maps.Single(map => map.Name == "h").Values, Next(text));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    private List<NextCharacter> Next(string text)
    {
        float[] logits = new float[_snapshot.Vocabulary.Count];
        using var state = _model.CreateState(1);
        foreach (int token in _snapshot.Vocabulary.Encode(text))
            _model.StepLogits(token, state, logits);
        double highest = logits.Max(), sum = logits.Sum(logit => Math.Exp(logit - highest));
        return [.. logits
            .Select((logit, index) => new NextCharacter(_snapshot.Vocabulary.Symbol(index), Math.Exp(logit - highest) / sum))
            .OrderByDescending(next => next.Probability)];
    }
}
