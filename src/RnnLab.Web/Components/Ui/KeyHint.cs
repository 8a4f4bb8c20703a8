using Microsoft.AspNetCore.Components;

namespace RnnLab.Web.Components.Ui;

/// <summary>Says, while its page is open, that a key does something; the list that <c>?</c> opens shows it.</summary>
public sealed class KeyHint : ComponentBase, IDisposable
{
    private KeyHints.Entry? _entry;

    /// <summary>The keys, separated by blanks: <c>Space</c>, <c>Shift ArrowLeft</c>.</summary>
    [Parameter, EditorRequired]
    public string Keys { get; set; } = "";

    /// <summary>What they do: "Start or pause the training".</summary>
    [Parameter, EditorRequired]
    public string Does { get; set; } = "";

    /// <summary>Where: "Lab", "In a heat map".</summary>
    [Parameter]
    public string Where { get; set; } = "On this page";

    [Inject]
    private KeyHints Hints { get; set; } = default!;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        KeyHints.Entry entry = new(Where, Keys, Does);
        if (entry == _entry) return;
        if (_entry is not null) Hints.Remove(_entry);
        Hints.Add(_entry = entry);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_entry is not null) Hints.Remove(_entry);
    }
}
