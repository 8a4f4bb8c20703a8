using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Compute.Reference;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>The smallest recurrent network: one tanh unit, one input, no biases; run by the engine's float64 reference.</summary>
public static class SingleUnit
{
    /// <summary>The state after each input, from a zero state: h_t = tanh(inputWeight x_t + recurrentWeight h_(t-1)).</summary>
    /// <param name="inputWeight">W_ih.</param>
    /// <param name="recurrentWeight">W_hh.</param>
    /// <param name="inputs">x, [T]; at least one.</param>
    /// <returns>h, [T].</returns>
    public static double[] Run(double inputWeight, double recurrentWeight, ReadOnlySpan<double> inputs)
    {
        using var backend = new ReferenceBackend();
        Tensor Of(Shape shape, params ReadOnlySpan<double> values)
        {
            var tensor = backend.Allocate(shape);
            if (values.Length > 0)
                tensor.CopyFrom(values);
            return tensor;
        }

        int steps = inputs.Length;
        var weights = new RecurrentParameters(Of(new Shape(1, 1), inputWeight), Of(new Shape(1, 1), recurrentWeight), Of(new Shape(1)), Of(new Shape(1)));
        var activations = new RecurrentActivations { InitialHidden = Of(new Shape(1, 1)), Gates = Of(new Shape(steps, 1, 1)), Hidden = Of(new Shape(steps, 1, 1)) };
        backend.RecurrentForward(new RecurrentDimensions(CellKind.Rnn, steps, 1, 1, 1), new RecurrentInput(Of(new Shape(steps, 1, 1), inputs)), weights, activations);
        double[] states = new double[steps];
        activations.Hidden.CopyTo(states);
        return states;
    }
}
