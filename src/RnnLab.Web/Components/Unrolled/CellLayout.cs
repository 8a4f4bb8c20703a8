using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>An operation in the drawing of a cell, or a value that enters from outside.</summary>
/// <param name="Column">Its column: the longest way from what enters.</param>
/// <param name="Row">Its row from the top.</param>
/// <param name="Value">What it gives.</param>
/// <param name="Op">The operation; null for a value that enters.</param>
/// <param name="Weight">The weight that it reads; null for none.</param>
public sealed record CellNode(int Column, int Row, UnrolledValue Value, UnrolledOp? Op, UnrolledValue? Weight);

/// <summary>A value on its way from one operation to the next.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Input">Which of the inputs of the operation it is.</param>
public sealed record CellLink(CellNode From, CellNode To, int Input);

/// <summary>The operations of one cell at one step, or one operation alone, as a drawing from left to right. Weights stand on the operations that read them.</summary>
public sealed class CellLayout
{
    /// <summary>Lays out operations in the order in which they are computed.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="ops">The operations.</param>
    /// <param name="weightsEnter">Whether weights enter as values do, instead of standing on what reads them.</param>
    public CellLayout(UnrolledGraph graph, IEnumerable<UnrolledOp> ops, bool weightsEnter = false)
    {
        var nodes = new Dictionary<int, CellNode>();
        var taken = new HashSet<(int Column, int Row)>();
        var links = new List<CellLink>();
        foreach (var op in ops)
        {
            var inputs = op.Inputs.Distinct().Select(id => graph.Values[id]).ToList();
            var weight = weightsEnter ? null : inputs.FirstOrDefault(value => value.Role == UnrolledRole.Weight);
            var read = inputs.Where(value => value != weight).ToList();
            foreach (var value in read.Where(value => !nodes.ContainsKey(value.Id)))
                nodes[value.Id] = Place(0, taken.Count(one => one.Column == 0), value, null, null);
            var from = read.Select(value => nodes[value.Id]).ToList();
            int column = from.Count == 0 ? 0 : from.Max(node => node.Column) + 1;
            var node = nodes[op.Output] = Place(column, from.Count == 0 ? 0 : from.Min(one => one.Row), graph.Values[op.Output], op, weight);
            links.AddRange(from.Select(one => new CellLink(one, node, op.Inputs.ToList().IndexOf(one.Value.Id))));
        }

        Nodes = [.. nodes.Values];
        Links = links;
        (Columns, Rows) = (Nodes.Max(node => node.Column) + 1, Nodes.Max(node => node.Row) + 1);

        // The nearest free place in the column, at or below the wanted row.
        CellNode Place(int column, int row, UnrolledValue value, UnrolledOp? op, UnrolledValue? weight)
        {
            while (!taken.Add((column, row)))
                row++;
            return new(column, row, value, op, weight);
        }
    }

    /// <summary>The operations and what enters.</summary>
    public IReadOnlyList<CellNode> Nodes { get; }

    /// <summary>The values between them.</summary>
    public IReadOnlyList<CellLink> Links { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>The cell that a person looks at: that of the value that is looked into, else the one where the debugger is; at an input or answer, the cell beside it.</summary>
    public static UnrolledPlace PlaceOf(UnrollNetwork network, int position, int? value)
    {
        var graph = network.Graph;
        var op = network.Clock.At(position).Op;
        var wanted = value is { } id && id < graph.Values.Count && graph.Values[id] is { Role: UnrolledRole.State or UnrolledRole.Gate } looked ? looked.Place : op?.Place ?? new UnrolledPlace(UnrolledPart.Encoder, 0, 0);
        int last = graph.Ops.Where(one => one.Place.Part == wanted.Part && one.Place.Layer == 0).Max(one => one.Place.Time);
        return wanted with { Layer = Math.Clamp(wanted.Layer, 0, graph.Plan.Layers - 1), Time = Math.Clamp(wanted.Time, 0, last) };
    }
}
