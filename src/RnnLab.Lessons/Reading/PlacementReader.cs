using RnnLab.Lessons.Blocks;

namespace RnnLab.Lessons.Reading;

/// <summary>Reads <c>place: column | beside | wide</c>.</summary>
internal static class PlacementReader
{
    public static Placement Read(YamlMap map, Placement otherwise, LessonContext context)
    {
        switch (map.Text("place"))
        {
            case null: return otherwise;
            case "column": return Placement.Column;
            case "beside": return Placement.Beside;
            case "wide": return Placement.Wide;
            case var other:
                context.Report(map.LineOfKey("place"), $"place cannot be \"{other}\".", "Use column, beside or wide.");
                return otherwise;
        }
    }
}
