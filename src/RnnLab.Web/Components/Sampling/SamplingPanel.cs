using Microsoft.AspNetCore.Components;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Web.Components.Sampling;

/// <summary>
/// What the figures that ask the model a longer question have in common: the newest question counts, an older one is given up, the last answer stays on screen until
/// the next one is there, and what went wrong is said in words.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
public abstract class SamplingPanel<T> : ComponentBase, IDisposable
    where T : class
{
    private CancellationTokenSource? _asking;
    private (SamplingDesk? Desk, string Key) _asked;

    /// <summary>The model.</summary>
    [Parameter, EditorRequired]
    public SamplingDesk Desk { get; set; } = default!;

    /// <summary>The text as it stands.</summary>
    [Parameter, EditorRequired]
    public WrittenText Text { get; set; } = default!;

    /// <summary>Called when the person asks for something else.</summary>
    [Parameter]
    public EventCallback<SampleView> ViewChanged { get; set; }

    /// <summary>What is looked at.</summary>
    protected SampleView View => Text.View;

    /// <summary>The newest answer.</summary>
    protected T? Answer { get; private set; }

    /// <summary>What went wrong, in words.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Whether a question is being computed.</summary>
    protected bool Asking { get; private set; }

    /// <summary>Decides the answer: the question is asked again when it changes.</summary>
    protected abstract string Question { get; }

    /// <summary>Answers the question.</summary>
    protected abstract Task<T> AnswerAsync(CancellationToken cancellation);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_asked == (Desk, Question))
            return;
        _asked = (Desk, Question);
        _asking?.Cancel();
        var mine = _asking = new CancellationTokenSource();
        Asking = true;
        try
        {
            T answer = await AnswerAsync(mine.Token);
            if (mine.IsCancellationRequested)
                return;
            (Answer, Problem, Asking) = (answer, null, false);
        }
        catch (Exception overtaken) when (mine.IsCancellationRequested && overtaken is OperationCanceledException or ObjectDisposedException)
        {
            // A newer question is on its way, or the page was left.
        }
        catch (Exception wrong) when (!mine.IsCancellationRequested && wrong is InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException or SafetensorsException or Data.Text.TextFormatException)
        {
            (Problem, Asking) = (wrong.Message, false);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _asking?.Cancel();
        GC.SuppressFinalize(this);
    }
}
