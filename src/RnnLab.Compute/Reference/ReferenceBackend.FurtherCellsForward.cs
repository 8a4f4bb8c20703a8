using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Reference;

/// <summary>The cells beyond the tanh RNN, PyTorch's GRU and the plain LSTM: one row (one sequence at one step) at a time.</summary>
public sealed partial class ReferenceBackend
{
    private static bool IsFurtherCell(RecurrentDimensions d) =>
        d.Cell is CellKind.RnnRelu or CellKind.GruResetBefore or CellKind.Mgu || d.Variant != LstmVariant.None;

    private void FurtherCellsForward(RecurrentDimensions d, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations)
    {
        double[] x = DenseInput(d, input);
        int[] lengths = Lengths(d, input);
        for (int step = 0; step < d.Time; step++)
        {
            int t = d.TimeOf(step);
            for (int b = 0; b < d.Batch; b++)
            {
                int row = t * d.Batch + b, before = t == FirstTime(d, lengths[b]) ? -1 : row + d.Back * d.Batch;
                if (t >= lengths[b])
                {
                    ClearStep(activations, row);
                    continue;
                }

                double[] fromInput = InputSums(d, parameters, x, row);
                double[] h = StateBefore(activations.InitialHidden, activations.Hidden, d.Hidden, b, before);
                switch (d.Cell)
                {
                    case CellKind.RnnRelu:
                        ReluForward(d, parameters, activations, row, fromInput, h);
                        break;
                    case CellKind.GruResetBefore or CellKind.Mgu:
                        ResetBeforeForward(d, parameters, activations, row, fromInput, h);
                        break;
                    default:
                        LstmVariantForward(d, parameters, activations, row, b, before, fromInput, h);
                        break;
                }
            }
        }

        WriteFinal(d, lengths, activations.InitialHidden, activations.Hidden, activations.FinalHidden);
        if (d.Cell.HasCellState())
            WriteFinal(d, lengths, activations.InitialCell!, activations.Cell!, activations.FinalCell);
        if (d.CarriesGates)
            WriteFinal(d, lengths, activations.InitialGates!, activations.Gates, activations.FinalGates);
    }

    /// <summary>h' = max(0, W_ih x + b_ih + W_hh h + b_hh).</summary>
    private void ReluForward(RecurrentDimensions d, RecurrentParameters parameters, RecurrentActivations activations, int row, double[] fromInput, double[] h)
    {
        for (int unit = 0; unit < d.Hidden; unit++)
        {
            double next = Math.Max(0, fromInput[unit] + RecurrentSum(d, parameters, h, unit));
            Values(activations.Gates)[row * d.Hidden + unit] = next;
            Values(activations.Hidden)[row * d.Hidden + unit] = next;
        }
    }

    /// <summary>
    /// GRU: n = tanh(W_in x + b_in + W_hn (r * h) + b_hn), h' = (1 - z) n + z h. Minimal gated unit: the same with f as its reset gate and 1 - f as its z.
    /// </summary>
    private void ResetBeforeForward(RecurrentDimensions d, RecurrentParameters parameters, RecurrentActivations activations, int row, double[] fromInput, double[] h)
    {
        int hidden = d.Hidden, candidate = (d.Cell.GateCount() - 1) * hidden;
        var gates = Values(activations.Gates).Slice(row * d.GateWidth, d.GateWidth);
        for (int gate = 0; gate < candidate; gate++)
            gates[gate] = Sigmoid(fromInput[gate] + RecurrentSum(d, parameters, h, gate));

        var reset = new double[hidden];
        for (int unit = 0; unit < hidden; unit++)
            reset[unit] = gates[unit] * h[unit];
        reset.CopyTo(Values(activations.CandidateRecurrent!).Slice(row * hidden, hidden));

        for (int unit = 0; unit < hidden; unit++)
        {
            double n = Math.Tanh(fromInput[candidate + unit] + RecurrentSum(d, parameters, reset, candidate + unit));
            double keep = d.Cell == CellKind.Mgu ? 1 - gates[unit] : gates[hidden + unit];
            gates[candidate + unit] = n;
            Values(activations.Hidden)[row * hidden + unit] = (1 - keep) * n + keep * h[unit];
        }
    }

    /// <summary>The LSTM with the options of Greff et al. 2017.</summary>
    private void LstmVariantForward(
        RecurrentDimensions d, RecurrentParameters parameters, RecurrentActivations activations, int row, int b, int before, double[] fromInput, double[] h)
    {
        int hidden = d.Hidden;
        var blocks = new LstmGates(d.Variant);
        double[] c = StateBefore(activations.InitialCell!, activations.Cell!, hidden, b, before);
        double[] gatesBefore = d.CarriesGates ? SigmoidGatesBefore(d, activations, b, before) : [];
        var gates = Values(activations.Gates).Slice(row * d.GateWidth, d.GateWidth);
        for (int unit = 0; unit < hidden; unit++)
        {
            double i = blocks.Input < 0 ? 1 : SigmoidGate(gates, blocks.Input, c[unit]);
            double f = d.Variant.Has(LstmVariant.CoupledGates) ? 1 - i : blocks.Forget < 0 ? 1 : SigmoidGate(gates, blocks.Forget, c[unit]);
            double g = fromInput[blocks.Candidate * hidden + unit] + RecurrentSum(d, parameters, h, blocks.Candidate * hidden + unit);
            if (!d.Variant.Has(LstmVariant.NoInputActivation))
                g = Math.Tanh(g);
            gates[blocks.Candidate * hidden + unit] = g;
            double next = f * c[unit] + i * g;
            double o = blocks.Output < 0 ? 1 : SigmoidGate(gates, blocks.Output, next);
            Values(activations.Cell!)[row * hidden + unit] = next;
            Values(activations.Hidden)[row * hidden + unit] = o * (d.Variant.Has(LstmVariant.NoOutputActivation) ? next : Math.Tanh(next));

            double SigmoidGate(Span<double> all, int block, double seen)
            {
                double sum = fromInput[block * hidden + unit] + RecurrentSum(d, parameters, h, block * hidden + unit);
                int sigmoid = blocks.Sigmoid(block) * hidden + unit;
                if (d.Variant.Has(LstmVariant.Peephole))
                    sum += Values(parameters.PeepholeWeights!)[sigmoid] * seen;
                for (int j = 0; j < gatesBefore.Length; j++)
                    sum += Values(parameters.GateWeights!)[sigmoid * gatesBefore.Length + j] * gatesBefore[j];
                return all[block * hidden + unit] = Sigmoid(sum);
            }
        }
    }

    /// <summary>W_ih x_t + b_ih of one row, all gates [G*H].</summary>
    private double[] InputSums(RecurrentDimensions d, RecurrentParameters parameters, double[] x, int row)
    {
        var sums = Values(parameters.InputBias).ToArray();
        for (int gate = 0; gate < sums.Length; gate++)
        {
            for (int i = 0; i < d.Input; i++)
                sums[gate] += Values(parameters.InputWeights)[gate * d.Input + i] * x[row * d.Input + i];
        }

        return sums;
    }

    /// <summary>b_hh + W_hh v of one row of the weights.</summary>
    private double RecurrentSum(RecurrentDimensions d, RecurrentParameters parameters, double[] v, int weightRow)
    {
        double sum = Values(parameters.RecurrentBias)[weightRow];
        for (int j = 0; j < d.Hidden; j++)
            sum += Values(parameters.RecurrentWeights)[weightRow * d.Hidden + j] * v[j];
        return sum;
    }

    /// <summary>A state of sequence b before a step: what row <paramref name="before"/> holds, or the initial state where that is -1.</summary>
    private double[] StateBefore(Tensor initial, Tensor states, int width, int b, int before) =>
        (before < 0 ? Values(initial).Slice(b * width, width) : Values(states).Slice(before * width, width)).ToArray();

    /// <summary>The gates i f o before a step, without g.</summary>
    private double[] SigmoidGatesBefore(RecurrentDimensions d, RecurrentActivations activations, int b, int before)
    {
        double[] all = StateBefore(activations.InitialGates!, activations.Gates, d.GateWidth, b, before);
        int candidate = new LstmGates(d.Variant).Candidate * d.Hidden;
        return [.. all.AsSpan(0, candidate), .. all.AsSpan(candidate + d.Hidden)];
    }
}
