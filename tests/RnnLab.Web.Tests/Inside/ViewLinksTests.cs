using Bunit;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Inside;

namespace RnnLab.Web.Tests.Inside;

public sealed class ViewLinksTests : BunitContext
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnnlab-links-").FullName;
    private readonly Selection _selection = new();
    private readonly RunRegistry _registry;

    public ViewLinksTests()
    {
        RunRegistryOptions options = new() { DataDirectory = _folder, CreateBackend = threads => ComputeBackends.CreateDefault(1) };
        _registry = new RunRegistry(options, new CorpusLibrary(Path.Combine(_folder, "corpora")), TimeProvider.System);
        Services.AddSingleton(_selection);
        Services.AddSingleton(_registry);
        Services.AddSingleton(TimeProvider.System);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _registry.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_page_itself_is_marked_and_the_others_follow_the_selection()
    {
        IRenderedComponent<ViewLinks> links = Render<ViewLinks>(p => p.Add(l => l.Here, InsideView.Unroll));
        Assert.Equal("Unroll", links.Find("[aria-current=page]").TextContent);
        Assert.Equal("gates", links.Find("a[data-view=Gates]").GetAttribute("href"));
        _selection.Look(new() { Run = "abc", Text = "hello", Layer = 0, Unit = 4, Time = 2 });
        links.WaitForAssertion(() => Assert.Equal("gates?v=1&run=abc&text=hello&layer=1&unit=4&t=2", links.Find("a[data-view=Gates]").GetAttribute("href")), TimeSpan.FromSeconds(10));
        Assert.Equal("sample?v=1&run=abc&text=hello&layer=1&unit=4&t=2", links.Find("a[data-view=Sample]").GetAttribute("href"));
        // There is no such run here, so there is no past of it either; the reason is read out too.
        Assert.Contains("not stored here", links.Find("[data-view=Past] .visually-hidden").TextContent, StringComparison.Ordinal);
    }
}
