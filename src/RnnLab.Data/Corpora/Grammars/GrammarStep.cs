namespace RnnLab.Data.Corpora.Grammars;

/// <summary>One way on from a node: with what probability, what it writes, what is remembered after it, and where it leads.</summary>
internal readonly record struct GrammarStep(double Probability, string Text, UInt128 Environment, GrammarNode Next);
