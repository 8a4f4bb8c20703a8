using System.Globalization;
using Microsoft.AspNetCore.Components;
using RnnLab.Nn.Unrolled;
using RnnLab.Web.Components.Runs;
using RnnLab.Web.Interop;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>The drawing of an unrolled network. Arrow keys go from node to edge to node, Enter opens; the browser's part decides which one has the focus.</summary>
public partial class NetworkFigure : JsFigure
{
    private const double Gutter = 54, ColumnWidth = 82, RowHeight = 66;
    private const int Most = 8;
    private bool table;
    private double width, height;
    private int first;
    private IReadOnlyList<int> cuts = [], stops = [];

    /// <summary>The network.</summary>
    [Parameter, EditorRequired]
    public UnrollNetwork Network { get; set; } = null!;

    /// <summary>Its drawing.</summary>
    [Parameter, EditorRequired]
    public UnrolledLayout Layout { get; set; } = null!;

    /// <summary>The view.</summary>
    [Parameter, EditorRequired]
    public UnrollView View { get; set; } = null!;

    /// <summary>Where the debugger stands.</summary>
    [Parameter, EditorRequired]
    public int Position { get; set; }

    /// <summary>The weight whose contributions are shown: its edges are marked.</summary>
    [Parameter]
    public UnrolledValue? SharedWeight { get; set; }

    /// <summary>Told which node a person looks into.</summary>
    [Parameter]
    public EventCallback<UnrolledNode> NodeChosen { get; set; }

    /// <summary>Told which edge a person looks into.</summary>
    [Parameter]
    public EventCallback<UnrolledEdge> EdgeChosen { get; set; }

    /// <summary>Told all cuts, as <see cref="Truncation"/> writes them.</summary>
    [Parameter]
    public EventCallback<string> CutsChanged { get; set; }

    /// <summary>Told at which step to stop, or no longer.</summary>
    [Parameter]
    public EventCallback<int> StopToggled { get; set; }

    /// <summary>Told the first column to show.</summary>
    [Parameter]
    public EventCallback<int> WindowChanged { get; set; }

    /// <inheritdoc />
    protected override string ModulePath => "Components/Unrolled/NetworkFigure.razor.js";

    private ElementReference HostElement { set => Host = value; }

    private int Shown => Math.Min(Most, Layout.Columns.Count);

    private UnrolledOp? Op => Network.Clock.At(Position).Op;

    private string Description =>
        $"{Layout.Columns.Count} steps from left to right, {Network.Graph.Plan.Layers} {(Network.Graph.Plan.Layers == 1 ? "layer" : "layers")} from bottom to top. The same weights at every step. " +
        "Arrow keys go from node to edge to node, Enter looks inside, Escape leaves. The data table below lists every node.";

    private string FoldWords =>
        (Layout.Columns.Count > Shown ? $"Folded: steps {first} to {first + Shown - 1} of {Layout.Columns.Count}. " : "") + "Solid: forward. Dashed: the gradient on its way back. Click a cell or an arrow to look inside, t to stop there, scissors to cut the gradient.";

    /// <inheritdoc />
    protected override object?[] CreateArguments() => [];

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        int at = Op is { } op ? Layout.ColumnOf(op.Place) : 0;
        first = Math.Clamp(View.Window ?? (at - (Shown / 2)), 0, Layout.Columns.Count - Shown);
        (width, height) = (Gutter + (Shown * ColumnWidth), Layout.Rows * RowHeight);
        var plan = Network.Graph.Plan;
        cuts = [.. plan.Cuts.Concat(plan.CarryFactors.Where(factor => factor.Value == 0).Select(factor => factor.Key)).Order()];
        stops = UnrollView.Steps(View.Breaks);
    }

    private bool InWindow(int column) => column >= first && column < first + Shown;

    private bool Visible(UnrolledEdge edge) => InWindow(edge.From.Column) && InWindow(edge.To.Column);

    private double X(int column) => Gutter + ((column - first + 0.5) * ColumnWidth);

    private double Y(int row) => ((Layout.Rows - 1 - row) * RowHeight) + (RowHeight / 2);

    private EdgeEnds Ends(UnrolledEdge edge)
    {
        double x1 = X(edge.From.Column), y1 = Y(edge.From.Row), x2 = X(edge.To.Column), y2 = Y(edge.To.Row);
        if (edge.Recurrent)
        {
            double side = x2 > x1 ? 1 : -1;
            return new(x1 + (side * NetworkNode.HalfWidth), y1 - 4, x2 - (side * NetworkNode.HalfWidth), y2 - 4);
        }

        // A reversed layer stands above the forward one: what passes it goes beside.
        double shift = edge.To.Row - edge.From.Row > 1 ? -16 : 0;
        return new(x1 + shift, y1 - NetworkNode.HalfHeight, x2 + shift, y2 + NetworkNode.HalfHeight);
    }

    private bool Done(UnrolledNode node) => node.Row == 0 || (node.Op is { } op && Network.Clock.IsComputed(op.Index, Position));

    private bool BackDone(UnrolledNode node) => node.Row > 0 && node.Op is { } op && node.Value.Gradient is not null && Network.Clock.IsPassed(op.Index, Position);

    private bool IsCurrent(UnrolledNode node) =>
        Op is { } op && Layout.ColumnOf(op.Place) == node.Column
        && (node.Row == 0 ? op.Place.Layer < 0
            : node.Row == Layout.Rows - 1 ? op.Place.Layer >= Network.Graph.Plan.Layers
            : op.Place.Layer == node.Value.Place.Layer && op.Place.Direction == node.Value.Place.Direction);

    private bool Reaches(UnrolledEdge edge) => Network.Graph.Values[edge.Op.Output].Gradient is { } gradient && gradient.Any(g => g != 0);

    private bool IsShared(UnrolledEdge edge) => SharedWeight is { } weight && edge.Matrices.Contains(weight);

    private string? Symbol(UnrolledNode node) => node.Row == 0 ? Letter(Layout.Columns[node.Column].Reads) : node.Row == Layout.Rows - 1 ? Letter(Layout.Columns[node.Column].Answers) : null;

    private string Letter(int? symbol) => symbol is { } index ? Network.Alphabet[index] switch { " " => "␣", "\n" => "↵", "\t" => "⇥", var text => text } : "–";

    private string EdgeWords(UnrolledEdge edge)
    {
        string weights = edge.Matrices.Count == 0 ? "the state passes unchanged, no matrix" : string.Join(", ", edge.Matrices.Select(matrix => $"{Network.Names.WeightWords(matrix)} [{matrix.Rows}, {matrix.Columns}]"));
        string shared = edge.Matrices.Count == 0 ? "" : edge.Matrices.Count == 1 ? " The same matrix at every step." : " The same matrices at every step.";
        string factor = edge.Factor is 0 or 1 ? "" : $" On the way back the gradient is multiplied by {RunNumbers.Significant(edge.Factor)}.";
        string passed = !Network.Clock.IsPassed(edge.Op.Index, Position) ? edge.Cut ? " Scissors: the state passes, the gradient will not." : ""
            : edge.Cut ? " The gradient is cut here; the state passed." : $" Gradient back: norm {RunNumbers.Significant(Norm(Network.Graph.Values[edge.Op.Inputs[^1]].Gradient))}.";
        return $"{Network.Names.Words(edge.From.Value)} to {Network.Names.Words(edge.To.Value)}: {weights}.{shared}{factor}{passed}";
    }

    private IEnumerable<(int Row, string Text, string Shape)> RowLabels()
    {
        var plan = Network.Graph.Plan;
        string cell = $"{string.Join(", ", plan.Cell.Program.StateNames.Take(2).Select(Network.Names.Notation.Plain))} [{plan.Hidden}]";
        yield return (0, "reads", $"x [{plan.Symbols}]");
        for (int layer = 0; layer < plan.Layers; layer++)
        {
            yield return (1 + (layer * Layout.PerLayer), plan.Layers == 1 && Layout.PerLayer == 1 ? "cell" : $"layer {layer + 1}{(Layout.PerLayer == 2 ? " →" : "")}", cell);
            if (Layout.PerLayer == 2)
                yield return (2 + (layer * Layout.PerLayer), $"layer {layer + 1} ←", cell);
        }

        yield return (Layout.Rows - 1, "answers", $"y [{plan.Symbols}]");
    }

    // Each matrix is named once for each row of the drawing: it is the same at every step.
    private IEnumerable<(double X, double Y, string Text, string Anchor, bool Shared)> EdgeLabels()
    {
        var seen = new HashSet<(int, int, bool)>();
        foreach (var edge in Layout.Edges.Where(Visible).OrderBy(edge => edge.To.Column))
        {
            var (x1, y1, x2, y2) = Ends(edge);
            if (edge.Factor is not (0 or 1))
                yield return ((x1 + x2) / 2, y1 + 32, $"×{edge.Factor.ToString("0.##", CultureInfo.InvariantCulture)}", "middle", false);
            if (edge.Matrices.Count == 0 || !seen.Add((edge.From.Row, edge.To.Row, edge.Recurrent)) || (edge.From.Row != 0 && !edge.Recurrent && edge.To.Row - edge.From.Row > 1))
                continue;
            var notation = Network.Names.Notation;
            string text = edge.Matrices.Count == 1 ? notation.WeightPlain(edge.Matrices[0].Name) : IsShared(edge) ? $"{notation.WeightPlain(SharedWeight!.Name)}…" : $"{notation.WeightPlain(edge.Matrices[^1].Name)[..1]} ×{edge.Matrices.Count}";
            yield return edge.Recurrent ? ((x1 + x2) / 2, y1 - 17, text, "middle", IsShared(edge)) : (x1 - 4, ((y1 + y2) / 2) + 4, text, "end", IsShared(edge));
        }
    }

    // The windows between cuts, behind the steps.
    private IEnumerable<(double X, double Width, bool Odd)> Windows()
    {
        int encoder = Layout.Columns.Count(column => column.Part == UnrolledPart.Encoder), number = 0, start = 0;
        if (cuts.Count == 0)
            yield break;
        foreach (int end in cuts.Where(cut => cut < encoder).Append(encoder))
        {
            int from = Math.Max(start, first), to = Math.Min(end, first + Shown);
            if (to > from)
                yield return (X(from) - (ColumnWidth / 2), (to - from) * ColumnWidth, number % 2 == 1);
            (start, number) = (end, number + 1);
        }
    }

    private static double Norm(double[]? values) => values is null ? 0 : Math.Sqrt(values.Sum(v => v * v));

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
