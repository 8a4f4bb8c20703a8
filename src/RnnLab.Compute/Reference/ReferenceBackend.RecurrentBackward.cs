using RnnLab.Compute.Recurrent;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void RecurrentBackward(
        RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients)
    {
        RecurrentShapes.Backward(dimensions, input, parameters, activations, gradients);
        if (IsFurtherCell(dimensions))
        {
            FurtherCellsBackward(dimensions, input, parameters, activations, gradients);
            return;
        }

        var (_, time, batch, inputs, hidden) = dimensions;
        int width = dimensions.GateWidth;
        double[] x = DenseInput(dimensions, input);
        int[] lengths = Lengths(dimensions, input);
        Span<double> outputs = Values(activations.Hidden);
        Span<double> preactivations = Values(gradients.GatePreactivations);
        Span<double> inputWeights = Values(parameters.InputWeights), recurrentWeights = Values(parameters.RecurrentWeights);
        Span<double> inputWeightsGradient = Values(gradients.Parameters.InputWeights), recurrentWeightsGradient = Values(gradients.Parameters.RecurrentWeights);
        Span<double> inputBiasGradient = Values(gradients.Parameters.InputBias), recurrentBiasGradient = Values(gradients.Parameters.RecurrentBias);

        // dL/dh and dL/dc of the step at hand, from what comes after it.
        var dh = gradients.FinalHidden is null ? new double[batch * hidden] : Values(gradients.FinalHidden).ToArray();
        var dc = gradients.FinalCell is null ? new double[batch * hidden] : Values(gradients.FinalCell).ToArray();
        var inputSide = new double[width];
        var recurrentSide = new double[width];

        for (int step = time - 1; step >= 0; step--)
        {
            int t = dimensions.TimeOf(step);
            for (int b = 0; b < batch; b++)
            {
                int row = t * batch + b, first = FirstTime(dimensions, lengths[b]);
                if (t >= lengths[b])
                {
                    preactivations.Slice(row * width, width).Clear();
                    if (gradients.Input is not null)
                        Values(gradients.Input).Slice(row * inputs, inputs).Clear();
                    continue;
                }

                for (int unit = 0; unit < hidden; unit++)
                    dh[b * hidden + unit] = CellBackward(dimensions, activations, gradients, first, t, b, unit, dh, dc, inputSide, recurrentSide);
                inputSide.CopyTo(preactivations.Slice(row * width, width));

                for (int gate = 0; gate < width; gate++)
                {
                    inputBiasGradient[gate] += inputSide[gate];
                    recurrentBiasGradient[gate] += recurrentSide[gate];
                    for (int i = 0; i < inputs; i++)
                        inputWeightsGradient[gate * inputs + i] += inputSide[gate] * x[row * inputs + i];
                    for (int j = 0; j < hidden; j++)
                    {
                        recurrentWeightsGradient[gate * hidden + j] += recurrentSide[gate] * PreviousState(activations.InitialHidden, outputs, dimensions, first, t, b, j);
                        dh[b * hidden + j] += recurrentWeights[gate * hidden + j] * recurrentSide[gate];
                    }
                }

                ScaleCarried(gradients, t, dh.AsSpan(b * hidden, hidden));
                ScaleCarried(gradients, t, dc.AsSpan(b * hidden, hidden));
                if (gradients.Input is not null)
                {
                    var dx = Values(gradients.Input).Slice(row * inputs, inputs);
                    dx.Clear();
                    for (int gate = 0; gate < width; gate++)
                    {
                        for (int i = 0; i < inputs; i++)
                            dx[i] += inputWeights[gate * inputs + i] * inputSide[gate];
                    }
                }
            }
        }

        if (gradients.InitialHidden is not null)
            dh.CopyTo(Values(gradients.InitialHidden));
        if (gradients.InitialCell is not null)
            dc.CopyTo(Values(gradients.InitialCell));
    }

    /// <summary>What step t hands back, by its factor.</summary>
    private void ScaleCarried(RecurrentGradients gradients, int t, Span<double> carried)
    {
        if (gradients.CarryFactors is null)
            return;
        double factor = Values(gradients.CarryFactors)[t];
        foreach (ref double value in carried)
            value = factor == 0 ? 0 : value * factor;
    }

    /// <summary>
    /// The derivatives inside one unit at one step. Writes dL/d(pre-activation) of its gates as the input side and the recurrent side
    /// see them (they differ only in the GRU's n), replaces its dc by that of the step before, and returns the part of
    /// dL/dh of the step before that does not pass through the recurrent weights.
    /// </summary>
    private double CellBackward(
        RecurrentDimensions d, RecurrentActivations activations, RecurrentGradients gradients, int first, int t, int b, int unit, double[] dhAfter, double[] dc, double[] inputSide, double[] recurrentSide)
    {
        int hidden = d.Hidden, state = b * hidden + unit, row = t * d.Batch + b;
        double dh = dhAfter[state] + Values(gradients.Output)[row * hidden + unit];
        switch (d.Cell)
        {
            case CellKind.Rnn:
            {
                double h = Gate(0);
                Store(0, dh * (1 - h * h));
                return 0;
            }

            case CellKind.Gru:
            {
                double r = Gate(0), z = Gate(1), n = Gate(2);
                double hPrevious = PreviousState(activations.InitialHidden, Values(activations.Hidden), d, first, t, b, unit);
                double dn = dh * (1 - z) * (1 - n * n);
                Store(0, dn * Values(activations.CandidateRecurrent!)[row * hidden + unit] * r * (1 - r));
                Store(1, dh * (hPrevious - n) * z * (1 - z));
                Store(2, dn);
                recurrentSide[2 * hidden + unit] = dn * r;
                return dh * z;
            }

            default:
            {
                double i = Gate(0), f = Gate(1), g = Gate(2), o = Gate(3);
                double tanhC = Math.Tanh(Values(activations.Cell!)[row * hidden + unit]);
                double cPrevious = PreviousState(activations.InitialCell!, Values(activations.Cell!), d, first, t, b, unit);
                double dcTotal = dc[state] + dh * o * (1 - tanhC * tanhC);
                Store(0, dcTotal * g * i * (1 - i));
                Store(1, dcTotal * cPrevious * f * (1 - f));
                Store(2, dcTotal * i * (1 - g * g));
                Store(3, dh * tanhC * o * (1 - o));
                dc[state] = dcTotal * f;
                return 0;
            }
        }

        double Gate(int gate) => Values(activations.Gates)[row * d.GateWidth + gate * hidden + unit];

        void Store(int gate, double value) => inputSide[gate * hidden + unit] = recurrentSide[gate * hidden + unit] = value;
    }
}
