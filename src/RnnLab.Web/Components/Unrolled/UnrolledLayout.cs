using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>A step of the drawing, from left to right; the decoder's steps follow the encoder's.</summary>
/// <param name="Part">The network or the decoder.</param>
/// <param name="Time">The step.</param>
/// <param name="Reads">The symbol that is read; null for zeros.</param>
/// <param name="Answers">The symbol that is answered; null where none is.</param>
public sealed record UnrolledColumn(UnrolledPart Part, int Time, int? Reads, int? Answers);

/// <summary>A node of the drawing: what is read, a cell, or an answer.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Row">Its row from the bottom.</param>
/// <param name="Value">The value that it shows: x, h, or the loss.</param>
/// <param name="Second">The cell state beside h; null for none.</param>
/// <param name="Op">The last operation of the node; null for inputs.</param>
public sealed record UnrolledNode(int Column, int Row, UnrolledValue Value, UnrolledValue? Second, UnrolledOp? Op);

/// <summary>An edge of the drawing, from a node to one above or beside it.</summary>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Matrices">The weight matrices on it; the same ones at every step.</param>
/// <param name="Op">The operation that passes it first: its gradient goes back when that one's does.</param>
/// <param name="Recurrent">Whether it goes from step to step.</param>
/// <param name="Factor">What its gradient is multiplied with on the way back: 0 where scissors cut it, 1 where it passes as it is.</param>
public sealed record UnrolledEdge(UnrolledNode From, UnrolledNode To, IReadOnlyList<UnrolledValue> Matrices, UnrolledOp Op, bool Recurrent, double Factor = 1)
{
    /// <summary>Whether scissors cut its gradient.</summary>
    public bool Cut => Factor == 0;

    /// <summary>Its name within the drawing.</summary>
    public string Key => $"{From.Value.Id}-{To.Value.Id}";
}

/// <summary>The unrolled network as a drawing of columns, rows, nodes and edges.</summary>
public sealed class UnrolledLayout
{
    private readonly Dictionary<(UnrolledPart Part, int Layer, int Time, RecurrentDirection Direction), UnrolledNode> _cells = [];

    /// <summary>Lays a network out.</summary>
    public UnrolledLayout(UnrolledGraph graph)
    {
        var plan = graph.Plan;
        bool decodes = plan.Pattern == SequencePattern.EncoderDecoder;
        Columns =
        [
            .. Enumerable.Range(0, plan.Time).Select(t => new UnrolledColumn(UnrolledPart.Encoder, t, t < plan.Inputs.Count ? plan.Inputs[t] : null, decodes ? null : plan.Targets.Count == plan.Time ? plan.Targets[t] : t == plan.Time - 1 ? plan.Targets[^1] : null)),
            .. decodes ? Enumerable.Range(0, plan.Targets.Count).Select(t => new UnrolledColumn(UnrolledPart.Decoder, t, t > 0 ? plan.Targets[t - 1] : null, plan.Targets[t])) : [],
        ];
        PerLayer = plan.Bidirectional ? 2 : 1;
        Rows = (plan.Layers * PerLayer) + 2;
        var nodes = new List<UnrolledNode>();
        var inputs = new Dictionary<int, UnrolledNode>();
        foreach (var value in graph.Values.Where(value => value.Role == UnrolledRole.Input && value.Name == "x"))
        {
            var node = new UnrolledNode(ColumnOf(value.Place), 0, value, null, graph.Ops.FirstOrDefault(op => op.Place == value.Place));
            inputs[node.Column] = node;
            nodes.Add(node);
        }

        string second = plan.Cell.Program.StateNames.Skip(1).FirstOrDefault() ?? "";
        foreach (var op in graph.Ops)
        {
            var value = graph.Values[op.Output];
            if (value.Role == UnrolledRole.State && value.Name == "h")
            {
                var node = new UnrolledNode(ColumnOf(op.Place), RowOf(op.Place), value, null, op);
                _cells[(op.Place.Part, op.Place.Layer, op.Place.Time, op.Place.Direction)] = node;
            }
        }

        foreach (var value in graph.Values.Where(value => value.Role == UnrolledRole.State && value.Name == second))
        {
            var key = (value.Place.Part, value.Place.Layer, value.Place.Time, value.Place.Direction);
            _cells[key] = _cells[key] with { Second = value };
        }

        nodes.AddRange(_cells.Values);
        foreach (var op in graph.Ops.Where(op => op.Kind == UnrolledOpKind.CrossEntropy))
            nodes.Add(new(ColumnOf(op.Place), Rows - 1, graph.Values[op.Output], null, op));
        Nodes = nodes;
        Edges = [.. Link(graph, inputs)];
    }

    /// <summary>Steps from left to right.</summary>
    public IReadOnlyList<UnrolledColumn> Columns { get; }

    /// <summary>Rows from bottom to top: what is read, the layers, the answers.</summary>
    public int Rows { get; }

    /// <summary>Rows of a layer: two where it reads both ways.</summary>
    public int PerLayer { get; }

    /// <summary>All nodes.</summary>
    public IReadOnlyList<UnrolledNode> Nodes { get; }

    /// <summary>All edges.</summary>
    public IReadOnlyList<UnrolledEdge> Edges { get; }

    /// <summary>The column of a place; the loss of all answers stands in the last.</summary>
    public int ColumnOf(UnrolledPlace place) => Math.Clamp(place.Part == UnrolledPart.Decoder ? Encoder + place.Time : place.Time, 0, Columns.Count - 1);

    private int Encoder => Columns.Count(column => column.Part == UnrolledPart.Encoder);

    private int RowOf(UnrolledPlace place) => 1 + (place.Layer * PerLayer) + (place.Direction == RecurrentDirection.Reverse ? 1 : 0);

    private IEnumerable<UnrolledEdge> Link(UnrolledGraph graph, Dictionary<int, UnrolledNode> inputs)
    {
        var plan = graph.Plan;
        var parameters = plan.Cell.Program.Parameters;
        HashSet<string> recurrent = [.. parameters.Where(p => p.Columns == Nn.Recurrent.CellColumns.Hidden).Select(p => p.Name)], input = [.. parameters.Where(p => p.Columns == Nn.Recurrent.CellColumns.Input).Select(p => p.Name)];
        var carries = graph.Ops.Where(op => op.Kind == UnrolledOpKind.Carry && op.Equation == "h").ToDictionary(op => op.Place);
        foreach (var ((part, layer, time, direction), node) in _cells)
        {
            var carry = carries[node.Op!.Place];
            int before = ValueNames.Before(node.Op.Place);
            var from = part == UnrolledPart.Decoder && time == 0 ? _cells[(UnrolledPart.Encoder, layer, plan.Time - 1, RecurrentDirection.Forward)] : _cells.GetValueOrDefault((part, layer, before, direction));
            if (from is not null)
                yield return new(from, node, Of(node, recurrent), carry, true, carry.CarryFactor);
            var first = graph.Ops.First(op => op.Place == node.Op.Place && op.Kind != UnrolledOpKind.Carry);
            if (layer == 0)
                yield return new(inputs[node.Column], node, [.. graph.Weights.Where(weight => weight.Name == "E" && weight.Place.Layer < 0), .. Of(node, input)], first, false);
            else
                yield return new(_cells[(part, layer - 1, time, RecurrentDirection.Forward)], node, Of(node, input), first, false);
            if (layer > 0 && plan.Bidirectional && part == UnrolledPart.Encoder)
                yield return new(_cells[(part, layer - 1, time, RecurrentDirection.Reverse)], node, Of(node, input), first, false);
        }

        foreach (var answer in Nodes.Where(node => node.Row == Rows - 1))
        {
            var place = answer.Op!.Place;
            var head = graph.Ops.First(op => op.Place == place && op.Kind == UnrolledOpKind.MatrixVector);
            yield return new(_cells[(place.Part, plan.Layers - 1, place.Time, RecurrentDirection.Forward)], answer, [graph.Values[head.Inputs[0]]], head, false);
            if (plan.Bidirectional && place.Part == UnrolledPart.Encoder)
                yield return new(_cells[(place.Part, plan.Layers - 1, place.Time, RecurrentDirection.Reverse)], answer, [graph.Values[head.Inputs[0]]], head, false);
        }

        IReadOnlyList<UnrolledValue> Of(UnrolledNode node, HashSet<string> names) =>
            [.. graph.Weights.Where(weight => names.Contains(weight.Name) && weight.Place.Part == node.Value.Place.Part && weight.Place.Layer == node.Value.Place.Layer && weight.Place.Direction == node.Value.Place.Direction)];
    }
}
