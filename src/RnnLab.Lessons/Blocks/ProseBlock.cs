namespace RnnLab.Lessons.Blocks;

/// <summary>Paragraphs, lists, tables, code and formulas.</summary>
/// <param name="Line">Line on which it starts.</param>
/// <param name="Html">
/// Safe HTML: raw HTML of the source is encoded, links have checked targets. A formula is an element of class <c>math</c>
/// that holds its TeX source between <c>\( \)</c>, or <c>\[ \]</c> on a line of its own, for KaTeX to replace.
/// </param>
public sealed record ProseBlock(int Line, string Html) : LessonBlock(Line);
