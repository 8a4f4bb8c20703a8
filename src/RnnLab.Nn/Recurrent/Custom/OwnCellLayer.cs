using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>A recurrent layer whose cell is written as equations.</summary>
public sealed class OwnCellLayer : IRecurrentLayer
{
    private readonly bool _hasCell;

    /// <summary>Takes the parameters in the order of <see cref="CellProgram.Parameters"/>; their memory stays the caller's.</summary>
    public OwnCellLayer(CellProgram program, IReadOnlyList<Parameter> parameters)
    {
        Program = program;
        Parameters = parameters;
        _hasCell = program.StateNames.Contains("c");
    }

    /// <summary>The equations.</summary>
    public CellProgram Program { get; }

    /// <summary>The learned matrices and vectors.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public RecurrentOutput Forward(
        Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, RecurrentDirection direction = RecurrentDirection.Forward, Variable? initialFurther = null,
        DropoutPosition? training = null, StateGates? stateGates = null) =>
        Forward(tape, input, initialHidden, initialCell, new StepwiseOptions { Direction = direction, StateGates = stateGates }, initialFurther);

    /// <summary>As above, with the direction, the mask of the recurrent path, the zoneout and the state gates of <paramref name="options"/>.</summary>
    internal RecurrentOutput Forward(Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, StepwiseOptions options, Variable? initialFurther)
    {
        int named = _hasCell ? 2 : 1;
        var run = Steps(tape, input, initialHidden, initialCell, initialFurther, options);
        var last = run.Final.Skip(named).ToArray();

        // What the views read: the gates and the states beyond h and c side by side, in the order of their names.
        var byName = new Dictionary<string, Variable>();
        string[] gateNames = [.. Program.GateNames.Except(Program.StateNames)];
        for (int n = 0; n < gateNames.Length; n++)
            byName[gateNames[n]] = run.Gates[n];
        for (int n = named; n < run.States.Count; n++)
            byName[Program.StateNames[n]] = run.States[n];
        Variable[] kept = [.. Program.GateNames.Where(byName.ContainsKey).Select(name => byName[name])];
        var activations = new RecurrentActivations
        {
            InitialHidden = initialHidden.Value,
            InitialCell = initialCell?.Value,
            Gates = kept.Length == 0 ? run.Hidden.Value : VariableOps.ConcatColumns(kept).Value,
            Hidden = run.Hidden.Value,
            Cell = _hasCell ? run.States[1].Value : null,
        };
        return new RecurrentOutput(run.Hidden, run.Final[0], _hasCell ? run.Final[1] : null, activations)
        {
            FinalGates = last.Length == 0 ? null : VariableOps.ConcatColumns(last),
        };
    }

    /// <summary>The layer with each state of each step a variable of its own.</summary>
    internal OwnCellSequence Steps(Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, Variable? initialFurther, StepwiseOptions? options = null)
    {
        int width = initialHidden.Shape.Columns, named = _hasCell ? 2 : 1, further = Program.StateNames.Count - named;
        if (_hasCell != initialCell is not null || (further > 0) != initialFurther is not null)
            throw new ArgumentException($"This cell has the states {string.Join(", ", Program.StateNames)}, and needs an initial value for each and for no other.");
        List<Variable> states = [initialHidden];
        if (initialCell is not null)
            states.Add(initialCell);
        for (int n = 0; n < further; n++)
            states.Add(initialFurther!.SliceColumns(n * width, width));
        return new OwnCellRun(tape, Program, input, [.. Parameters.Select(tape.Parameter)], states, options ?? new StepwiseOptions()).Run();
    }
}
