using RnnLab.Nn.Recurrent.Custom;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Turns what a person set up into a plan for the engine, or into a sentence that says what is missing.</summary>
public static class UnrollSetup
{
    /// <summary>Characters of a text as a person counts them.</summary>
    public static IReadOnlyList<string> Characters(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    /// <summary>What the decoder should write.</summary>
    public static string AnswerOf(UnrollView view) => view.Answer.Length > 0 ? view.Answer : string.Concat(Characters(view.Text).Reverse());

    /// <summary>The alphabet of a network set up by hand: the characters of text and answer in order; at least two.</summary>
    public static IReadOnlyList<string> Alphabet(UnrollView view)
    {
        List<string> symbols = [.. Characters(view.Text + view.Answer).Distinct().Order(StringComparer.Ordinal)];
        for (char c = 'a'; symbols.Count < 2; c++)
        {
            if (!symbols.Contains(c.ToString()))
                symbols.Add(c.ToString());
        }

        return symbols;
    }

    /// <summary>Why the text does not do for the pattern; null where it does.</summary>
    public static string? Problem(UnrollView view)
    {
        int count = Characters(view.Text).Count, least = view.Pattern == "encoder-decoder" ? 1 : 2;
        if (count < least)
            return $"The text needs at least {(least == 1 ? "one character" : "two characters: one to read and one to answer")}.";
        if (count > UnrollLimits.Time + 1)
            return $"The text has {count} characters; {UnrollLimits.Time + 1} are the most that can be followed step by step. Shorten it.";
        if (view.Pattern != "encoder-decoder")
            return null;
        if (count > UnrollLimits.Time)
            return $"The text has {count} characters; an encoder reads at most {UnrollLimits.Time} here. Shorten it.";
        int answers = Characters(AnswerOf(view)).Count;
        return answers > UnrollLimits.Time ? $"The answer has {answers} characters; {UnrollLimits.Time} are the most. Shorten it." : null;
    }

    /// <summary>Why the equations of an own cell do not do, and where; null where they do or there are none.</summary>
    public static string? CellProblem(UnrollView view)
    {
        if (view.OwnCell is not { } text || view.Run is not null)
            return null;
        if (!CellProgram.TryParse(text, out CellProgram? program, out CellTextException? error))
            return error.Message;
        int steps = Math.Min(UnrollLimits.Time, Characters(view.Text).Count) + (view.Pattern == "encoder-decoder" ? Math.Min(UnrollLimits.Time, Characters(AnswerOf(view)).Count) : 0);
        long operations = (long)program.Operations * view.Layers * steps * (view.Bidirectional ? 2 : 1);
        return operations <= UnrollLimits.Operations ? null
            : FormattableString.Invariant($"These equations take {program.Operations:#,0} operations a step, {operations:#,0} in this network; {UnrollLimits.Operations:#,0} are the most that can be followed. Shorten the text, or take fewer layers.");
    }

    /// <summary>The equations of the cell that is set up by hand.</summary>
    public static CellEquations Equations(UnrollView view) =>
        view.OwnCell is { } text ? CellEquations.Of(CellProgram.Parse(text)) : UnrollChoices.Cell(view.Cell).Equations;

    /// <summary>The plan of a network set up by hand.</summary>
    public static UnrolledPlan Plan(UnrollView view, IReadOnlyList<string> alphabet)
    {
        int[] text = Encode(view.Text), answer = view.Pattern == "encoder-decoder" ? Encode(AnswerOf(view)) : [];
        return Sequence(view, text, answer, view.Seed) with
        {
            Cell = Equations(view), Layers = view.Layers, Hidden = view.Hidden, Symbols = alphabet.Count, Bidirectional = view.Bidirectional,
        };

        int[] Encode(string characters) => [.. Characters(characters).Select(symbol => alphabet.ToList().IndexOf(symbol))];
    }

    /// <summary>What is read, answered and cut; the rest of the plan is still to be filled in.</summary>
    /// <param name="view">The view.</param>
    /// <param name="text">Its text by symbols.</param>
    /// <param name="answer">What a decoder writes.</param>
    /// <param name="seed">Decides cuts at random, as the model's seed does in training.</param>
    public static UnrolledPlan Sequence(UnrollView view, int[] text, int[] answer, ulong seed)
    {
        var pattern = UnrollChoices.Pattern(view.Pattern).Pattern;
        var (inputs, targets) = pattern switch
        {
            SequencePattern.OneToOne => (text[..1], text[1..2]),
            SequencePattern.OneToMany => (text[..1], text[1..]),
            SequencePattern.ManyToOne => (text[..^1], text[^1..]),
            SequencePattern.ManyToMany => (text[..^1], text[1..]),
            _ => (text, answer),
        };
        var plan = new UnrolledPlan { Cell = UnrollChoices.Cells[0].Equations, Symbols = 2, Pattern = pattern, Inputs = inputs, Targets = targets };
        return plan with { Cuts = Truncation.Cuts(view.Cuts), CarryFactors = Truncation.Factors(view.Cuts, plan.Time, seed) };
    }
}
