using Markdig.Syntax;
using RnnLab.Lessons.Blocks;
using RnnLab.Lessons.LiveBlocks;

namespace RnnLab.Lessons.Reading;

/// <summary>Reads a <c>live</c> fence and checks it against the app's catalogue.</summary>
internal sealed class LiveBlockReader(LessonContext context, LessonHtml html)
{
    private int _count;

    public LiveBlock? Read(FencedCodeBlock fence)
    {
        int line = fence.Line + 1, number = ++_count;
        string id = (fence.Arguments ?? "").Trim();
        if (context.Rules.LiveBlocks.Find(id) is not { } spec)
        {
            context.Report(
                line,
                id.Length == 0 ? "This live block has no id." : $"There is no live block \"{id}\".",
                $"Write ```live and one of {string.Join(", ", context.Rules.LiveBlocks.Ids)}.");
            return null;
        }

        if (YamlMap.Parse(fence.Lines.ToString(), line, $"the live block {id}", context) is not { } map)
            return null;
        string title = map.Text("title") ?? "";
        string caption = map.Text("caption") ?? "";
        var place = PlacementReader.Read(map, Placement.Wide, context);
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var parameter in spec.Parameters)
            ReadParameter(parameter, map, values);
        map.ReportUnknownKeys();
        return new LiveBlock(line, id, number, title, html.RenderSnippet(caption, map.LineOfKey("caption")), place, new LiveBlockParameters(values));
    }

    private void ReadParameter(LiveParameter parameter, YamlMap map, Dictionary<string, object> values)
    {
        string? written = map.Text(parameter.Name, required: parameter.Default is null) ?? parameter.Default;
        if (written is null)
            return;
        string? problem = parameter.Parse(written, context.Folder, out var value);
        if (problem is not null)
            context.Report(map.LineOfKey(parameter.Name), $"Parameter {parameter.Name} {problem}.", $"It is for: {parameter.Description.TrimEnd('.')}.");
        values[parameter.Name] = value;
    }
}
