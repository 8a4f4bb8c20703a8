using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// Recurrent layers on top of one another with all that <see cref="RecurrentNetworkOptions"/> offers. With PyTorch's options alone it computes what torch.nn.RNN,
/// GRU and LSTM compute. Layers run in the fused kernels where these have what is asked for, and step by step where not, as own cells always do. One thread at a time.
/// </summary>
public sealed class RecurrentNetwork : IDisposable
{
    private readonly Parameter[] _parameters;
    private readonly RecurrentNetworkParameters[] _layers;

    /// <summary>Allocates the network, and draws its weights unless they will be loaded.</summary>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public RecurrentNetwork(RecurrentNetworkOptions options, IComputeBackend backend, bool initialize = true)
    {
        options.Validate();
        Options = options;
        Backend = backend;
        _parameters = [.. options.ParameterSpecs.Select(spec => new Parameter(spec, backend))];
        var byName = _parameters.ToDictionary(parameter => parameter.Name);
        _layers = [.. Enumerable.Range(0, options.Layers * options.Directions).Select(n => new RecurrentNetworkParameters(options, byName, n / options.Directions, n % options.Directions == 1))];
        if (initialize)
            RecurrentNetworkParameters.Initialize(options, _parameters);
    }

    /// <summary>What the network is made of.</summary>
    public RecurrentNetworkOptions Options { get; }

    /// <summary>Where it computes.</summary>
    public IComputeBackend Backend { get; }

    /// <summary>All weights, in the order of <see cref="RecurrentNetworkOptions.ParameterSpecs"/>.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>A zero state for <paramref name="batch"/> sequences side by side that is carried from batch to batch.</summary>
    /// <exception cref="InvalidOperationException">The network reads in both directions, or learns its initial state.</exception>
    public CarriedState CreateState(int batch) => new(Options, Backend, batch);

    /// <summary>Records the network over a sequence.</summary>
    /// <param name="tape">Where to record.</param>
    /// <param name="input">Dense [T, B, I] or tokens [T, B], [B, T, ..] where the network is batch-major; lengths [B] where sequences differ.</param>
    /// <param name="initial">One state a direction of each layer, in PyTorch's order: layer by layer, forward before reverse. Null: zero, or the learned one.</param>
    /// <param name="training">Where dropout and zoneout draw their masks; null in evaluation.</param>
    /// <exception cref="ShapeMismatchException">Input, lengths and states do not fit the network or one another.</exception>
    public RecurrentNetworkOutput Forward(Tape tape, SequenceInput input, IReadOnlyList<RecurrentState>? initial = null, DropoutPosition? training = null)
    {
        var lengths = input.Lengths;
        if (Options.BatchMajor)
            input = input.Dense is { } dense ? new SequenceInput(dense.SwapAxes()) : new SequenceInput(input.Tokens!.SwapAxes(tape));
        var (_, batch) = input.Extents;
        Check(input, batch, lengths, initial);
        initial ??= InitialStates(tape, batch);

        var final = new RecurrentState[_layers.Length];
        var layers = new RecurrentNetworkLayer[_layers.Length];
        bool fused = Options.IsFused(training is not null);
        if ((!fused && Options.OwnCell is null) || (training is not null && Options.InputDropout > 0))
            input = new SequenceInput(OneHot.Dense(tape, input, Options.Input));
        Variable? below = input.Dense;
        for (int layer = 0; layer < Options.Layers; layer++)
        {
            if (training is not null && Options.InputDropout > 0)
                input = new SequenceInput(input.Dense!.TimeDropout(Options.InputDropout, training, RandomStreams.LayerMask(LayerMaskKind.Input, layer, false)));
            var outputs = new Variable[Options.Directions];
            for (int direction = 0; direction < outputs.Length; direction++)
            {
                int n = (layer * outputs.Length) + direction;
                outputs[direction] = fused ? RunFused(tape, n, input, lengths, initial[n], out final[n], out layers[n])
                    : Options.OwnCell is null ? RunStepwise(tape, n, input.Dense!, lengths, initial[n], training, out final[n], out layers[n])
                    : RunOwn(tape, n, input, lengths, initial[n], training, out final[n], out layers[n]);
            }

            var output = outputs.Length == 1 ? outputs[0] : VariableOps.ConcatColumns(outputs);
            if (Options.Residual && layer > 0)
                output = output.Add(below!);
            below = output;
            bool last = layer == Options.Layers - 1;
            input = new SequenceInput(last || training is null ? output : output.Dropout(Options.Dropout, training, RandomStreams.Dropout(layer)));
        }

        var top = input.Dense!;
        if (training is not null)
            top = top.TimeDropout(Options.OutputDropout, training, RandomStreams.LayerMask(LayerMaskKind.Output, Options.Layers - 1, false));
        return new RecurrentNetworkOutput(
            Options.Returns == SequenceReturn.Last ? null : Options.BatchMajor ? top.SwapAxes() : top,
            Options.Returns == SequenceReturn.Sequence ? null : Last(top, lengths),
            final, layers);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters)
            parameter.Dispose();
    }

    private Variable RunFused(Tape tape, int n, SequenceInput input, TokenInput? lengths, RecurrentState initial, out RecurrentState final, out RecurrentNetworkLayer kept) =>
        Kept(_layers[n].Layer!.Forward(tape, WithLengths(input, lengths), initial.Hidden, initial.Cell, Direction(n), FurtherStates(tape, initial)), out final, out kept);

    private Variable RunOwn(
        Tape tape, int n, SequenceInput input, TokenInput? lengths, RecurrentState initial, DropoutPosition? training, out RecurrentState final, out RecurrentNetworkLayer kept)
    {
        var options = Steps(tape, n, input.Extents.Batch, training);
        return Kept(_layers[n].OwnLayer!.Forward(tape, WithLengths(input, lengths), initial.Hidden, initial.Cell, options, FurtherStates(tape, initial)), out final, out kept);
    }

    private Variable RunStepwise(
        Tape tape, int n, Variable input, TokenInput? lengths, RecurrentState initial, DropoutPosition? training, out RecurrentState final, out RecurrentNetworkLayer kept)
    {
        var output = tape.RecurrentSteps(Options.Cell, input, _layers[n].Layer!.On(tape), initial.Hidden, initial.Cell, Steps(tape, n, input.Shape[1], training) with
        {
            Variant = Options.Variant,
            InitialGates = FurtherStates(tape, initial),
            Lengths = lengths,
            Normalization = _layers[n].NormalizationOn(tape),
        });
        final = new RecurrentState(output.FinalHidden, output.FinalCell) { Gates = output.FinalGates };
        kept = new RecurrentNetworkLayer(null, output);
        return output.Hidden;
    }

    private static SequenceInput WithLengths(SequenceInput input, TokenInput? lengths) =>
        input.Dense is { } dense ? new SequenceInput(dense) { Lengths = lengths } : new SequenceInput(input.Tokens!) { Lengths = lengths };

    private static Variable Kept(RecurrentOutput output, out RecurrentState final, out RecurrentNetworkLayer kept)
    {
        final = new RecurrentState(output.FinalHidden, output.FinalCell) { Gates = output.FinalGates };
        kept = new RecurrentNetworkLayer(output.Activations, null);
        return output.Hidden;
    }

    /// <summary>The direction, and the masks of variational dropout and zoneout.</summary>
    private StepwiseOptions Steps(Tape tape, int n, int batch, DropoutPosition? training)
    {
        int layer = n / Options.Directions;
        bool reverse = Direction(n) == RecurrentDirection.Reverse;
        return new StepwiseOptions
        {
            Direction = Direction(n),
            RecurrentMask = training is null
                ? null
                : tape.DropoutMask(new Shape(batch, Options.Hidden), Options.RecurrentDropout, training, RandomStreams.LayerMask(LayerMaskKind.Recurrent, layer, reverse)),
            ZoneoutHidden = Options.ZoneoutHidden,
            ZoneoutCell = Options.ZoneoutCell,
            Training = training,
            HiddenStream = RandomStreams.LayerMask(LayerMaskKind.ZoneoutHidden, layer, reverse),
            CellStream = RandomStreams.LayerMask(LayerMaskKind.ZoneoutCell, layer, reverse),
        };
    }

    /// <summary>What the cell carries beside h and c, zero where it is not given.</summary>
    private Variable? FurtherStates(Tape tape, RecurrentState initial) => Options.Description.FurtherStates is var count and > 0
        ? initial.Gates ?? tape.Constant(tape.Allocate(new Shape(initial.Hidden.Shape[0], count * Options.Hidden)))
        : null;

    private RecurrentDirection Direction(int n) => n % Options.Directions == 1 ? RecurrentDirection.Reverse : RecurrentDirection.Forward;

    private RecurrentState[] InitialStates(Tape tape, int batch)
    {
        var states = new RecurrentState[_layers.Length];
        for (int n = 0; n < states.Length; n++)
        {
            var layer = _layers[n];
            string[] further = [.. Options.StateNames.Where(state => state is not ("h" or "c"))];
            states[n] = new RecurrentState(Initial(layer.Initial("h")), Options.Description.HasCellState ? Initial(layer.Initial("c")) : null)
            {
                Gates = further.Length == 0 ? null : VariableOps.ConcatColumns([.. further.Select(state => Initial(layer.Initial(state)))]),
            };
        }

        return states;

        Variable Initial(Parameter? learned)
        {
            var zero = tape.Constant(tape.Allocate(new Shape(batch, Options.Hidden)));
            return learned is null ? zero : zero.Add(tape.Parameter(learned));
        }
    }

    /// <summary>The forward half ends at each sequence's last element, the reverse half at t = 0.</summary>
    private Variable Last(Variable top, TokenInput? lengths)
    {
        var last = top.LastStep(lengths);
        return Options.Bidirectional
            ? VariableOps.ConcatColumns(last.SliceColumns(0, Options.Hidden), top.Step(0).SliceColumns(Options.Hidden, Options.Hidden))
            : last;
    }

    private void Check(SequenceInput input, int batch, TokenInput? lengths, IReadOnlyList<RecurrentState>? initial)
    {
        if (input.Dense is { } dense && dense.Shape.Columns != Options.Input)
            throw new ShapeMismatchException($"This network reads vectors of {Options.Input} numbers; the input has shape {dense.Shape}{(Options.BatchMajor ? " after its first two axes were swapped" : "")}.");
        if (lengths is not null && lengths.Shape.Count != batch)
            throw new ShapeMismatchException($"There are {lengths.Shape.Count} lengths for a batch of {batch} sequences.");
        if (initial is null)
            return;
        if (initial.Count != _layers.Length)
            throw new ShapeMismatchException($"{initial.Count} initial states were given; {Options.Layers} layers with {Options.Directions} direction(s) need {_layers.Length}.");
        foreach (var state in initial)
        {
            if (state.Hidden.Shape != new Shape(batch, Options.Hidden) || (state.Cell is { } cell && cell.Shape != state.Hidden.Shape))
                throw new ShapeMismatchException($"Initial states must have shape {new Shape(batch, Options.Hidden)}; given {state.Hidden.Shape}{(state.Cell is null ? "" : $" and {state.Cell.Shape}")}.");
        }
    }
}
