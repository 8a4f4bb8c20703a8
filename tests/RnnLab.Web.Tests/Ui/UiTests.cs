using Bunit;
using RnnLab.Web.Components.Layout;
using RnnLab.Web.Components.Ui;

namespace RnnLab.Web.Tests.Ui;

public sealed class UiTests : BunitContext
{
    [Fact]
    public void A_tile_keeps_its_place_while_its_number_is_unknown()
    {
        IRenderedComponent<StatTile> tile = Render<StatTile>(p => p.Add(t => t.Label, "Time left").Add(t => t.Unit, "s"));
        Assert.StartsWith("–", tile.Find(".stat-value").TextContent, StringComparison.Ordinal);
        Assert.NotNull(tile.Find(".stat-note"));
    }

    [Fact]
    public void A_notice_of_something_bad_is_an_alert()
    {
        Assert.Equal("alert", Render<Notice>(p => p.Add(n => n.Kind, NoticeKind.Bad).AddChildContent("It failed.")).Find(".notice").GetAttribute("role"));
        Assert.Equal("status", Render<Notice>(p => p.AddChildContent("All is well.")).Find(".notice").GetAttribute("role"));
    }

    [Fact]
    public void A_visual_that_fails_says_so_and_leaves_the_rest_alone()
    {
        IRenderedComponent<VisualBoundary> boundary = Render<VisualBoundary>(p => p
            .Add(b => b.Name, "The gate panel")
            .Add(b => b.ChildContent, builder => { builder.OpenComponent<Broken>(0); builder.CloseComponent(); }));
        Assert.Contains("The gate panel could not be shown.", boundary.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperationException", boundary.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_icon_of_the_shell_is_embedded()
    {
        foreach (Place place in Places.All) Assert.NotEmpty(IconLibrary.Shape(place.Icon));
        ArgumentException error = Assert.Throws<ArgumentException>(() => IconLibrary.Shape("no-such-icon"));
        Assert.Contains("build/Icons.props", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_listed_while_its_page_is_open()
    {
        KeyHints hints = new();
        Services.Add(new(typeof(KeyHints), hints));
        Render<KeyHint>(p => p.Add(k => k.Keys, "Space").Add(k => k.Does, "Start or pause"));
        Assert.Equal(new KeyHints.Entry("On this page", "Space", "Start or pause"), Assert.Single(hints.All));
        await DisposeComponentsAsync();
        Assert.Empty(hints.All);
    }

    private sealed class Broken : Microsoft.AspNetCore.Components.ComponentBase
    {
        protected override void OnInitialized() => throw new InvalidOperationException("broken");
    }
}
