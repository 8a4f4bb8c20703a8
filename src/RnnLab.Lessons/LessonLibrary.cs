using System.Collections.Immutable;
using System.Text;
using RnnLab.Lessons.Reading;

namespace RnnLab.Lessons;

/// <summary>All lessons of a folder, read once. Safe to use from any thread.</summary>
public sealed class LessonLibrary
{
    private readonly ImmutableDictionary<string, LessonReading> _bySlug;

    private LessonLibrary(IReadOnlyList<LessonReading> readings, IReadOnlyList<LessonIssue> issues)
    {
        _bySlug = readings.ToImmutableDictionary(reading => reading.Slug, StringComparer.Ordinal);
        Readings = readings;
        Issues = issues;
        Lessons = [.. readings.Select(reading => reading.Lesson).OfType<Lesson>().OrderBy(lesson => lesson.FrontMatter.Order).ThenBy(lesson => lesson.Slug, StringComparer.Ordinal)];
    }

    /// <summary>The sound lessons, in order.</summary>
    public IReadOnlyList<Lesson> Lessons { get; }

    /// <summary>Every lesson folder, sound or not, by name.</summary>
    public IReadOnlyList<LessonReading> Readings { get; }

    /// <summary>Everything that is wrong: what keeps a lesson from being shown, and what is wrong between lessons.</summary>
    public IReadOnlyList<LessonIssue> Issues { get; }

    /// <summary>What came of the lesson in the folder <paramref name="slug"/>, or null where there is no such folder.</summary>
    public LessonReading? Find(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>The lessons before and after <paramref name="lesson"/>, where there are any.</summary>
    public (Lesson? Previous, Lesson? Next) Neighbours(Lesson lesson)
    {
        int index = Lessons.ToList().IndexOf(lesson);
        return (index > 0 ? Lessons[index - 1] : null, index >= 0 && index + 1 < Lessons.Count ? Lessons[index + 1] : null);
    }

    /// <summary>Reads every lesson in <paramref name="root"/>. A faulty lesson never throws: its faults are in <see cref="Issues"/>.</summary>
    public static LessonLibrary Read(string root, LessonRules rules)
    {
        var slugs = LessonFolders.Slugs(root);
        var known = slugs.ToImmutableHashSet(StringComparer.Ordinal);
        var readings = slugs.Select(slug => ReadOne(Path.Combine(root, slug), new LessonContext(slug, Path.Combine(root, slug), known, rules))).ToList();
        return new LessonLibrary(readings, [.. readings.SelectMany(reading => reading.Issues), .. Between(readings)]);
    }

    /// <summary>A library without lessons, for an app that found no folder of them.</summary>
    public static LessonLibrary Empty { get; } = new([], []);

    private static LessonReading ReadOne(string folder, LessonContext context)
    {
        if (!LessonFolders.IsSlug(context.Slug))
            context.Report(1, $"The folder name \"{context.Slug}\" is not of the form 01-words-in-lower-case.", "Rename the folder, or start its name with _ to leave it out.");
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(Path.Combine(folder, LessonParser.FileName)));
            return LessonParser.Parse(text, context);
        }
        catch (DecoderFallbackException)
        {
            context.Report(1, "The file is not UTF-8 text.", "Save it as UTF-8.");
        }
        catch (FileNotFoundException)
        {
            context.Report(1, "There is no lesson.md in this folder.", "Write one (see _schema.md), or start the folder's name with _ to leave it out.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Report(1, $"The file cannot be read: {e.Message}", "Check that it is there and that the app may read it.");
        }

        return new LessonReading(context.Slug, null, context.Issues);
    }

    private static IEnumerable<LessonIssue> Between(IReadOnlyList<LessonReading> readings)
    {
        foreach (var same in readings.Where(reading => LessonFolders.IsSlug(reading.Slug)).GroupBy(reading => reading.Slug[..2]).Where(group => group.Count() > 1))
            yield return Issue(same, $"{string.Join(" and ", same.Select(reading => reading.Slug))} have the same order {int.Parse(same.Key)}.", "Give one of them another number, in its folder name and in order.");
        foreach (var same in readings.Where(reading => LessonFolders.IsSlug(reading.Slug)).GroupBy(reading => reading.Slug[3..]).Where(group => group.Count() > 1))
            yield return Issue(same, $"{string.Join(" and ", same.Select(reading => reading.Slug))} have the same name after the number.", "Rename one of them, so that nobody mistakes one for the other.");
    }

    private static LessonIssue Issue(IEnumerable<LessonReading> same, string problem, string advice) =>
        new($"{same.Last().Slug}/{LessonParser.FileName}", 1, problem, advice);
}
