using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Sampling;

/// <summary>Lets a model write, one character at a time. One thread at a time.</summary>
public sealed class TextSampler : IDisposable
{
    private readonly LanguageModel _model;
    private readonly bool _ownsModel;
    private readonly ModelState _state;
    private readonly float[] _logits;

    /// <summary>Loads a snapshot onto a backend; the backend stays the caller's.</summary>
    public TextSampler(ModelSnapshot snapshot, IComputeBackend backend)
        : this(snapshot.CreateModel(backend), snapshot.Vocabulary)
    {
        _ownsModel = true;
    }

    /// <summary>Samples from a live model, which stays the caller's; between two training steps, on the thread that owns it.</summary>
    public TextSampler(LanguageModel model, CharacterVocabulary vocabulary)
    {
        _model = model;
        Vocabulary = vocabulary;
        _state = model.CreateState(1);
        _logits = new float[vocabulary.Count];
    }

    /// <summary>The symbols that the model writes.</summary>
    public CharacterVocabulary Vocabulary { get; }

    /// <summary>The characters of a prime text that the model has never seen and cannot read, each once; empty where all is well.</summary>
    public IReadOnlyList<string> UnknownIn(string prime) => Vocabulary.FindUnknown(prime);

    /// <summary>
    /// Reads the prime text, then writes. Characters of the prime that are not in the vocabulary are read as <see cref="CharacterVocabulary.UnknownIndex"/>;
    /// say so to the person with <see cref="UnknownIn"/>. Each enumeration starts from a zero state.
    /// </summary>
    /// <exception cref="ArgumentException">The options make no sense; the message says why.</exception>
    public IEnumerable<SampledToken> Sample(SamplingOptions options, CancellationToken cancellation = default)
    {
        var problems = options.Validate();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems.Select(problem => problem.Message)), nameof(options));
        return Write(options, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Dispose();
        if (_ownsModel)
            _model.Dispose();
    }

    private IEnumerable<SampledToken> Write(SamplingOptions options, CancellationToken cancellation)
    {
        var chooser = new TokenChooser(Vocabulary.Count, options.Rule, options.Seed);
        _state.Reset();

        foreach (int token in PrimeText.Read(Vocabulary, options.Prime))
        {
            cancellation.ThrowIfCancellationRequested();
            _model.StepLogits(token, _state, _logits);
        }

        for (int written = 0; written < options.Length; written++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (index, probability) = chooser.Choose(_logits);
            yield return new(Vocabulary.Symbol(index), index, probability);
            if (written + 1 < options.Length)
                _model.StepLogits(index, _state, _logits);
        }
    }
}
