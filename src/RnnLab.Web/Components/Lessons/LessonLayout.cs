using RnnLab.Lessons.Blocks;

namespace RnnLab.Web.Components.Lessons;

/// <summary>Groups a lesson's blocks into sections and scenes.</summary>
public static class LessonLayout
{
    /// <summary>
    /// The sections of a lesson. A block that stands beside the text starts a scene, which ends in front of the next heading of level 2,
    /// or the next block that stands beside or across.
    /// </summary>
    public static IReadOnlyList<LessonSection> Sections(IEnumerable<LessonBlock> blocks)
    {
        var sections = new List<LessonSection>();
        LessonHeading? heading = null;
        var scenes = new List<LessonScene>();
        LessonBlock? beside = null;
        var text = new List<LessonBlock>();

        void EndScene()
        {
            if (beside is not null || text.Count > 0)
                scenes.Add(new LessonScene(beside, text));
            (beside, text) = (null, []);
        }

        void EndSection()
        {
            EndScene();
            if (heading is not null || scenes.Count > 0)
                sections.Add(new LessonSection(heading, scenes));
            scenes = [];
        }

        foreach (var block in blocks)
        {
            switch (block)
            {
                case LessonHeading { Level: 2 } next:
                    EndSection();
                    heading = next;
                    break;
                case IPlacedBlock { Place: Placement.Beside }:
                    EndScene();
                    beside = block;
                    break;
                case IPlacedBlock { Place: Placement.Wide } when beside is not null:
                    EndScene();
                    text.Add(block);
                    break;
                default:
                    text.Add(block);
                    break;
            }
        }

        EndSection();
        return sections;
    }
}
