namespace RnnLab.Data.Corpora.Grammars;

/// <summary>A piece of a rule as it was written, before rules are linked to one another.</summary>
internal abstract record GrammarPart;

/// <summary>Text that stands as it is.</summary>
internal sealed record LiteralPart(string Text) : GrammarPart;

/// <summary>One of several ways to go on: <c>[3~this|that]</c>.</summary>
internal sealed record ChoicePart(IReadOnlyList<(double Weight, IReadOnlyList<GrammarPart> Parts)> Alternatives) : GrammarPart;

/// <summary>A thing drawn from a table, remembered under a name and written down at once: <c>{b.called:guest!a@g}</c>, not the one in a, of the same group as g.</summary>
internal sealed record DrawPart(string Variable, string? Column, string Table, IReadOnlyList<string> Except, string? SameGroupAs) : GrammarPart;

/// <summary>A remembered thing in one of its forms: <c>{b.called}</c>.</summary>
internal sealed record UsePart(string Variable, string? Column) : GrammarPart;

/// <summary>A sum of money worked out from remembered things: <c>{pence 12-n.value*item.price}</c>.</summary>
internal sealed record PencePart(GrammarSum Sum) : GrammarPart;

/// <summary>One variable takes the value of another: <c>{s=t}</c>.</summary>
internal sealed record AssignPart(string To, string From) : GrammarPart;

/// <summary>Another rule in this place: <c>&lt;aside&gt;</c>.</summary>
internal sealed record CallPart(string Rule) : GrammarPart;

/// <summary>A rule again and again, each time with a probability, at most so many times: <c>&lt;toast*0.7*5&gt;</c>.</summary>
internal sealed record RepeatPart(string Rule, double Probability, int Maximum) : GrammarPart;
