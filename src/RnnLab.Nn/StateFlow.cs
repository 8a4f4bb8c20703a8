using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Recurrent.Custom;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Nn;

/// <summary>
/// How the gradient of the loss on one text fares on its way back through a model, as it stands: the norms of dL/dh_t and dL/dc_t of every layer. Every way from a state to the loss counts,
/// that through the output of its own step as well as that through the next step. Computed by the operations that every cell is made of, without dropout.
/// </summary>
/// <param name="Loss">The mean loss in nats a symbol.</param>
/// <param name="States">The norms, bottom layer first, h before c, each over the T symbols that were read.</param>
public sealed record StateFlow(double Loss, IReadOnlyList<StateGradients> States)
{
    /// <summary>Whether a model can be taken apart: one that reads symbols without an embedding needs them written out as vectors, for which they may be too many.</summary>
    public static bool Fits(LanguageModelConfig config) => config.Embedding > 0 || config.Vocabulary <= StackRules.MostOneHotSymbols;

    /// <summary>
    /// Reads all symbols but the last from a zero state, predicts each next one, and walks back. Adds to the gradients of the model's parameters, as every backward pass does. Call it on the
    /// thread that owns the model.
    /// </summary>
    /// <exception cref="ArgumentException">There are fewer than two symbols, or the model cannot be taken apart.</exception>
    public static StateFlow Compute(LanguageModel model, ReadOnlySpan<int> symbols)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (symbols.Length < 2)
            throw new ArgumentException("A loss takes at least two symbols: one that is read and one to predict.", nameof(symbols));
        int time = symbols.Length - 1;
        using var tokens = model.Backend.AllocateIndices(new Shape(time, 1));
        using var targets = model.Backend.AllocateIndices(new Shape(time, 1));
        tokens.CopyFrom(symbols[..^1]);
        targets.CopyFrom(symbols[1..]);
        using var tape = new Tape(model.Backend);
        var input = model.Input.Forward(tape, new TokenInput(tokens));
        var kept = new List<(int Layer, string State, IReadOnlyList<Variable> Steps)>();
        Variable? below = null;
        for (int layer = 0; layer < model.Stack.Layers.Count; layer++)
        {
            var hidden = Record(tape, model, layer, input, kept);
            if (model.Stack.Residual && below is not null)
                hidden = hidden.Add(below);
            below = hidden;
            input = new SequenceInput(hidden);
        }

        var loss = CrossEntropy.Of(model.Head.Forward(tape, below!), new TokenInput(targets));
        tape.Backward(loss.Mean);
        return new(loss.Total / loss.Count, [.. kept.Select(state => new StateGradients(state.Layer, state.State, [.. state.Steps.Select(Norm)]))]);
    }

    private static Variable Record(Tape tape, LanguageModel model, int layer, SequenceInput input, List<(int Layer, string State, IReadOnlyList<Variable> Steps)> kept)
    {
        var description = model.Config.Description;
        int width = model.Config.Hidden;
        var zeros = tape.Constant(tape.Allocate(new Shape(1, width)));
        var cell = description.HasCellState ? zeros : null;
        var further = description.FurtherStates > 0 ? tape.Constant(tape.Allocate(new Shape(1, description.FurtherStates * width))) : null;
        if (model.Stack.Layers[layer] is OwnCellLayer own)
        {
            var run = own.Steps(tape, input, zeros, cell, further);
            for (int n = 0; n < own.Program.StateNames.Count; n++)
                kept.Add((layer, own.Program.StateNames[n], run.Steps[n]));
            return run.Hidden;
        }

        var steps = model.Stack.Layers[layer] switch
        {
            RecurrentLayer plain => plain.Steps(tape, input, zeros, cell, further),
            StepwiseLayer stepwise => stepwise.Steps(tape, input, zeros, cell, RecurrentDirection.Forward, further, null, null),
            var other => throw new NotSupportedException($"A layer of kind {other.GetType().Name} cannot be taken apart."),
        };
        kept.Add((layer, "h", [.. steps.Steps.Select(step => step.Hidden)]));
        if (cell is not null)
            kept.Add((layer, "c", [.. steps.Steps.Select(step => step.Cell!)]));
        return steps.Hidden;
    }

    private static double Norm(Variable state)
    {
        if (state.Gradient is not { } gradient)
            return 0;
        double[] values = new double[gradient.Shape.Count];
        gradient.CopyTo(values);
        return Math.Sqrt(values.Sum(value => value * value));
    }
}
