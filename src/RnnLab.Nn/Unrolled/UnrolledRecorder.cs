using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Unrolled;

/// <summary>Records operations on a tape and keeps what each of them is.</summary>
internal sealed class UnrolledRecorder(Tape tape)
{
    private readonly List<UnrolledValue> _values = [];
    private readonly List<Variable> _variables = [];
    private readonly List<UnrolledOp> _ops = [];

    internal IReadOnlyList<UnrolledValue> Values => _values;

    internal IReadOnlyList<Variable> Variables => _variables;

    internal IReadOnlyList<UnrolledOp> Ops => _ops;

    internal Tape Tape => tape;

    /// <summary>A weight; a vector is one row that operations repeat.</summary>
    internal UnrolledValue Leaf(string name, UnrolledPlace place, double[] data, int rows, int columns, bool isMatrix)
    {
        var tensor = tape.Allocate(isMatrix ? new Shape(rows, columns) : new Shape(columns));
        tensor.CopyFrom(data);
        return Keep(name, UnrolledRole.Weight, place, tape.Leaf(tensor), data);
    }

    /// <summary>What enters from outside [1, N].</summary>
    internal UnrolledValue Input(string name, UnrolledPlace place, double[] data, bool requiresGradient)
    {
        var tensor = tape.Allocate(new Shape(1, data.Length));
        tensor.CopyFrom(data);
        return Keep(name, UnrolledRole.Input, place, requiresGradient ? tape.Leaf(tensor) : tape.Constant(tensor), data);
    }

    internal UnrolledValue Carry(UnrolledPlace place, string state, UnrolledValue value, double factor) => Record(
        UnrolledOpKind.Carry, place, state, state, UnrolledRole.Intermediate, [value], (v, _) => GradientGateNode.Through(v[0], new GradientGate { Factor = factor }), carryFactor: factor);

    internal UnrolledValue Record(
        UnrolledOpKind kind, UnrolledPlace place, string equation, string name, UnrolledRole role, IReadOnlyList<UnrolledValue> inputs, Func<Variable[], Tape, Variable> compute,
        double? constant = null, bool constantFirst = false, double carryFactor = 1)
    {
        int first = tape.NodeCount;
        var result = compute([.. inputs.Select(input => _variables[input.Id])], tape);
        double[] data = new double[result.Shape.Count];
        result.Value.CopyTo(data);
        var value = Keep(name, role, place, result, data);
        _ops.Add(new(_ops.Count, kind, place, equation, [.. inputs.Select(input => input.Id)], value.Id, constant, constantFirst, first, tape.NodeCount) { CarryFactor = carryFactor });
        return value;
    }

    private UnrolledValue Keep(string name, UnrolledRole role, UnrolledPlace place, Variable variable, double[] data)
    {
        var value = new UnrolledValue(_values.Count, name, role, place, variable.Shape.Rank == 1 ? 1 : variable.Shape.Rows, variable.Shape.Columns) { Data = data };
        _values.Add(value);
        _variables.Add(variable);
        return value;
    }
}
