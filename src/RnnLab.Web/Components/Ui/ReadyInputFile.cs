using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace RnnLab.Web.Components.Ui;

/// <summary>
/// A file input that says when the browser listens to it. Blazor attaches its listener a moment after the input is drawn; a file
/// that is chosen or dropped in between would be lost without a word, so the input should be disabled until then.
/// </summary>
public sealed class ReadyInputFile : InputFile
{
    /// <summary>Called once, when a chosen file will be noticed.</summary>
    [Parameter] public EventCallback Ready { get; set; }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (firstRender)
            await Ready.InvokeAsync();
    }
}
