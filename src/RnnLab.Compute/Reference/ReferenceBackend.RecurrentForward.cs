using RnnLab.Compute.Recurrent;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void RecurrentForward(RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations)
    {
        RecurrentShapes.Forward(dimensions, input, parameters, activations);
        if (IsFurtherCell(dimensions))
        {
            FurtherCellsForward(dimensions, input, parameters, activations);
            return;
        }

        var (cell, time, batch, _, hidden) = dimensions;
        double[] x = DenseInput(dimensions, input);
        int[] lengths = Lengths(dimensions, input);
        Span<double> gates = Values(activations.Gates), outputs = Values(activations.Hidden);
        Span<double> cells = activations.Cell is null ? default : Values(activations.Cell);
        Span<double> candidates = activations.CandidateRecurrent is null ? default : Values(activations.CandidateRecurrent);

        for (int step = 0; step < time; step++)
        {
            int t = dimensions.TimeOf(step);
            for (int b = 0; b < batch; b++)
            {
                int row = t * batch + b, first = FirstTime(dimensions, lengths[b]);
                if (t >= lengths[b])
                {
                    ClearStep(activations, row);
                    continue;
                }

                for (int unit = 0; unit < hidden; unit++)
                {
                    int state = row * hidden + unit;
                    double hPrevious = PreviousState(activations.InitialHidden, outputs, dimensions, first, t, b, unit);
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
                            cells[state] = f * PreviousState(activations.InitialCell!, cells, dimensions, first, t, b, unit) + i * g;
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
                            sum += weights[j] * PreviousState(activations.InitialHidden, h, dimensions, first, t, b, j);
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

        WriteFinal(dimensions, lengths, activations.InitialHidden, activations.Hidden, activations.FinalHidden);
        if (cell.HasCellState())
            WriteFinal(dimensions, lengths, activations.InitialCell!, activations.Cell!, activations.FinalCell);
    }

    /// <summary>The state of one unit before it reads time t: the initial state at the first time it reads.</summary>
    private double PreviousState(Tensor initial, Span<double> states, RecurrentDimensions d, int first, int t, int b, int unit) => t == first
        ? Values(initial)[b * d.Hidden + unit]
        : states[((t + d.Back) * d.Batch + b) * d.Hidden + unit];

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
