using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>
/// y = x with zeros in the padding of its sequences, whatever stands there: a mask would leave NaN as it is. The rows of x are added to rows of zeros, those of the padding to one
/// row more that nobody reads.
/// </summary>
internal sealed class ClearPaddingNode : SingleOutputNode
{
    private readonly Variable _x;
    private readonly TokenInput _lengths;
    private readonly Tensor _rows;
    private readonly IndexTensor _indices;
    private readonly int[] _host, _targets;

    internal ClearPaddingNode(Variable x, TokenInput lengths, Tensor rows, Variable y) : base(y)
    {
        var tape = y.Tape;
        _x = x;
        _lengths = lengths;
        _rows = rows;
        _indices = tape.Own(tape.Backend.AllocateIndices(new Shape(x.Shape.Rows)));
        _host = new int[lengths.Shape.Count];
        _targets = new int[x.Shape.Rows];
    }

    internal override void Forward()
    {
        var backend = Output.Tape.Backend;
        _lengths.Value.CopyTo(_host);
        for (int row = 0; row < _targets.Length; row++)
            _targets[row] = row / _host.Length < _host[row % _host.Length] ? row : _targets.Length;
        _indices.CopyFrom(_targets);
        backend.Fill(_rows, 0);
        backend.ScatterAddRows(_x.Value, _indices, _rows);
    }

    // What reads y gives its padding no gradient: those steps are masked out.
    internal override void Backward()
    {
        if (_x.RequiresGradient)
            _x.AddGradient(1, Output.Gradient!);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>x [T, B, N] with zeros after each sequence's own last element; x itself without lengths. The gradient of what is cleared must be zero already.</summary>
    internal static Variable ClearPadding(this Variable x, TokenInput? lengths)
    {
        if (lengths is null)
            return x;
        if (x.Shape.Rank != 3 || lengths.Shape.Count != x.Shape[1])
            throw new ShapeMismatchException($"Lengths {lengths.Shape} do not fit a sequence [T, B, N] of shape {x.Shape}.");
        var rows = x.Tape.Allocate(new Shape(x.Shape.Rows + 1, x.Shape.Columns));
        var y = x.Tape.NewOutput(x.Tape.View(rows, 0, x.Shape), x.RequiresGradient);
        return x.Tape.Record(new ClearPaddingNode(x, lengths, rows, y)).Output;
    }
}
