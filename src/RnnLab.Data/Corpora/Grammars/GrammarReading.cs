namespace RnnLab.Data.Corpora.Grammars;

/// <summary>One way to read a scene: where it ends in the text, and the nats of its choices.</summary>
internal readonly record struct GrammarReading(int End, double Nats);
