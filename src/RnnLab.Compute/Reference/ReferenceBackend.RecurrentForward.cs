using RnnLab.Compute.Recurrent;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void RecurrentForward(RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations)
    {
        RecurrentShapes.Forward(dimensions, input, parameters, activations);
        var (cell, time, batch, _, hidden) = dimensions;
        double[] x = DenseInput(dimensions, input);
        Span<double> gates = Values(activations.Gates), outputs = Values(activations.Hidden);
        Span<double> cells = activations.Cell is null ? default : Values(activations.Cell);
        Span<double> candidates = activations.CandidateRecurrent is null ? default : Values(activations.CandidateRecurrent);

        for (int t = 0; t < time; t++)
        {
            for (int b = 0; b < batch; b++)
            {
                int row = t * batch + b;
                for (int unit = 0; unit < hidden; unit++)
                {
                    int state = row * hidden + unit;
                    double hPrevious = PreviousState(activations.InitialHidden, outputs, dimensions, t, b, unit);
                    switch (cell)
                    {
                        case CellKind.Rnn:
                        {
                            double h = Math.Tanh(InputSum(0) + RecurrentSum(0, outputs));
                            gates[state] = h;
                            outputs[state] = h;
                            break;
                        }

                        case CellKind.Gru:
                        {
                            double r = Sigmoid(InputSum(0) + RecurrentSum(0, outputs));
                            double z = Sigmoid(InputSum(1) + RecurrentSum(1, outputs));
                            candidates[state] = RecurrentSum(2, outputs);
                            double n = Math.Tanh(InputSum(2) + r * candidates[state]);
                            StoreGates(gates, r, z, n);
                            outputs[state] = (1 - z) * n + z * hPrevious;
                            break;
                        }

                        default:
                        {
                            double i = Sigmoid(InputSum(0) + RecurrentSum(0, outputs));
                            double f = Sigmoid(InputSum(1) + RecurrentSum(1, outputs));
                            double g = Math.Tanh(InputSum(2) + RecurrentSum(2, outputs));
                            double o = Sigmoid(InputSum(3) + RecurrentSum(3, outputs));
                            StoreGates(gates, i, f, g, o);
                            cells[state] = f * PreviousState(activations.InitialCell!, cells, dimensions, t, b, unit) + i * g;
                            outputs[state] = o * Math.Tanh(cells[state]);
                            break;
                        }
                    }

                    // (W_ih x_t + b_ih) of one gate of this unit.
                    double InputSum(int gate)
                    {
                        int weightRow = gate * hidden + unit;
                        double sum = Values(parameters.InputBias)[weightRow];
                        var weights = Values(parameters.InputWeights).Slice(weightRow * dimensions.Input, dimensions.Input);
                        for (int i = 0; i < dimensions.Input; i++)
                            sum += weights[i] * x[row * dimensions.Input + i];
                        return sum;
                    }

                    // (W_hh h_(t-1) + b_hh) of one gate of this unit.
                    double RecurrentSum(int gate, Span<double> h)
                    {
                        int weightRow = gate * hidden + unit;
                        double sum = Values(parameters.RecurrentBias)[weightRow];
                        var weights = Values(parameters.RecurrentWeights).Slice(weightRow * hidden, hidden);
                        for (int j = 0; j < hidden; j++)
                            sum += weights[j] * PreviousState(activations.InitialHidden, h, dimensions, t, b, j);
                        return sum;
                    }

                    void StoreGates(Span<double> all, params ReadOnlySpan<double> values)
                    {
                        for (int gate = 0; gate < values.Length; gate++)
                            all[(row * values.Length + gate) * hidden + unit] = values[gate];
                    }
                }
            }
        }
    }

    /// <summary>The state of one unit before step t: the initial state at t = 0.</summary>
    private double PreviousState(Tensor initial, Span<double> states, RecurrentDimensions d, int t, int b, int unit) => t == 0
        ? Values(initial)[b * d.Hidden + unit]
        : states[((t - 1) * d.Batch + b) * d.Hidden + unit];

    /// <summary>The input as dense vectors [T, B, I]: tokens become one-hot rows.</summary>
    private double[] DenseInput(RecurrentDimensions d, RecurrentInput input)
    {
        if (input.Dense is { } dense)
            return Values(dense).ToArray();
        int[] tokens = Values(input.Tokens!);
        TokenRange.Check("Recurrent layer", tokens, d.Input);
        var oneHot = new double[tokens.Length * d.Input];
        for (int n = 0; n < tokens.Length; n++)
            oneHot[n * d.Input + tokens[n]] = 1;
        return oneHot;
    }
}
