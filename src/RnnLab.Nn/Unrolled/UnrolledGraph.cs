using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Unrolled;

/// <summary>
/// A recurrent network unrolled over time, operation by operation, with every value, every gradient, and what each operation contributes to the gradients of what it reads.
/// Everything is computed by the operations of the tape that trains networks; nothing is derived a second time. One thread at a time.
/// </summary>
public sealed class UnrolledGraph : IDisposable
{
    private readonly Tape _tape;
    private readonly IReadOnlyList<Variable> _variables;
    private readonly IReadOnlyDictionary<int, UnrolledWeightKey> _keys;
    private readonly Dictionary<(int Op, int Input), double[]> _contributions = [];

    /// <summary>Unrolls a network, runs it forward and back. The backend stays the caller's; the float64 reference is made for this.</summary>
    /// <exception cref="ArgumentException">The plan makes no sense; the message says why.</exception>
    public UnrolledGraph(UnrolledPlan plan, UnrolledWeights weights, IComputeBackend backend)
    {
        Plan = plan;
        Start = weights;
        _tape = new Tape(backend);
        try
        {
            var built = new UnrolledBuilder(plan, weights, _tape).Build();
            (Values, Ops, _variables, _keys) = (built.Values, built.Ops, built.Variables, built.Keys);
            Loss = Values[^1];
            Weights = [.. Values.Where(value => value.Role == UnrolledRole.Weight)];
            _tape.Backward(_variables[Loss.Id]);
            foreach (var value in Values)
                value.Gradient = _variables[value.Id].Gradient is { } gradient ? Read(gradient) : null;
        }
        catch
        {
            _tape.Dispose();
            throw;
        }
    }

    /// <summary>What was unrolled.</summary>
    public UnrolledPlan Plan { get; }

    /// <summary>The weights it was unrolled with.</summary>
    public UnrolledWeights Start { get; }

    /// <summary>Every value by its number; the last is the loss.</summary>
    public IReadOnlyList<UnrolledValue> Values { get; }

    /// <summary>Every operation in the order of the forward pass.</summary>
    public IReadOnlyList<UnrolledOp> Ops { get; }

    /// <summary>The weights, each there once however many steps use it.</summary>
    public IReadOnlyList<UnrolledValue> Weights { get; }

    /// <summary>The mean loss over the answers, in nats.</summary>
    public UnrolledValue Loss { get; }

    /// <summary>The backend that computed everything.</summary>
    public string Backend => _tape.Backend.Name;

    /// <summary>Where a weight belongs.</summary>
    public UnrolledWeightKey KeyOf(UnrolledValue weight) => _keys[weight.Id];

    /// <summary>
    /// What an operation adds to the gradient of one of the values that it reads: the gradient of its output taken back through it alone. Null where no gradient
    /// reaches the operation, or the value needs none.
    /// </summary>
    /// <param name="op">The operation.</param>
    /// <param name="input">Which of <see cref="UnrolledOp.Inputs"/>.</param>
    public double[]? Contribution(UnrolledOp op, int input)
    {
        if (_contributions.TryGetValue((op.Index, input), out double[]? kept))
            return kept;
        if (Values[op.Output].Gradient is not { } incoming)
            return null;
        return _contributions[(op.Index, input)] = Through(op, input, incoming) ?? [];
    }

    /// <summary>
    /// The local derivative of an operation that works element by element, for each element of one of the values that it reads: what its incoming gradient is multiplied
    /// with. Null for other operations.
    /// </summary>
    public double[]? LocalDerivative(UnrolledOp op, int input)
    {
        if (op.Kind is UnrolledOpKind.MatrixVector or UnrolledOpKind.CrossEntropy or UnrolledOpKind.Concat or UnrolledOpKind.Mean || op.Inputs.Count(id => id == op.Inputs[input]) > 1)
            return null;
        double[] ones = new double[Values[op.Output].Columns];
        Array.Fill(ones, 1);
        return Through(op, input, ones);
    }

    /// <summary>
    /// The running sum into the gradient of a value after the backward pass has come down to an operation: of all that this operation and those behind it contributed.
    /// </summary>
    public double[] RunningSum(UnrolledValue value, int downToOp)
    {
        double[] sum = new double[value.Rows * value.Columns];
        foreach (var (op, input) in Uses(value))
        {
            if (op.Index < downToOp || Contribution(op, input) is not { Length: > 0 } part)
                continue;
            for (int n = 0; n < sum.Length; n++)
                sum[n] += part[n];
        }

        return sum;
    }

    /// <summary>The operations that read a value, from the first to the last, with the place it has among their inputs.</summary>
    public IEnumerable<(UnrolledOp Op, int Input)> Uses(UnrolledValue value)
    {
        foreach (var op in Ops)
        {
            // A value that an operation reads twice gets its whole contribution in one.
            for (int n = 0; n < op.Inputs.Count; n++)
            {
                if (op.Inputs[n] != value.Id)
                    continue;
                yield return (op, n);
                break;
            }
        }
    }

    /// <summary>
    /// The gradient of one element of a weight by central differences: the loss with the element a little more and a little less, divided by the distance. The
    /// network is left as it was.
    /// </summary>
    public double FiniteDifference(UnrolledValue weight, int element, double distance = 1e-5)
    {
        var tensor = _variables[weight.Id].Value;
        double[] data = [.. weight.Data];
        try
        {
            return (LossWith(weight.Data[element] + distance) - LossWith(weight.Data[element] - distance)) / (2 * distance);
        }
        finally
        {
            tensor.CopyFrom(weight.Data);
            _tape.Replay();
        }

        double LossWith(double value)
        {
            data[element] = value;
            tensor.CopyFrom(data);
            _tape.Replay();
            return Read(_variables[Loss.Id].Value)[0];
        }
    }

    /// <summary>One step of gradient descent: the weights after it, w - rate * gradient, where gradients whose joint norm is above the limit are scaled down to it.</summary>
    public UnrolledUpdate Update(double learningRate, double? clipNorm)
    {
        double norm = Math.Sqrt(Weights.Sum(weight => weight.Gradient?.Sum(g => g * g) ?? 0));
        double factor = clipNorm is { } limit && norm > limit ? limit / norm : 1;
        var byKey = Weights.ToDictionary(KeyOf);
        var after = Start.With(weight => byKey[weight.Key].Gradient is { } gradient ? [.. weight.Data.Select((w, n) => w - (learningRate * factor * gradient[n]))] : weight.Data);
        using var next = new UnrolledGraph(Plan, after, _tape.Backend);
        return new(after, norm, factor, Loss.Data[0], next.Loss.Data[0]);
    }

    /// <summary>
    /// The derivative of all states of a layer after step <paramref name="to"/> with respect to all its states as they go into step <paramref name="from"/>, along the layer's own way through time:
    /// the product of the Jacobians between. Rows are states after, columns states before, h first.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="from">The first step of the product.</param>
    /// <param name="to">Its last step.</param>
    public double[,] Jacobian(int layer, int from, int to) => Jacobians(layer, to)[from];

    /// <summary>As <see cref="Jacobian"/>, for every first step from 0 to <paramref name="to"/> at once.</summary>
    public IReadOnlyList<double[,]> Jacobians(int layer, int to)
    {
        var states = Plan.Cell.Program.StateNames;
        int width = Plan.Hidden, size = states.Count * width;
        var ends = states.Select(state => FindState(layer, to, state)).ToArray();
        var starts = Enumerable.Range(0, to + 1).Select(t => states.Select(state => FindCarried(layer, t, state)).ToArray()).ToArray();
        var result = Enumerable.Range(0, to + 1).Select(_ => new double[size, size]).ToArray();
        int end = Ops.First(op => op.Output == ends[^1].Id).EndNode;
        foreach (var state in ends)
            end = Math.Max(end, Ops.First(op => op.Output == state.Id).EndNode);
        using var seed = _tape.Backend.Allocate(new Shape(1, width));
        double[] unit = new double[width];
        for (int row = 0; row < size; row++)
        {
            Array.Clear(unit);
            unit[row % width] = 1;
            seed.CopyFrom(unit);
            _tape.BackwardThrough(_variables[ends[row / width].Id], seed, 0, end);
            for (int t = 0; t <= to; t++)
            {
                for (int n = 0; n < states.Count; n++)
                {
                    if (_variables[starts[t][n].Id].Gradient is not { } gradient)
                        continue;
                    double[] values = Read(gradient);
                    for (int unitBefore = 0; unitBefore < width; unitBefore++)
                        result[t][row, (n * width) + unitBefore] = values[unitBefore];
                }
            }
        }

        return result;
    }

    /// <summary>A state of a layer that reads forward, after a step.</summary>
    public UnrolledValue FindState(int layer, int time, string state) =>
        Values.First(value => value.Role == UnrolledRole.State && value.Name == state && value.Place == new UnrolledPlace(UnrolledPart.Encoder, layer, time));

    /// <summary>A state of a layer that reads forward, as it goes into a step.</summary>
    private UnrolledValue FindCarried(int layer, int time, string state) =>
        Values[Ops.First(op => op.Kind == UnrolledOpKind.Carry && op.Equation == state && op.Place == new UnrolledPlace(UnrolledPart.Encoder, layer, time)).Output];

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    private double[]? Through(UnrolledOp op, int input, double[] incoming)
    {
        var output = _variables[op.Output];
        using var seed = _tape.Backend.Allocate(output.Shape);
        seed.CopyFrom(incoming);
        _tape.BackwardThrough(output, seed, op.FirstNode, op.EndNode);
        return _variables[op.Inputs[input]].Gradient is { } gradient ? Read(gradient) : null;
    }

    private static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}

/// <summary>One step of gradient descent.</summary>
/// <param name="Weights">The weights after it.</param>
/// <param name="GradientNorm">The joint norm of all gradients.</param>
/// <param name="ClipFactor">What clipping multiplied them with; 1 where it did nothing.</param>
/// <param name="LossBefore">The loss before, in nats.</param>
/// <param name="LossAfter">The loss of the same sequence after.</param>
public sealed record UnrolledUpdate(UnrolledWeights Weights, double GradientNorm, double ClipFactor, double LossBefore, double LossAfter);
