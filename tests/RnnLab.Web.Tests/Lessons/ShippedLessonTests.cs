using System.Net;
using System.Text.RegularExpressions;
using RnnLab.Lessons;
using RnnLab.Lessons.Blocks;
using RnnLab.Training;
using RnnLab.Training.Checkpoints;
using RnnLab.Web.Components.Lessons;
using RnnLab.Web.Components.Lessons.Live;

namespace RnnLab.Web.Tests.Lessons;

/// <summary>The lessons of this repository, read as the app reads them.</summary>
public sealed partial class ShippedLessonTests
{
    private static readonly string Folder = LessonFolders.Find(AppContext.BaseDirectory)!;
    private static readonly LessonLibrary Library = LessonLibrary.Read(Folder, LessonServices.Rules);

    [Fact]
    public void No_lesson_has_a_fault() => Assert.Empty(Library.Issues.Select(issue => issue.ToString()));

    [Fact]
    public void Every_live_block_of_a_lesson_has_a_component()
    {
        var used = Library.Lessons.SelectMany(lesson => lesson.Blocks).OfType<LiveBlock>().Select(block => block.Id).Distinct().ToList();
        Assert.NotEmpty(used);
        Assert.All(used, id => Assert.True(typeof(LiveBlockComponent).IsAssignableFrom(LiveBlockRegistry.Component(id))));
    }

    [Fact]
    public void Every_live_block_is_used_in_a_lesson()
    {
        var used = Library.Lessons.SelectMany(lesson => lesson.Blocks).OfType<LiveBlock>().Select(block => block.Id);
        Assert.Empty(LiveBlockRegistry.Catalog.Ids.Except(used));
    }

    [Fact]
    public void The_authors_guide_describes_every_live_block_with_its_parameters()
    {
        string guide = File.ReadAllText(Path.Combine(Folder, LessonFolders.Marker));
        string blocks = guide[guide.IndexOf("\n## Live blocks\n", StringComparison.Ordinal)..guide.IndexOf("\n## A new live block\n", StringComparison.Ordinal)];
        var described = BlockSection().Matches(blocks).ToDictionary(
            match => match.Groups["id"].Value,
            match => ParameterRow().Matches(match.Groups["text"].Value).Select(row => (Name: row.Groups["name"].Value, Default: row.Groups["default"].Value)).Order().ToList());
        var offered = LiveBlockRegistry.Catalog.Specs.ToDictionary(
            spec => spec.Id,
            spec => spec.Parameters.Select(parameter => (parameter.Name, Default: parameter.Default switch { null => "required", "" => "empty", var text => text })).Order().ToList());
        Assert.Equal(offered.Keys.Order(), described.Keys.Order());
        Assert.All(offered, pair => Assert.Equal(pair.Value, described[pair.Key]));
    }

    [Fact]
    public void Every_model_beside_a_lesson_says_how_it_was_made()
    {
        // Those in "models" are whole runs: their README and their script say how each was made, and their losses are tested where runs are.
        string[] models = [.. LessonFolders.Slugs(Folder).SelectMany(slug => Directory.GetFiles(Path.Combine(Folder, slug), "*.safetensors", SearchOption.AllDirectories))];
        Assert.NotEmpty(models);
        Assert.All(models, model =>
        {
            string made = File.ReadAllText(Path.ChangeExtension(model, ".txt"));
            Assert.Contains("train --corpus", made);
            Assert.Contains("--seed", made);
            Assert.True(new FileInfo(model).Length < 100_000, $"{model} is larger than 100 KB.");
        });
    }

    [Fact]
    public void The_worked_example_of_the_first_lesson_is_what_the_engine_computes()
    {
        var table = Library.Find("01-memory-in-a-loop")!.Lesson!.Blocks.OfType<ProseBlock>().Single(block => block.Html.Contains("<table"));
        var written = LastCell().Matches(table.Html).Select(cell => cell.Groups[1].Value);
        double[] states = SingleUnit.Run(1, 0.5, [1, 0, 0]);
        Assert.Equal(states.Select(state => FormattableString.Invariant($"{state:0.000}")), written);
        Assert.Equal("0.762", FormattableString.Invariant($"{SingleUnit.Run(1, 0.5, [0, 0, 1])[2]:0.000}"));
    }

    [Fact]
    public void The_first_lessons_losses_are_those_of_its_network()
    {
        var lesson = Library.Find("01-memory-in-a-loop")!.Lesson!;
        using var model = new LessonModel(Path.Combine(lesson.Folder, lesson.Blocks.OfType<LiveBlock>().Single(block => block.Id == "hidden-state").Parameters.Text("model")));
        int symbols = model.Read("").Next.Count;
        double loss = ModelSnapshot.Load(Path.Combine(lesson.Folder, model.Name)).ValidationLoss!.Value;
        Assert.Contains(lesson.Blocks.OfType<ProseBlock>(), block => block.Html.Contains(FormattableString.Invariant($"{loss:0.00} nats per character, so it wavers among about {Math.Exp(loss):0} letters instead of {symbols}")));
        Assert.Contains(lesson.Blocks.OfType<ProseBlock>(), block => block.Html.Contains(FormattableString.Invariant($"\\ln {symbols} = {Math.Log(symbols):0.000}")));
    }

    [Fact]
    public void Links_to_the_Lab_hold_settings_that_it_understands()
    {
        var queries = Library.Lessons.SelectMany(lesson => lesson.Blocks).OfType<ProseBlock>().SelectMany(block => LabLink().Matches(block.Html)).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value)).ToList();
        Assert.NotEmpty(queries);
        Assert.All(queries, query =>
        {
            var (config, problems) = RunConfigUrl.FromQuery(query);
            Assert.Empty(problems);
            Assert.Empty(config.Validate());
            // Every setting arrived: written again, none is missing.
            Assert.Equal(query.Split('&').Order(), RunConfigUrl.ToQuery(config).Split('&').Order());
        });
    }

    [GeneratedRegex("href=\"lab\\?([^\"]+)\"")]
    private static partial Regex LabLink();

    [GeneratedRegex(@"^### `(?<id>[\w-]+)`\n(?<text>.*?)(?=^### |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex BlockSection();

    [GeneratedRegex(@"^\| `(?<name>[\w-]+)` \|[^|]*\| (?<default>[^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex ParameterRow();

    [GeneratedRegex(@"<td>([−\d.]+)</td>\s*</tr>")]
    private static partial Regex LastCell();
}
