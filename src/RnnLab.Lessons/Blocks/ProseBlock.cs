namespace RnnLab.Lessons.Blocks;

/// <summary>Paragraphs, lists, tables, code and formulas.</summary>
/// <param name="Line">Line on which it starts.</param>
/// <param name="Html">
/// Safe HTML: raw HTML of the source is encoded, links have checked targets. A formula is <c>&lt;span class="math"&gt;</c> or
/// <c>&lt;div class="math math-display"&gt;</c> with its TeX source as text, for KaTeX to replace.
/// </param>
public sealed record ProseBlock(int Line, string Html) : LessonBlock(Line);
