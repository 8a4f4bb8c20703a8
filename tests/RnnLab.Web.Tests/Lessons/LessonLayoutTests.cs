using RnnLab.Lessons.Blocks;
using RnnLab.Web.Components.Lessons;

namespace RnnLab.Web.Tests.Lessons;

public sealed class LessonLayoutTests
{
    private static readonly ProseBlock Text = new(1, "<p>Text</p>");

    [Fact]
    public void A_heading_starts_a_section_and_text_before_the_first_has_none()
    {
        LessonHeading heading = Heading(2);
        var sections = LessonLayout.Sections([Text, heading, Text, Heading(3), Text]);
        Assert.Equal([null, heading], sections.Select(section => section.Heading));
        Assert.Equal(3, Assert.Single(sections[1].Scenes).Blocks.Count);
    }

    [Fact]
    public void A_figure_beside_the_text_starts_a_scene_that_ends_at_the_next_heading()
    {
        var beside = Figure(Placement.Beside);
        var sections = LessonLayout.Sections([Text, beside, Text, Text, Heading(2), Text]);
        Assert.Equal([null, beside], sections[0].Scenes.Select(scene => scene.Beside));
        Assert.Equal(2, sections[0].Scenes[1].Blocks.Count);
        Assert.Null(Assert.Single(sections[1].Scenes).Beside);
    }

    [Fact]
    public void A_wide_figure_ends_the_scene_of_the_one_beside_the_text()
    {
        var wide = Figure(Placement.Wide);
        var scenes = Assert.Single(LessonLayout.Sections([Figure(Placement.Beside), Text, wide, Text])).Scenes;
        Assert.Equal([1, 2], scenes.Select(scene => scene.Blocks.Count));
        Assert.Same(wide, scenes[1].Blocks[0]);
    }

    [Fact]
    public void A_figure_in_the_column_stays_in_its_scene()
    {
        Assert.Single(Assert.Single(LessonLayout.Sections([Figure(Placement.Beside), Text, Figure(Placement.Column), Text])).Scenes);
    }

    private static LessonHeading Heading(int level) => new(1, level, "id", "Heading", "Heading");

    private static FigureBlock Figure(Placement place) => new(1, "a.png", "alt", "", place, null);
}
