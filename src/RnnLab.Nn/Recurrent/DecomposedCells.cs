using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// Every cell as a graph of primitive operations, step by step: what the fused kernels must agree with, in values and in gradients,
/// and the form that can be taken apart.
/// </summary>
public static class DecomposedCells
{
    /// <summary>Runs one layer over a dense sequence [T, B, I] from states [B, H].</summary>
    public static DecomposedSequence RecurrentSteps(
        this Tape tape, CellKind cell, Variable input, RecurrentWeights weights, Variable initialHidden, Variable? initialCell,
        LstmVariant variant = LstmVariant.None, Variable? initialGates = null)
    {
        LstmVariantRules.Check(cell, variant, weights, initialGates);
        var (time, _) = new SequenceInput(input).Extents;
        var steps = new DecomposedStep[time];
        var hidden = initialHidden;
        var memory = initialCell;
        var gates = initialGates;
        for (int t = 0; t < time; t++)
        {
            steps[t] = Step(cell, input.Step(t), hidden, memory, weights, variant: variant, gatesBefore: gates);
            hidden = steps[t].Hidden;
            memory = steps[t].Cell;
            gates = steps[t].GatesState;
        }

        return new DecomposedSequence(VariableOps.StackSteps([.. steps.Select(step => step.Hidden)]), steps);
    }

    /// <summary>
    /// One step of any cell: x [B, I], h [B, H], c [B, H] for the LSTM, and the gates of the step before [B, G*H] for one with full gate recurrence.
    /// Where h is dropped on its way into the recurrent weights, they see <paramref name="seen"/>.
    /// </summary>
    public static DecomposedStep Step(
        CellKind cell, Variable x, Variable hidden, Variable? memory, RecurrentWeights weights, Variable? seen = null, LstmVariant variant = LstmVariant.None, Variable? gatesBefore = null)
    {
        var fromInput = x.Linear(weights.InputWeights, weights.InputBias);
        var fromHidden = (seen ?? hidden).Linear(weights.RecurrentMatrix, weights.RecurrentBias);
        return cell switch
        {
            CellKind.Rnn => Rnn(fromInput, fromHidden, UnaryOp.Tanh),
            CellKind.RnnRelu => Rnn(fromInput, fromHidden, UnaryOp.Relu),
            CellKind.Gru => Gru(fromInput, fromHidden, hidden),
            CellKind.GruResetBefore => GruResetBefore(fromInput, fromHidden, hidden, seen ?? hidden, Recurrent),
            CellKind.Mgu => Mgu(fromInput, fromHidden, hidden, seen ?? hidden, Recurrent),
            _ when variant != LstmVariant.None => DecomposedLstm.Step(
                variant, fromInput.Add(fromHidden), memory ?? throw new ArgumentException("An LSTM needs an initial cell state."), gatesBefore, weights),
            _ => Lstm(fromInput, fromHidden, memory ?? throw new ArgumentException("An LSTM needs an initial cell state."), weights.Hidden),
        };

        Variable Recurrent(Variable gated) => gated.Linear(weights.RecurrentMatrix, weights.RecurrentBias);
    }

    /// <summary>h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or max(0, ..) in place of tanh.</summary>
    private static DecomposedStep Rnn(Variable fromInput, Variable fromHidden, UnaryOp activation)
    {
        var next = fromInput.Add(fromHidden).Unary(activation);
        return new DecomposedStep(next, null, [next]);
    }

    /// <summary>n = tanh(a_n + r * u_n), h' = (1 - z) * n + z * h, where a comes from the input and u from the hidden state.</summary>
    internal static DecomposedStep Gru(Variable fromInput, Variable fromHidden, Variable hidden)
    {
        int width = hidden.Shape.Columns;
        var reset = fromInput.SliceColumns(0, width).Add(fromHidden.SliceColumns(0, width)).Sigmoid();
        var update = fromInput.SliceColumns(width, width).Add(fromHidden.SliceColumns(width, width)).Sigmoid();
        var candidate = fromInput.SliceColumns(2 * width, width).Add(reset.Multiply(fromHidden.SliceColumns(2 * width, width))).Tanh();
        var next = update.OneMinus().Multiply(candidate).Add(update.Multiply(hidden));
        return new DecomposedStep(next, null, [reset, update, candidate]);
    }

    /// <summary>n = tanh(a_n + W_hn (r * h) + b_hn), h' = (1 - z) * n + z * h. The products of the other blocks with r * h go unused: this form is not made for speed.</summary>
    internal static DecomposedStep GruResetBefore(Variable fromInput, Variable fromHidden, Variable hidden, Variable seen, Func<Variable, Variable> recurrent)
    {
        int width = hidden.Shape.Columns;
        var reset = fromInput.SliceColumns(0, width).Add(fromHidden.SliceColumns(0, width)).Sigmoid();
        var update = fromInput.SliceColumns(width, width).Add(fromHidden.SliceColumns(width, width)).Sigmoid();
        var fromReset = recurrent(reset.Multiply(seen));
        var candidate = fromInput.SliceColumns(2 * width, width).Add(fromReset.SliceColumns(2 * width, width)).Tanh();
        var next = update.OneMinus().Multiply(candidate).Add(update.Multiply(hidden));
        return new DecomposedStep(next, null, [reset, update, candidate]);
    }

    /// <summary>n = tanh(a_n + W_hn (f * h) + b_hn), h' = (1 - f) * h + f * n.</summary>
    internal static DecomposedStep Mgu(Variable fromInput, Variable fromHidden, Variable hidden, Variable seen, Func<Variable, Variable> recurrent)
    {
        int width = hidden.Shape.Columns;
        var forget = fromInput.SliceColumns(0, width).Add(fromHidden.SliceColumns(0, width)).Sigmoid();
        var fromForget = recurrent(forget.Multiply(seen));
        var candidate = fromInput.SliceColumns(width, width).Add(fromForget.SliceColumns(width, width)).Tanh();
        var next = forget.OneMinus().Multiply(hidden).Add(forget.Multiply(candidate));
        return new DecomposedStep(next, null, [forget, candidate]);
    }

    /// <summary>c' = f * c + i * g, h' = o * tanh(c'); or tanh of what <paramref name="normalize"/> makes of c'.</summary>
    internal static DecomposedStep Lstm(Variable fromInput, Variable fromHidden, Variable memory, int width, Func<Variable, Variable>? normalize = null)
    {
        var sum = fromInput.Add(fromHidden);
        var inputGate = sum.SliceColumns(0, width).Sigmoid();
        var forgetGate = sum.SliceColumns(width, width).Sigmoid();
        var candidate = sum.SliceColumns(2 * width, width).Tanh();
        var outputGate = sum.SliceColumns(3 * width, width).Sigmoid();
        var nextMemory = forgetGate.Multiply(memory).Add(inputGate.Multiply(candidate));
        return new DecomposedStep(outputGate.Multiply((normalize?.Invoke(nextMemory) ?? nextMemory).Tanh()), nextMemory, [inputGate, forgetGate, candidate, outputGate]);
    }
}

/// <summary>One step taken apart.</summary>
/// <param name="Hidden">h after the step [B, H].</param>
/// <param name="Cell">c after the step [B, H]; LSTM only.</param>
/// <param name="Gates">Squashed gates [B, H] each, in PyTorch's order: LSTM i f g o (those its variant has); GRU r z n; minimal gated unit f n; RNN h itself.</param>
public sealed record DecomposedStep(Variable Hidden, Variable? Cell, IReadOnlyList<Variable> Gates)
{
    /// <summary>All gates side by side [B, G*H], as the next step reads them; LSTM with full gate recurrence only.</summary>
    public Variable? GatesState { get; init; }
}

/// <summary>A sequence taken apart.</summary>
/// <param name="Hidden">h after each step [T, B, H].</param>
/// <param name="Steps">Each step's gates and states.</param>
public sealed record DecomposedSequence(Variable Hidden, IReadOnlyList<DecomposedStep> Steps)
{
    /// <summary>h after the last step [B, H].</summary>
    public Variable FinalHidden => Steps[LastTime ?? Steps.Count - 1].Hidden;

    /// <summary>c after the last step [B, H]; LSTM only.</summary>
    public Variable? FinalCell => Steps[LastTime ?? Steps.Count - 1].Cell;

    /// <summary>The gates of the last step [B, G*H]; LSTM with full gate recurrence only.</summary>
    public Variable? FinalGates => Steps[LastTime ?? Steps.Count - 1].GatesState;

    /// <summary>The time of the step that was read last, where it is not the last in time.</summary>
    internal int? LastTime { get; init; }
}
