using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>A network with random weights on a tape, with random input, and a loss that counts every output and final state differently.</summary>
internal sealed class NetworkRun : IDisposable
{
    public NetworkRun(
        RecurrentNetworkOptions options, IComputeBackend backend, int time, int batch, int[]? lengths = null, DropoutPosition? training = null, bool given = false, ulong seed = 5)
    {
        var random = new TestRandom(seed);
        Network = new RecurrentNetwork(options, backend);
        foreach (var parameter in Network.Parameters)
        {
            // The biases and gains that begin at 0 and 1 too, so that none of their gradients hides.
            using var noise = random.Tensor(backend, parameter.Value.Shape, -0.5, 0.5);
            backend.AddScaled(1, noise, parameter.Value);
        }

        Tape = new Tape(backend);
        Input = Tape.Leaf(random.Tensor(backend, options.BatchMajor ? new Shape(batch, time, options.Input) : new Shape(time, batch, options.Input)));
        TokenInput? own = null;
        if (lengths is not null)
        {
            own = new TokenInput(backend.AllocateIndices(new Shape(batch)));
            own.Value.CopyFrom(lengths);
        }

        if (given)
        {
            Initial = [.. Enumerable.Range(0, options.Layers * options.Directions).Select(_ => new RecurrentState(State(), options.Description.HasCellState ? State() : null))];
        }

        Output = Network.Forward(Tape, new SequenceInput(Input) { Lengths = own }, Initial, training);
        Loss = Counted(Output.Sequence).Concat(Counted(Output.Last)).Concat(Output.Final.SelectMany(state => Counted(state.Hidden).Concat(Counted(state.Cell)))).Aggregate(VariableOps.Add);

        Variable State() => Tape.Leaf(random.Tensor(backend, new Shape(batch, options.Hidden)));

        IEnumerable<Variable> Counted(Variable? variable) =>
            variable is null ? [] : [variable.Multiply(Tape.Constant(random.Tensor(backend, variable.Shape))).Sum()];
    }

    public RecurrentNetwork Network { get; }

    public Tape Tape { get; }

    public Variable Input { get; }

    public RecurrentState[]? Initial { get; }

    public RecurrentNetworkOutput Output { get; }

    public Variable Loss { get; }

    /// <summary>Values and gradients of everything, as they are now.</summary>
    public double[][] Everything()
    {
        foreach (var parameter in Network.Parameters)
            Tape.Backend.Fill(parameter.Gradient, 0);
        Tape.Backward(Loss);
        var leaves = new List<Tensor> { Input.Gradient! };
        foreach (var state in Initial ?? [])
        {
            leaves.Add(state.Hidden.Gradient!);
            if (state.Cell is not null)
                leaves.Add(state.Cell.Gradient!);
        }

        var values = new[] { Output.Sequence, Output.Last }.OfType<Variable>().Concat(Output.Final.Select(state => state.Hidden)).Select(variable => variable.Value);
        return [.. values.Concat(Network.Parameters.Select(parameter => parameter.Gradient)).Concat(leaves).Select(Close.Values)];
    }

    public void Dispose()
    {
        Tape.Dispose();
        Network.Dispose();
    }
}
