using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using RnnLab.Web.Components.Ui;

namespace RnnLab.Web.Tests.Lab;

/// <summary>A file input is ready once the browser listens to it, and not before.</summary>
public sealed class ReadyInputFileTests : BunitContext
{
    [Fact]
    public void It_is_ready_only_when_the_browser_listens()
    {
        var listening = JSInterop.SetupVoid("Blazor._internal.InputFile.init", _ => true);
        int ready = 0;
        IRenderedComponent<ReadyInputFile> input = Render<ReadyInputFile>(p => p.Add(i => i.Ready, () => ready++).Add(i => i.OnChange, (InputFileChangeEventArgs _) => { }));
        Assert.Single(listening.Invocations);
        Assert.Equal(0, ready);
        listening.SetVoidResult();
        input.WaitForAssertion(() => Assert.Equal(1, ready));
        input.Render();
        Assert.Equal(1, ready);
    }
}
