using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>A whole recurrent layer over a whole sequence as one node of the tape.</summary>
internal sealed class RecurrentNode : TapeNode
{
    private readonly Tape _tape;
    private readonly RecurrentDimensions _dimensions;
    private readonly SequenceInput _input;
    private readonly RecurrentWeights _weights;
    private readonly RecurrentParameters _values;
    private readonly Variable _initialHidden;
    private readonly Variable? _initialCell;
    private RecurrentParameters? _parameterGradients;
    private RecurrentGradients? _gradients;
    private readonly Variable? _initialGates;
    private readonly StateGates? _stateGates;
    private readonly Tensor? _carryFactors;
    private Tensor? _inputScratch, _hiddenScratch, _cellScratch, _gatesScratch;

    internal RecurrentNode(
        Tape tape, RecurrentDimensions dimensions, SequenceInput input, RecurrentWeights weights, Variable initialHidden, Variable? initialCell, Variable? initialGates,
        StateGates? stateGates)
    {
        _initialGates = initialGates;
        _stateGates = stateGates;
        if (stateGates is not null && stateGates.Factors.Length != dimensions.Time)
            throw new ArgumentException($"Gates for {stateGates.Factors.Length} steps do not fit a sequence of {dimensions.Time}.");
        _carryFactors = stateGates is null ? null : tape.Allocate(new Shape(dimensions.Time));
        _tape = tape;
        _dimensions = dimensions;
        _input = input;
        _weights = weights;
        _values = weights.Values();
        _initialHidden = initialHidden;
        _initialCell = initialCell;

        var (cell, time, batch, hidden) = (dimensions.Cell, dimensions.Time, dimensions.Batch, dimensions.Hidden);
        bool requiresGradient = weights.RequireGradient || input.Dense?.RequiresGradient == true || initialHidden.RequiresGradient || initialCell?.RequiresGradient == true
            || initialGates?.RequiresGradient == true;
        var states = new Shape(time, batch, hidden);
        Hidden = tape.NewOutput(states, requiresGradient);
        var cells = cell.HasCellState() ? tape.Allocate(states) : null;
        var state = new Shape(batch, hidden);
        if (input.Lengths is not null)
            FinalHidden = tape.NewOutput(state, requiresGradient);
        if (cells is not null)
        {
            long last = dimensions.Direction == RecurrentDirection.Forward ? (time - 1L) * batch * hidden : 0;
            FinalCell = input.Lengths is null ? tape.NewOutput(tape.View(cells, last, state), requiresGradient) : tape.NewOutput(state, requiresGradient);
        }

        var gates = tape.Allocate(new Shape(time, batch, dimensions.GateWidth));
        if (dimensions.CarriesGates)
        {
            var carried = new Shape(batch, dimensions.GateWidth);
            long last = dimensions.Direction == RecurrentDirection.Forward ? (time - 1L) * carried.Count : 0;
            FinalGates = input.Lengths is null ? tape.NewOutput(tape.View(gates, last, carried), requiresGradient) : tape.NewOutput(carried, requiresGradient);
        }

        Activations = new RecurrentActivations
        {
            InitialGates = initialGates?.Value,
            InitialHidden = initialHidden.Value,
            InitialCell = initialCell?.Value,
            Gates = gates,
            Hidden = Hidden.Value,
            Cell = cells,
            FinalHidden = FinalHidden?.Value,
            FinalCell = input.Lengths is null ? null : FinalCell?.Value,
            FinalGates = input.Lengths is null ? null : FinalGates?.Value,
            CandidateRecurrent = cell.KeepsCandidateRecurrent() ? tape.Allocate(states) : null,
        };
    }

    internal Variable Hidden { get; }

    /// <summary>h after each sequence's own last step; only where sequences have lengths, for otherwise it is a step of <see cref="Hidden"/>.</summary>
    internal Variable? FinalHidden { get; }

    internal Variable? FinalCell { get; }

    internal Variable? FinalGates { get; }

    internal RecurrentActivations Activations { get; }

    internal override bool IsReached => Hidden.HasGradient || FinalHidden?.HasGradient == true || FinalCell?.HasGradient == true || FinalGates?.HasGradient == true;

    internal override void Forward() => _tape.Backend.RecurrentForward(_dimensions, _input.Current, _values, Activations);

    internal override void Backward()
    {
        if (!Hidden.RequiresGradient)
            return;

        // Claims must be renewed in every pass, since they decide what is zeroed; the objects are built once.
        Tensor output = Hidden.ClaimGradientForAdding();
        Tensor? finalHidden = FinalHidden?.Gradient, finalCell = FinalCell?.Gradient, finalGates = FinalGates?.Gradient;
        ClaimParameters();
        var (input, addInput) = Claim(_input.Dense, ref _inputScratch);
        var (initialHidden, addHidden) = Claim(_initialHidden, ref _hiddenScratch);
        var (initialCell, addCell) = Claim(_initialCell, ref _cellScratch);
        var (initialGates, addGates) = Claim(_initialGates, ref _gatesScratch);
        if (_gradients is null || _gradients.Output != output || _gradients.FinalHidden != finalHidden || _gradients.FinalCell != finalCell || _gradients.Input != input
            || _gradients.InitialHidden != initialHidden || _gradients.InitialCell != initialCell || _gradients.FinalGates != finalGates || _gradients.InitialGates != initialGates)
        {
            _gradients = new RecurrentGradients
            {
                Output = output,
                FinalHidden = finalHidden,
                FinalCell = finalCell,
                CarryFactors = _carryFactors,
                GatePreactivations = _gradients?.GatePreactivations ?? _tape.Allocate(Activations.Gates.Shape),
                Parameters = _parameterGradients!,
                Input = input,
                InitialHidden = initialHidden,
                InitialCell = initialCell,
                FinalGates = finalGates,
                InitialGates = initialGates,
            };
        }

        _carryFactors?.CopyFrom(_stateGates!.Factors);
        _tape.Backend.RecurrentBackward(_dimensions, _input.Current, _values, Activations, _gradients);
        AddScratch(addInput, _input.Dense, _inputScratch);
        AddScratch(addHidden, _initialHidden, _hiddenScratch);
        AddScratch(addCell, _initialCell, _cellScratch);
        AddScratch(addGates, _initialGates, _gatesScratch);
    }

    private void ClaimParameters()
    {
        if (_parameterGradients is null)
        {
            _parameterGradients = _weights.ClaimGradients();
            return;
        }

        _weights.InputWeights.ClaimGradientForAdding();
        _weights.RecurrentMatrix.ClaimGradientForAdding();
        _weights.InputBias.ClaimGradientForAdding();
        _weights.RecurrentBias.ClaimGradientForAdding();
        _weights.Peepholes?.ClaimGradientForAdding();
        _weights.GateMatrix?.ClaimGradientForAdding();
    }

    /// <summary>Where the backend overwrites an input's gradient: its own buffer, or scratch where another op has already added to it.</summary>
    private (Tensor? Target, bool Add) Claim(Variable? variable, ref Tensor? scratch)
    {
        if (variable is null || !variable.RequiresGradient)
            return (null, false);
        var gradient = variable.ClaimGradient(out bool accumulate);
        return accumulate ? (scratch ??= _tape.Allocate(variable.Shape), true) : (gradient, false);
    }

    private void AddScratch(bool add, Variable? variable, Tensor? scratch)
    {
        if (add)
            _tape.Backend.AddScaled(1, scratch!, variable!.Gradient!);
    }
}

/// <summary>Fused recurrent layers on a tape.</summary>
public static class FusedCells
{
    /// <summary>
    /// Runs one layer of any cell over a whole sequence as a single node. Initial states [B, H]; the cell state is for the LSTM only, initial gates [B, G*H] for one with full gate recurrence.
    /// Gradients flow to the weights, to a dense input, and to initial states that require one. In reverse the layer begins at each sequence's own last element.
    /// Gates scale the gradient of the states at their places.
    /// </summary>
    public static RecurrentOutput Recurrent(
        this Tape tape, CellKind cell, SequenceInput input, RecurrentWeights weights, Variable initialHidden, Variable? initialCell,
        RecurrentDirection direction = RecurrentDirection.Forward, LstmVariant variant = LstmVariant.None, Variable? initialGates = null,
        StateGates? stateGates = null)
    {
        LstmVariantRules.Check(cell, variant, weights, initialGates);
        if (cell.HasCellState() != initialCell is not null)
            throw new ArgumentException(cell.HasCellState() ? "An LSTM needs an initial cell state." : $"A cell of kind {cell} has no cell state.");
        var (time, batch) = input.Extents;
        var dimensions = new RecurrentDimensions(cell, time, batch, weights.Input, weights.Hidden) { Direction = direction, Variant = variant };
        var node = tape.Record(new RecurrentNode(tape, dimensions, input, weights, initialHidden, initialCell, initialGates, stateGates));
        var final = node.FinalHidden ?? node.Hidden.Step(direction == RecurrentDirection.Forward ? time - 1 : 0);
        return new RecurrentOutput(node.Hidden, final, node.FinalCell, node.Activations) { FinalGates = node.FinalGates };
    }
}
