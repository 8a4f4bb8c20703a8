using System.Text;
using RnnLab.Data.Randomness;

namespace RnnLab.Data.Corpora.Grammars;

/// <summary>
/// A seeded source of text whose entropy is known. A text is a row of scenes; a scene is made by a chain of random choices, and each choice may
/// depend on what earlier ones of the same scene drew (who is on stage, what was ordered), so the dependencies are long but the chances exact.
/// <para><b>The entropy of a scene.</b> A derivation d is the list of its choices, and its probability p(d) the product of theirs, so by the chain rule
/// <c>-log p(d)</c> is the sum of <c>-log p(choice | choices before)</c>. Its expectation, the entropy H of the derivations, is worked out exactly by going through the
/// graph of (place, values that chances still depend on) once: <c>H(s) = sum over steps p (-log p + H(s'))</c>. The expected number of characters L of a scene obeys the same kind of sum.</para>
/// <para><b>From derivations to text.</b> When the grammar is unambiguous, a text has one derivation only, so <c>p(text) = p(d)</c> and the entropy of the text is that of its derivations. Here
/// even the next few characters always tell which choice was made (<see cref="FindAmbiguity"/>), so that whoever has read the text so far knows the state of the grammar.</para>
/// <para><b>Per character.</b> Scenes are independent and alike, a renewal process whose reward is <c>-log p(scene)</c> and whose duration is its length. By the renewal-reward theorem
/// <c>-log p(text) / length</c> tends with probability 1 to <c>H / L</c>, nats per character. No model, of whatever size and training, has a lower expected loss in the long run.
/// The loss on one finite text may fall a little to either side; <see cref="NegativeLogProbability"/> gives its own figure.</para>
/// </summary>
public sealed class ProbabilisticGrammar
{
    private readonly GrammarNode _start;

    private ProbabilisticGrammar(GrammarNode start)
    {
        _start = start;
        GrammarExpectation scene = new GrammarMeasure().Of(start, 0);
        if (scene.HasForms)
            throw new GrammarFormatException("A variable is used in a scene before it is drawn.");
        // An empty scene could stand anywhere any number of times, so no text would have one reading.
        if (GrammarParser.Scenes(start, "", 0).Any())
            throw new GrammarFormatException("A scene can be empty; let every way through it write something.");
        EntropyPerScene = scene.Nats;
        CharactersPerScene = scene.Characters;
    }

    /// <summary>H: the entropy of one scene, in nats.</summary>
    public double EntropyPerScene { get; }

    /// <summary>L: the expected number of characters of one scene.</summary>
    public double CharactersPerScene { get; }

    /// <summary>H / L: the entropy rate of the text, in nats per character.</summary>
    public double EntropyPerCharacter => EntropyPerScene / CharactersPerScene;

    /// <summary>Builds the grammar from its source, in the notation explained in the source itself.</summary>
    /// <param name="source">Tables and rules.</param>
    /// <param name="startRule">The rule that makes one scene.</param>
    /// <exception cref="GrammarFormatException">The source has a mistake; the message names the line or the rule.</exception>
    public static ProbabilisticGrammar Read(string source, string startRule = "scene")
    {
        (Dictionary<string, GrammarTable> tables, Dictionary<string, IReadOnlyList<GrammarPart>> rules) = GrammarReader.Read(source);
        return new ProbabilisticGrammar(new GrammarLinker(tables, rules).Link(startRule));
    }

    /// <summary>Writes scenes until there are at least <paramref name="characters"/> characters. Scenes are whole, so there may be some more.</summary>
    /// <remarks>Where to stop is decided by the text itself, so expected nats and expected characters keep their ratio H / L whatever the length (Wald's identity).</remarks>
    public string Generate(SeededRandom random, long characters) => Generate(random, characters, out _);

    /// <summary>Writes scenes as <see cref="Generate(SeededRandom, long)"/> does, and adds up what the choices cost.</summary>
    /// <param name="random">Makes the choices.</param>
    /// <param name="characters">At least so many characters.</param>
    /// <param name="nats">The <c>-log p</c> of the choices made, which is that of the text.</param>
    public string Generate(SeededRandom random, long characters, out double nats)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(characters);
        nats = 0;
        var text = new StringBuilder();
        while (text.Length < characters)
            nats += GenerateScene(random, text);
        return text.ToString();
    }

    /// <summary>The exact <c>-log p(text)</c> in nats of a row of whole scenes.</summary>
    /// <exception cref="ArgumentException">The text is not a row of whole scenes of this grammar; the message says where it stops being one.</exception>
    public double NegativeLogProbability(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        double nats = 0;
        int at = 0;
        while (at < text.Length)
        {
            GrammarReading[] readings = [.. GrammarParser.Scenes(_start, text, at)];
            if (readings.Length == 0)
                throw new ArgumentException($"The text is not of this grammar: no scene can be read from character {at}.", nameof(text));
            if (readings.Length > 1)
                throw new InvalidOperationException($"The grammar is ambiguous: the scene at character {at} can be read in {readings.Length} ways.");
            nats += readings[0].Nats;
            at = readings[0].End;
        }

        return nats;
    }

    /// <summary>In how many ways the scene that begins at a character can be read; the reading tries every possibility and trusts nothing.</summary>
    public int CountReadings(string text, int start) => GrammarParser.Scenes(_start, text, start).Count();

    /// <summary>
    /// Goes through every place of the grammar and checks that the text which follows, seen up to <paramref name="lookahead"/> characters ahead, always
    /// tells which step was taken, whatever was drawn before. (The work grows with the number of texts of that length; 24 is plenty for a clear grammar.) That is the LL(k) property; it makes every text, of any length, readable in one way only.
    /// </summary>
    /// <returns>Null when it holds, else the characters that can follow two different steps from one state.</returns>
    public string? FindAmbiguity(int lookahead) => new GrammarAmbiguity(_start, lookahead).Find();

    private double GenerateScene(SeededRandom random, StringBuilder text)
    {
        GrammarNode node = _start;
        UInt128 environment = 0;
        double nats = 0;
        while (true)
        {
            IReadOnlyList<GrammarStep> steps = node.Steps(environment);
            if (steps.Count == 0)
                return nats;
            GrammarStep step = steps.Count == 1 ? steps[0] : Pick(steps, random.NextDouble());
            nats -= Math.Log(step.Probability);
            text.Append(step.Text);
            environment = step.Environment;
            node = step.Next;
        }
    }

    private static GrammarStep Pick(IReadOnlyList<GrammarStep> steps, double u)
    {
        foreach (GrammarStep step in steps)
        {
            if (u < step.Probability)
                return step;
            u -= step.Probability;
        }

        // Rounding may leave a last sliver beyond the sum of the probabilities.
        return steps[^1];
    }
}
