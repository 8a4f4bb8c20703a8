using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using RnnLab.Training;
using RnnLab.Training.Views;
using RnnLab.Web.Components.Gates;

namespace RnnLab.Benchmarks.Live;

/// <summary>The maps of the gates page, sent as fast as the browser draws them: the next binary frame leaves when the one before is on the canvas. The page itself is slower on purpose, for the wire's sake.</summary>
[Route("/bench/stage")]
public sealed class StagePage : ComponentBase, IDisposable
{
    private GateStage? _stage;
    private bool _gone;

    /// <summary>What is shown in turn; the browser has none of it already.</summary>
    internal static IReadOnlyList<GateFrame> Frames { get; set; } = [];

    /// <summary>The network's settings.</summary>
    internal static RunConfig Config { get; set; } = new();

    /// <summary>Binary frames that the browser has taken.</summary>
    internal static int Shown { get; private set; }

    /// <inheritdoc />
    public void Dispose() => _gone = true;

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        string[] letters = [.. Frames[0].Layers[0].Maps.Select(map => map.Name)];
        builder.OpenComponent<GateStage>(0);
        builder.AddAttribute(1, nameof(GateStage.Config), Config);
        builder.AddAttribute(2, nameof(GateStage.Letters), (IReadOnlyList<string>)letters);
        builder.AddAttribute(3, nameof(GateStage.Map), letters[0]);
        builder.AddAttribute(4, nameof(GateStage.Ready), EventCallback.Factory.Create(this, () => { _ = SendAsync(); }));
        builder.AddComponentReferenceCapture(5, stage => _stage = (GateStage)stage);
        builder.CloseComponent();
    }

    private async Task SendAsync()
    {
        int[] order = [.. Enumerable.Range(0, Frames[0].Layers[0].Hidden)];
        GatesView view = new();
        for (int n = 0; !_gone; n++)
        {
            GateFrame frame = Frames[n % Frames.Count];
            await _stage!.ShowAsync(frame, frame.Layers[0], order, view);
            Shown++;
        }
    }
}
