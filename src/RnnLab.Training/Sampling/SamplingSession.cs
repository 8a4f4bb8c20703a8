using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Sampling;

/// <summary>
/// Writing with a model one character at a time, forward and back: every symbol keeps the scores and the state that the model had after it, so that
/// going back costs nothing and going on from there gives the same again. The n-th drawn symbol of a seed has the same die, however often
/// one went back. One thread at a time.
/// </summary>
public sealed class SamplingSession : IDisposable
{
    /// <summary>The most symbols that a session holds.</summary>
    public const int MaximumLength = 4000;

    private readonly LanguageModel _model;
    private readonly ModelState _state;
    private readonly SymbolChoice _choice;
    private readonly List<SamplePosition> _positions = [];
    private int _primed;

    /// <summary>Loads a snapshot onto a backend, which stays the caller's.</summary>
    public SamplingSession(ModelSnapshot snapshot, IComputeBackend backend)
    {
        _model = snapshot.CreateModel(backend);
        _state = _model.CreateState(1);
        _choice = new(snapshot.Vocabulary.Count);
        Vocabulary = snapshot.Vocabulary;
    }

    /// <summary>The symbols that the model writes.</summary>
    public CharacterVocabulary Vocabulary { get; }

    /// <summary>The seed of the die.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>What has been read and written so far.</summary>
    public IReadOnlyList<SamplePosition> Positions => _positions;

    /// <summary>How many of them were given.</summary>
    public int PrimeLength => _primed;

    /// <summary>The model's own, for what goes on from a state of this session. Not to be disposed.</summary>
    internal LanguageModel Model => _model;

    /// <summary>Begins anew with a text; the state warms up from zero.</summary>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaximumLength"/>.</exception>
    public void Begin(string prime, CancellationToken cancellation = default)
    {
        var symbols = PrimeText.Read(Vocabulary, prime);
        if (symbols.Count > MaximumLength)
            throw new ArgumentException(FormattableString.Invariant($"The text to begin with has {symbols.Count:N0} characters; at most {MaximumLength:N0} fit. Shorten it."), nameof(prime));
        _positions.Clear();
        _primed = 0;
        _state.Reset();
        foreach (int symbol in symbols)
        {
            cancellation.ThrowIfCancellationRequested();
            Append(symbol, SymbolOrigin.Prime, null);
            _primed++;
        }
    }

    /// <summary>The number that the die shows for the next symbol.</summary>
    public double NextDie => Philox.Uniform(new PhiloxKey(Seed, RandomStreams.Sampling), (ulong)(_positions.Count - _primed));

    /// <summary>All stages of the choice of the symbol after <paramref name="position"/>; valid until the next call.</summary>
    public SymbolChoice ChoiceAfter(int position, ChoiceRule rule)
    {
        _choice.Read(_positions[position].Logits, rule);
        return _choice;
    }

    /// <summary>Draws the next symbol.</summary>
    /// <exception cref="InvalidOperationException">The session is full or has not begun, or the scores are not numbers.</exception>
    public SamplePosition Step(ChoiceRule rule)
    {
        CheckRoom();
        double die = NextDie;
        int symbol = ChoiceAfter(_positions.Count - 1, rule).Draw(die);
        return Append(symbol, SymbolOrigin.Drawn, rule.Greedy ? null : die);
    }

    /// <summary>Takes the symbol that a person chose for the next one.</summary>
    /// <exception cref="InvalidOperationException">The session is full or has not begun.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such symbol.</exception>
    public SamplePosition Pick(int symbol)
    {
        CheckRoom();
        if ((uint)symbol >= (uint)Vocabulary.Count)
            throw new ArgumentOutOfRangeException(nameof(symbol), $"Symbol {symbol} is not in the vocabulary of {Vocabulary.Count}.");
        return Append(symbol, SymbolOrigin.Picked, null);
    }

    /// <summary>Forgets what was written after the first <paramref name="count"/> symbols; what was given to begin with stays.</summary>
    public void RewindTo(int count)
    {
        count = Math.Clamp(count, _primed, _positions.Count);
        if (count == _positions.Count)
            return;
        _positions.RemoveRange(count, _positions.Count - count);
        _state.CopyFrom(_positions[^1].State);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Dispose();
        _model.Dispose();
    }

    private SamplePosition Append(int symbol, SymbolOrigin origin, double? die)
    {
        double? surprise = null;
        if (_positions.Count > 0)
            surprise = ChoiceAfter(_positions.Count - 1, new ChoiceRule()).SurpriseBits(symbol);
        float[] logits = new float[Vocabulary.Count];
        _model.StepLogits(symbol, _state, logits);
        var position = new SamplePosition(symbol, origin, die, surprise, logits, _state.ToArray());
        _positions.Add(position);
        return position;
    }

    private void CheckRoom()
    {
        if (_positions.Count == 0)
            throw new InvalidOperationException("Nothing has been read yet, so there are no scores to choose from.");
        if (_positions.Count >= MaximumLength)
            throw new InvalidOperationException(FormattableString.Invariant($"The text has {MaximumLength:N0} characters, as many as are kept. Go back or begin anew."));
    }
}
