using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>An own cell over one sequence, recorded on a tape step by step. What does not depend on the states is computed for all steps at once.</summary>
internal sealed class OwnCellRun
{
    /// <summary>The most symbols that are written out as one-hot vectors, where the equations use x other than in a product with a matrix.</summary>
    private const int MostOneHotSymbols = 4096;

    private readonly Tape _tape;
    private readonly CellProgram _program;
    private readonly SequenceInput _input;
    private readonly IReadOnlyList<Variable> _weights;
    private readonly CellValues _values;
    private readonly Dictionary<CellNode, Variable> _whole = [];
    private readonly Variable?[] _step;
    private readonly Shape _state;
    private readonly int _inputs;
    private readonly StepwiseOptions _options;
    private Variable[] _before;
    private readonly Variable? _dense;
    private Variable? _oneHot;
    private int _t;

    /// <summary>Of the options the direction, the recurrent mask and zoneout are read; lengths come with the input.</summary>
    public OwnCellRun(Tape tape, CellProgram program, SequenceInput input, IReadOnlyList<Variable> weights, IReadOnlyList<Variable> initialStates, StepwiseOptions options)
    {
        _options = options;
        _tape = tape;
        _program = program;
        _input = input;
        _weights = weights;
        _values = new CellValues(tape);
        _step = new Variable?[program.Equations.Count];
        if (initialStates.Count != program.States.Count)
            throw new ArgumentException($"This cell has the states {string.Join(", ", program.StateNames)}; {initialStates.Count} initial states were given.");
        _before = [.. initialStates];
        _state = new Shape(input.Extents.Batch, initialStates[0].Shape.Columns);
        foreach (var initial in initialStates)
        {
            if (initial.Shape != _state)
                throw new ShapeMismatchException($"Every initial state of this cell must have shape {_state}; given {initial.Shape}.");
        }

        _inputs = input.Dense?.Shape.Columns ?? InputsOfWeights() ?? throw new ArgumentException("This cell reads tokens, but no weight matrix multiplies x, so that nothing says how many symbols there are.");
        CheckWeights();
        _dense = input.Dense?.ClearPadding(input.Lengths);
    }

    public OwnCellSequence Run()
    {
        var (time, _) = _input.Extents;
        var mask = _input.Lengths is null ? null : LengthMask.Record(_tape, _input.Lengths, time, _state.Columns);
        StateMixture[] mixtures = [.. _program.StateNames.Select(name => name switch
        {
            "h" => Mixture(_options.ZoneoutHidden, _options.HiddenStream),
            "c" => Mixture(_options.ZoneoutCell, _options.CellStream),
            _ => Mixture(0, 0),
        })];
        int[] gates = [.. Enumerable.Range(0, _program.Equations.Count).Where(n => !_program.Equations[n].IsState && !_program.Equations[n].IsInputWide)];
        var states = new Variable[_program.States.Count, time];
        var kept = new Variable[gates.Length, time];
        for (int step = 0; step < time; step++)
        {
            _t = _options.Direction == RecurrentDirection.Forward ? step : time - 1 - step;
            if (_options.StateGates?.IsPlace(_t) == true)
                _before = [.. _before.Select(state => GradientGateNode.Through(state, _options.StateGates.At(_t)))];
            Array.Clear(_step);
            for (int n = 0; n < _step.Length; n++)
                _step[n] = Evaluate(_program.Equations[n].Node);
            for (int n = 0; n < gates.Length; n++)
                kept[n, _t] = _values.Repeated(_step[gates[n]]!, _state);
            _before = [.. _program.States.Select((equation, n) => mixtures[n].Mix(_t, _values.Repeated(_step[equation]!, _state), _before[n]))];
            for (int n = 0; n < _before.Length; n++)
                states[n, _t] = _before[n];
        }

        Variable[] allStates = [.. Enumerable.Range(0, _before.Length).Select(n => Stack(states, n))];
        Variable[] allGates = [.. Enumerable.Range(0, gates.Length).Select(n => Inside(Stack(kept, n)))];
        return new OwnCellSequence(Inside(allStates[0]), _before, allStates, allGates)
        {
            Steps = [.. Enumerable.Range(0, _before.Length).Select(n => (IReadOnlyList<Variable>)[.. Enumerable.Range(0, time).Select(t => states[n, t])])],
        };

        StateMixture Mixture(double rate, ulong stream) => StateMixture.Record(_tape, new Shape(time, _state[0], _state[1]), mask, rate, _options.Training, stream);

        Variable Inside(Variable sequence) => mask is null ? sequence : sequence.Multiply(mask.Inside);

        Variable Stack(Variable[,] steps, int row) => VariableOps.StackSteps([.. Enumerable.Range(0, time).Select(t => steps[row, t])]);
    }

    /// <summary>The value of an expression at the step at hand: [B, N], or a row [N] where only learned vectors enter.</summary>
    private Variable Evaluate(CellNode node)
    {
        if (node.ReadsState)
            return Compute(node, Evaluate);
        var whole = Whole(node);
        return whole.Shape.Rank == 3 ? whole.Step(_t) : whole;
    }

    /// <summary>The value of an expression without states at all steps [T, B, N], or a row [N].</summary>
    private Variable Whole(CellNode node)
    {
        if (!_whole.TryGetValue(node, out var value))
            _whole[node] = value = Compute(node, Whole);
        return value;
    }

    private Variable Compute(CellNode node, Func<CellNode, Variable> part)
    {
        switch (node)
        {
            case InputNode:
                return _dense ?? OneHot();
            case StateNode state:
                return _before[state.State];
            case ValueNode value when value.ReadsState:
                return _step[value.Equation]!;
            case ValueNode value:
                return Whole(_program.Equations[value.Equation].Node);
            case VectorNode vector:
                return _weights[vector.Weight.Index];
            case MatrixNode matrix:
                return Product(_weights[matrix.Weight.Index], matrix.Operand, part);
            case FunctionNode function:
                return _values.Apply(function.Function, part(function.Operand));
            case NegateNode negate:
                return part(negate.Operand).Scale(-1);
            case ElementwiseNode { Left: ConstantNode left } both:
                return _values.Apply(both.Op, left.Value, part(both.Right));
            case ElementwiseNode { Right: ConstantNode right } both:
                return _values.Apply(both.Op, part(both.Left), right.Value);
            case ElementwiseNode both:
                return _values.Apply(both.Op, part(both.Left), part(both.Right));
            default:
                throw new InvalidOperationException($"An expression of kind {node.GetType().Name} has no value of its own.");
        }
    }

    private Variable Product(Variable matrix, CellNode operand, Func<CellNode, Variable> part)
    {
        if (operand is InputNode && _input.Tokens is { } tokens)
            return Transposed(matrix).GatherRows(tokens);
        var v = part(operand);
        if (operand.ReadsState && _options.RecurrentMask is { } mask)
            v = v.Multiply(mask);
        return v.Shape.Rank == 1
            ? _values.Repeated(v, new Shape(1, v.Shape.Columns)).MatMul(matrix, transposeB: true).SumRows()
            : v.MatMul(matrix, transposeB: true);
    }

    /// <summary>W^T as a product with an identity: one-hot x then chooses its rows.</summary>
    private Variable Transposed(Variable matrix) => matrix.MatMul(Identity(matrix.Shape.Rows), transposeA: true);

    private Variable OneHot()
    {
        if (_inputs > MostOneHotSymbols)
            throw new ArgumentException($"The equations use x other than in a product with a matrix, and {_inputs} symbols are too many to write out as one-hot vectors (at most {MostOneHotSymbols}). Choose an embedding.");
        return _oneHot ??= Identity(_inputs).GatherRows(_input.Tokens!);
    }

    private Variable Identity(int size)
    {
        var identity = _tape.Allocate(new Shape(size, size));
        var values = new float[size * size];
        for (int n = 0; n < size; n++)
            values[(n * size) + n] = 1;
        identity.CopyFrom(values);
        return _tape.Constant(identity);
    }

    private int? InputsOfWeights()
    {
        foreach (var weight in _program.Weights)
        {
            if (weight.Width.IsInput)
                return _weights[weight.Index].Shape.Columns;
        }

        return null;
    }

    private void CheckWeights()
    {
        if (_weights.Count != _program.Parameters.Count)
            throw new ArgumentException($"This cell has {_program.Parameters.Count} learned matrices and vectors; {_weights.Count} were given.");
        for (int n = 0; n < _weights.Count; n++)
        {
            var expected = _program.Parameters[n].Shape(_inputs, _state.Columns);
            if (_weights[n].Shape != expected)
                throw new ShapeMismatchException($"{_program.Parameters[n].Name} must have shape {expected} for {_inputs} inputs and {_state.Columns} hidden units; given {_weights[n].Shape}.");
        }
    }
}

/// <summary>Own cells on a tape.</summary>
public static class OwnCells
{
    /// <summary>
    /// Runs an own cell over a sequence from states [B, H] in the order of <see cref="CellProgram.StateNames"/>, with weights in the order of
    /// <see cref="CellProgram.Parameters"/>.
    /// </summary>
    /// <exception cref="ShapeMismatchException">A weight or state has another shape than the equations give it.</exception>
    public static OwnCellSequence OwnCell(
        this Tape tape, CellProgram program, SequenceInput input, IReadOnlyList<Variable> weights, IReadOnlyList<Variable> initialStates, RecurrentDirection direction = RecurrentDirection.Forward) =>
        new OwnCellRun(tape, program, input, weights, initialStates, new StepwiseOptions { Direction = direction }).Run();
}
