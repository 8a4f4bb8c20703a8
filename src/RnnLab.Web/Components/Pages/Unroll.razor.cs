using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using RnnLab.Nn.Unrolled;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Inside.Notations;
using RnnLab.Web.Components.Ui;
using RnnLab.Web.Components.Unrolled;

namespace RnnLab.Web.Components.Pages;

/// <summary>The unrolled network and its debugger: the view in the address, and the network that it describes.</summary>
public sealed partial class Unroll
{
    private static readonly string[] KnownKeys = ["ArrowRight", "ArrowLeft", "Shift ArrowRight", "Shift ArrowLeft", "Home", "End", "Space"];
    private WrittenAddresses addresses = null!;
    private StepPlayer player = null!;
    private UnrollView view = new();
    private UnrollNetwork? network;
    private UnrolledLayout? layout;
    private UnrollView? built;
    private OperationView? shown;
    private ValueStory? story;
    private string? problem, textProblem, cellProblem;
    private int position;
    private bool gone;
    private long asked;

    [Inject]
    private NavigationManager Nav { get; set; } = default!;

    [Inject]
    private RunRegistry Registry { get; set; } = default!;

    [Inject]
    private UnrollEngine Engine { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<Unroll> Log { get; set; } = default!;

    [Inject]
    private Selection Selection { get; set; } = default!;

    [CascadingParameter]
    private Notation Notation { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        (addresses, player) = (new(Nav), new(Time));
        Nav.LocationChanged += OnMoved;
        await AdoptAsync(UnrollView.FromQuery(new Uri(Nav.Uri).Query));
    }

    /// <inheritdoc />
    protected override void OnParametersSet() => network?.Write(Notation);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        gone = true;
        asked++;
        Nav.LocationChanged -= OnMoved;
        player?.Dispose();
        if (network is not null)
            await network.DisposeAsync();
    }

    // Addresses that this page wrote come back as events, perhaps late: only those of others change the view.
    private void OnMoved(object? sender, LocationChangedEventArgs moved)
    {
        if (addresses.Returns(moved.Location) || !new Uri(moved.Location).AbsolutePath.EndsWith("/unroll", StringComparison.Ordinal))
            return;
        _ = InvokeAsync(() => AdoptAsync(UnrollView.FromQuery(new Uri(moved.Location).Query)));
    }

    private async Task AdoptAsync(UnrollView wanted)
    {
        player.Pause();
        view = wanted;
        position = wanted.Position;
        await BuildAsync();
        StateHasChanged();
    }

    private async Task Look(UnrollView wanted)
    {
        if (wanted == view)
            return;

        // Another network has other operations: the debugger begins anew, unless only scissors moved or other numbers were drawn.
        if (Shape(wanted) != Shape(view))
        {
            player.Pause();
            position = 0;
            wanted = wanted with { Value = null, Element = 0, Window = null, Weight = 0, WeightElement = 0 };
        }

        view = wanted with { Position = position };
        Write();
        await BuildAsync();
    }

    private static UnrollView Shape(UnrollView one) => one.NetworkOnly with { Cuts = "", Seed = 0, Scale = 1, ForgetBias = null };

    private void Write() => addresses.Write("unroll" + (view.ToQuery() is { Length: > 0 } query ? "?" + query : ""));

    private async Task BuildAsync()
    {
        long mine = ++asked;
        (problem, textProblem, cellProblem) = (null, UnrollSetup.Problem(view), UnrollSetup.CellProblem(view));
        if (textProblem is not null || cellProblem is not null)
            return;
        if (built is not null && built == view.NetworkOnly && network is { } standing)
        {
            view = UnrollPlaceOfInterest.Resolve(view, standing.Graph, standing.Clock);
            position = standing.Clock.Clamp(view.Position);
            await ShowAsync();
            return;
        }

        UnrollView wanted = view;
        try
        {
            var snapshot = wanted.Run is null ? null : await SnapshotAsync(wanted);
            var next = await Task.Run(() => snapshot is null ? UnrollNetwork.ByHand(wanted, Engine) : UnrollNetwork.OfSnapshot(wanted, snapshot, Engine));
            if (mine != asked || gone)
            {
                await next.DisposeAsync();
                return;
            }

            next.Write(Notation);
            var old = network;
            (network, layout, built) = (next, new UnrolledLayout(next.Graph), wanted.NetworkOnly);
            view = UnrollPlaceOfInterest.Resolve(view, next.Graph, next.Clock);
            position = next.Clock.Clamp(view.Position);
            if (view.Position != position || view.Value >= next.Graph.Values.Count)
                view = view with { Position = position, Value = view.Value >= next.Graph.Values.Count ? null : view.Value };
            await ShowAsync();
            if (old is not null)
                await old.DisposeAsync();
        }
        catch (Exception wrong) when (wrong is ArgumentException or SafetensorsException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            if (mine != asked)
                return;
            problem = wrong.Message;
            Log.LogInformation(wrong, "A network could not be unrolled.");
        }
    }

    private async Task<ModelSnapshot> SnapshotAsync(UnrollView wanted)
    {
        TrainingRun run = Registry.Find(wanted.Run!) ?? throw new ArgumentException($"There is no run “{wanted.Run}” here; it may have been deleted. Choose another model above.");
        if (wanted.Step is not { } step)
            return await run.SnapshotAsync();
        CheckpointInfo found = await Task.Run(() => StoredWeights.Find(run, step))
            ?? throw new ArgumentException(FormattableString.Invariant($"The run “{run.Title}” keeps no checkpoint of step {step:#,0}. Choose another above."));
        return await Task.Run(() => ModelSnapshot.Load(found.Path));
    }

    // What the position shows is computed off the circuit's thread; of several asked for, the last one is shown.
    private async Task ShowAsync()
    {
        if (network is not { } current)
            return;
        int at = position;
        var (value, element) = (view.Value, view.Element);
        try
        {
            var (operation, number) = await current.UseAsync(graph =>
            {
                var operation = OperationView.At(current, graph, at, value);
                return (operation, ValueStory.Of(current, graph, value ?? operation.Op?.Output ?? graph.Loss.Id, element, at));
            });
            if (network == current && position == at && view.Value == value && view.Element == element)
            {
                (shown, story) = (operation, number);
                Selection.LookWithin(UnrollPlaceOfInterest.Describe(view, current.Graph, current.Clock, position));
            }
        }
        catch (ObjectDisposedException) when (network != current || gone)
        {
            // Another network took its place.
        }
    }

    private async Task GoAsync(int wanted)
    {
        await ScrubAsync(wanted);
        view = view with { Position = position };
        if (!player.IsPlaying)
            Write();
    }

    private async Task ScrubAsync(int wanted)
    {
        if (network is null)
            return;
        position = network.Clock.Clamp(wanted);
        await ShowAsync();
    }

    private Task Pick((int Value, int Element) number) =>
        Look(view with { Value = number.Value == shown?.Op?.Output && number.Value != view.Value ? null : number.Value, Element = number.Element });

    // A cell that is looked into already opens at the second click.
    private Task LookInto(UnrolledNode node) => node.Value.Id == view.Value && node.Value.Role == UnrolledRole.State
        ? Look(view with { Zoom = "cell" })
        : Look(view with { Value = node.Value.Id, Element = Math.Min(view.Element, node.Value.Data.Length - 1) });

    private Task LookInto(CellNode node)
    {
        if (node.Op is not { } op || network is null)
            return Look(view with { Value = node.Value.Id, Element = Math.Min(view.Element, node.Value.Data.Length - 1) });
        return op == network.Clock.At(position).Op ? Look(view with { Zoom = "op" }) : GoAsync(network.Clock.Of(op.Index, position > network.Clock.Count));
    }

    // Of several matrices on an edge each click shows the next.
    private Task LookInto(UnrolledEdge edge)
    {
        int shownNow = view.Value is { } id ? edge.Matrices.ToList().FindIndex(matrix => matrix.Id == id) : -1;
        return edge.Matrices.Count == 0 ? LookInto(edge.From) : Look(view with { Value = edge.Matrices[(shownNow + 1) % edge.Matrices.Count].Id, Element = 0 });
    }

    private Task KeyAsync(string key) => network is null ? Task.CompletedTask : key switch
    {
        "ArrowRight" => GoAsync(position + 1),
        "ArrowLeft" => GoAsync(position - 1),
        "Shift ArrowRight" => GoAsync(network.Clock.NextStep(position, 1)),
        "Shift ArrowLeft" => GoAsync(network.Clock.NextStep(position, -1)),
        "Home" => GoAsync(0),
        "End" => GoAsync(network.Clock.Last),
        "Space" => ToggleAsync(),
        _ => Task.CompletedTask,
    };

    private async Task ToggleAsync()
    {
        if (player.IsPlaying)
        {
            player.Pause();
            Keep();
            return;
        }

        if (network is null)
            return;
        if (position == network.Clock.Last)
            await ScrubAsync(0);
        _ = PlayAsync();
    }

    private async Task PlayAsync()
    {
        try
        {
            if (await player.PlayAsync(AdvanceAsync))
            {
                Keep();
                StateHasChanged();
            }
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            player.Pause();
            await DispatchExceptionAsync(wrong);
        }
    }

    private async Task<bool> AdvanceAsync()
    {
        if (network is not { } current)
            return false;
        await ScrubAsync(position + 1);
        if (position % 8 == 0)
            Keep();
        StateHasChanged();
        return position < current.Clock.Last && !current.Clock.Stops(position, UnrollView.Steps(view.Breaks));
    }

    private void Keep()
    {
        view = view with { Position = position };
        Write();
    }
}
