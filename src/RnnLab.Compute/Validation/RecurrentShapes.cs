using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Validation;

/// <summary>The shape rules of a recurrent layer, shared by all backends.</summary>
internal static class RecurrentShapes
{
    /// <summary>Checks everything that the forward pass reads or writes.</summary>
    public static void Forward(RecurrentDimensions d, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations)
    {
        if (d.Time < 1 || d.Batch < 1 || d.Input < 1 || d.Hidden < 1)
            throw new ShapeMismatchException($"A recurrent layer needs at least one of each of T, B, I, H; given {d}.");
        if (LstmVariants.Problem(d.Cell, d.Variant) is { } problem)
            throw new ArgumentException(problem);
        if (input.Dense is null == input.Tokens is null)
            throw new ArgumentException("A recurrent layer reads either a dense input or tokens; exactly one must be given.");
        if (input.Dense is { } dense)
            Expect(d, "dense input", dense, new Shape(d.Time, d.Batch, d.Input));
        if (input.Tokens is { } tokens && tokens.Shape.Count != (long)d.Time * d.Batch)
            throw Mismatch(d, "tokens", tokens.Shape, new Shape(d.Time, d.Batch));
        if (input.Lengths is { } lengths && lengths.Shape.Count != d.Batch)
            throw Mismatch(d, "sequence lengths", lengths.Shape, new Shape(d.Batch));

        Parameters(d, ofGradients: false, parameters);
        Expect(d, "initial hidden state", activations.InitialHidden, new Shape(d.Batch, d.Hidden));
        Expect(d, "gates", activations.Gates, new Shape(d.Time, d.Batch, d.GateWidth));
        Expect(d, "hidden states", activations.Hidden, new Shape(d.Time, d.Batch, d.Hidden));
        if (d.Cell.HasCellState())
        {
            Expect(d, "initial cell state", activations.InitialCell, new Shape(d.Batch, d.Hidden));
            Expect(d, "cell states", activations.Cell, new Shape(d.Time, d.Batch, d.Hidden));
        }

        Optional(d, "final hidden state", activations.FinalHidden, new Shape(d.Batch, d.Hidden));
        Optional(d, "final cell state", activations.FinalCell, new Shape(d.Batch, d.Hidden));
        if (d.CarriesGates)
            Expect(d, "gates before the first step", activations.InitialGates, new Shape(d.Batch, d.GateWidth));
        Optional(d, "final gates", activations.FinalGates, new Shape(d.Batch, d.GateWidth));
        if (d.Cell.KeepsCandidateRecurrent())
            Expect(d, "candidate's recurrent part", activations.CandidateRecurrent, new Shape(d.Time, d.Batch, d.Hidden));
    }

    /// <summary>Checks everything that the backward pass reads or writes.</summary>
    public static void Backward(
        RecurrentDimensions d, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients)
    {
        Forward(d, input, parameters, activations);
        Expect(d, "gradient of the output", gradients.Output, new Shape(d.Time, d.Batch, d.Hidden));
        Expect(d, "gradient of the gates", gradients.GatePreactivations, new Shape(d.Time, d.Batch, d.GateWidth));
        Parameters(d, ofGradients: true, gradients.Parameters);
        Optional(d, "gradient of the final hidden state", gradients.FinalHidden, new Shape(d.Batch, d.Hidden));
        Optional(d, "gradient of the final cell state", gradients.FinalCell, new Shape(d.Batch, d.Hidden));
        Optional(d, "carry factors", gradients.CarryFactors, new Shape(d.Time));
        Optional(d, "gradient of the initial hidden state", gradients.InitialHidden, new Shape(d.Batch, d.Hidden));
        Optional(d, "gradient of the initial cell state", gradients.InitialCell, new Shape(d.Batch, d.Hidden));
        Optional(d, "gradient of the input", gradients.Input, new Shape(d.Time, d.Batch, d.Input));
        if (gradients.Input is not null && input.Dense is null)
            throw new ArgumentException("Tokens have no gradient: leave the input's gradient null when the input is one-hot.");
        if (!d.Cell.HasCellState() && (gradients.FinalCell is not null || gradients.InitialCell is not null))
            throw new ArgumentException($"A {d.Cell} layer has no cell state, so it takes no gradient of one.");
        Optional(d, "gradient of the final gates", gradients.FinalGates, new Shape(d.Batch, d.GateWidth));
        Optional(d, "gradient of the initial gates", gradients.InitialGates, new Shape(d.Batch, d.GateWidth));
        if (!d.CarriesGates && (gradients.FinalGates is not null || gradients.InitialGates is not null))
            throw new ArgumentException($"A {d.Cell} layer without full gate recurrence carries no gates, so it takes no gradient of them.");
    }

    private static void Parameters(RecurrentDimensions d, bool ofGradients, RecurrentParameters p)
    {
        // Whole literals: putting the words together here would allocate strings in every training step.
        Expect(d, ofGradients ? "gradient of the input weights" : "input weights", p.InputWeights, new Shape(d.GateWidth, d.Input));
        Expect(d, ofGradients ? "gradient of the recurrent weights" : "recurrent weights", p.RecurrentWeights, new Shape(d.GateWidth, d.Hidden));
        Expect(d, ofGradients ? "gradient of the input bias" : "input bias", p.InputBias, new Shape(d.GateWidth));
        Expect(d, ofGradients ? "gradient of the recurrent bias" : "recurrent bias", p.RecurrentBias, new Shape(d.GateWidth));
        if (d.Variant.Has(LstmVariant.Peephole))
            Expect(d, ofGradients ? "gradient of the peephole weights" : "peephole weights", p.PeepholeWeights, new Shape(new LstmGates(d.Variant).SigmoidCount, d.Hidden));
        if (d.CarriesGates)
            Expect(d, ofGradients ? "gradient of the gate weights" : "gate weights", p.GateWeights, new Shape(d.SigmoidWidth, d.SigmoidWidth));
    }

    private static void Optional(RecurrentDimensions d, string what, Tensor? tensor, Shape expected)
    {
        if (tensor is not null)
            Expect(d, what, tensor, expected);
    }

    private static void Expect(RecurrentDimensions d, string what, Tensor? tensor, Shape expected)
    {
        if (tensor is null)
            throw new ArgumentException($"{d.Cell} layer: the {what} {expected} is missing.");
        if (tensor.Shape.Columns != expected.Columns || tensor.Shape.Count != expected.Count)
            throw Mismatch(d, what, tensor.Shape, expected);
    }

    private static ShapeMismatchException Mismatch(RecurrentDimensions d, string what, Shape actual, Shape expected) => new(
        $"{d.Cell} layer (T {d.Time}, B {d.Batch}, I {d.Input}, H {d.Hidden}): the {what} must be {expected}; given {actual}.");
}
