namespace RnnLab.Lessons;

/// <summary>What stands between the two <c>---</c> lines at the top of a lesson.</summary>
/// <param name="Title">Shown as the page's heading and on its card.</param>
/// <param name="Summary">One or two sentences for the card.</param>
/// <param name="Minutes">How long an attentive reader needs, in minutes, live blocks included.</param>
/// <param name="Order">Position among the lessons, from 1; the number in front of the folder's name.</param>
/// <param name="Prerequisites">What to know before: plain phrases, or the folder name of another lesson.</param>
/// <param name="Objectives">What the reader can do afterwards, each a phrase that starts with a verb.</param>
public sealed record LessonFrontMatter(
    string Title,
    string Summary,
    int Minutes,
    int Order,
    IReadOnlyList<string> Prerequisites,
    IReadOnlyList<string> Objectives);
