using RnnLab.Lessons.LiveBlocks;

namespace RnnLab.Lessons;

/// <summary>What lessons are checked against, besides their own folder.</summary>
/// <param name="LiveBlocks">The live blocks that the app can show.</param>
/// <param name="AppPages">First parts of the app's addresses that a lesson may link to, such as <c>lab</c> for <c>/lab?cell=gru</c>.</param>
public sealed record LessonRules(LiveBlockCatalog LiveBlocks, IReadOnlySet<string> AppPages);
