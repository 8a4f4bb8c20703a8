using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <summary>What flows from a step to the one before it, for the whole batch.</summary>
    private sealed record Carried(double[] Hidden, double[] Cell, double[] Gates);

    private void FurtherCellsBackward(
        RecurrentDimensions d, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients)
    {
        double[] x = DenseInput(d, input);
        var carried = new Carried(Start(gradients.FinalHidden, d.Batch * d.Hidden), Start(gradients.FinalCell, d.Batch * d.Hidden), Start(gradients.FinalGates, d.Batch * d.GateWidth));
        int[] lengths = Lengths(d, input);
        for (int step = d.Time - 1; step >= 0; step--)
        {
            int t = d.TimeOf(step);
            for (int b = 0; b < d.Batch; b++)
            {
                int row = t * d.Batch + b, before = t == FirstTime(d, lengths[b]) ? -1 : row + d.Back * d.Batch;
                if (t >= lengths[b])
                {
                    Values(gradients.GatePreactivations).Slice(row * d.GateWidth, d.GateWidth).Clear();
                    if (gradients.Input is not null)
                        Values(gradients.Input).Slice(row * d.Input, d.Input).Clear();
                    continue;
                }

                double[] h = StateBefore(activations.InitialHidden, activations.Hidden, d.Hidden, b, before);
                double[] dh = carried.Hidden.AsSpan(b * d.Hidden, d.Hidden).ToArray();
                for (int unit = 0; unit < d.Hidden; unit++)
                    dh[unit] += Values(gradients.Output)[row * d.Hidden + unit];

                // dL/d(pre-activation), and dL/dh of the step before, to which every part adds.
                var preactivations = new double[d.GateWidth];
                var dhBefore = new double[d.Hidden];
                switch (d.Cell)
                {
                    case CellKind.RnnRelu:
                        ReluBackward(d, activations, row, dh, preactivations);
                        RecurrentSideBackward(d, parameters, gradients, preactivations, 0, d.GateWidth, h, dhBefore);
                        break;
                    case CellKind.GruResetBefore or CellKind.Mgu:
                        ResetBeforeBackward(d, parameters, activations, gradients, row, h, dh, preactivations, dhBefore);
                        break;
                    default:
                        LstmVariantBackward(d, parameters, activations, gradients, row, b, before, dh, carried, preactivations);
                        RecurrentSideBackward(d, parameters, gradients, preactivations, 0, d.GateWidth, h, dhBefore);
                        break;
                }

                dhBefore.CopyTo(carried.Hidden, b * d.Hidden);
                ScaleCarried(gradients, t, carried.Hidden.AsSpan(b * d.Hidden, d.Hidden));
                ScaleCarried(gradients, t, carried.Cell.AsSpan(b * d.Hidden, d.Hidden));
                ScaleCarried(gradients, t, carried.Gates.AsSpan(b * d.GateWidth, d.GateWidth));
                preactivations.CopyTo(Values(gradients.GatePreactivations).Slice(row * d.GateWidth, d.GateWidth));
                InputSideBackward(d, parameters, gradients, preactivations, x, row);
            }
        }

        Finish(carried.Hidden, gradients.InitialHidden);
        Finish(carried.Cell, gradients.InitialCell);
        Finish(carried.Gates, gradients.InitialGates);
    }

    private void ReluBackward(RecurrentDimensions d, RecurrentActivations activations, int row, double[] dh, double[] preactivations)
    {
        for (int unit = 0; unit < d.Hidden; unit++)
            preactivations[unit] = Values(activations.Hidden)[row * d.Hidden + unit] > 0 ? dh[unit] : 0;
    }

    private void ResetBeforeBackward(
        RecurrentDimensions d, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients, int row,
        double[] h, double[] dh, double[] preactivations, double[] dhBefore)
    {
        int hidden = d.Hidden, candidate = (d.Cell.GateCount() - 1) * hidden;
        double[] gates = Values(activations.Gates).Slice(row * d.GateWidth, d.GateWidth).ToArray();
        double[] reset = Values(activations.CandidateRecurrent!).Slice(row * hidden, hidden).ToArray();
        var dReset = new double[hidden];
        for (int unit = 0; unit < hidden; unit++)
        {
            double n = gates[candidate + unit], keep = d.Cell == CellKind.Mgu ? 1 - gates[unit] : gates[hidden + unit];
            preactivations[candidate + unit] = dh[unit] * (1 - keep) * (1 - n * n);
            dhBefore[unit] = dh[unit] * keep;
        }

        RecurrentSideBackward(d, parameters, gradients, preactivations, candidate, hidden, reset, dReset);
        for (int unit = 0; unit < hidden; unit++)
        {
            double r = gates[unit], dKeep = dh[unit] * (h[unit] - gates[candidate + unit]), dr = dReset[unit] * h[unit];
            dhBefore[unit] += dReset[unit] * r;
            if (d.Cell == CellKind.Mgu)
            {
                dr -= dKeep;
            }
            else
            {
                double z = gates[hidden + unit];
                preactivations[hidden + unit] = dKeep * z * (1 - z);
            }

            preactivations[unit] = dr * r * (1 - r);
        }

        RecurrentSideBackward(d, parameters, gradients, preactivations, 0, candidate, h, dhBefore);
    }

    private void LstmVariantBackward(
        RecurrentDimensions d, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients, int row, int b, int before,
        double[] dh, Carried carried, double[] preactivations)
    {
        int hidden = d.Hidden, width = d.GateWidth;
        var blocks = new LstmGates(d.Variant);
        bool peephole = d.Variant.Has(LstmVariant.Peephole), coupled = d.Variant.Has(LstmVariant.CoupledGates);
        double[] gates = Values(activations.Gates).Slice(row * width, width).ToArray();
        double[] cBefore = StateBefore(activations.InitialCell!, activations.Cell!, hidden, b, before);
        for (int unit = 0; unit < hidden; unit++)
        {
            double i = Gate(blocks.Input), o = Gate(blocks.Output), g = gates[blocks.Candidate * hidden + unit];
            double f = coupled ? 1 - i : Gate(blocks.Forget);
            double c = Values(activations.Cell!)[row * hidden + unit];
            double shown = d.Variant.Has(LstmVariant.NoOutputActivation) ? c : Math.Tanh(c);
            double shownSlope = d.Variant.Has(LstmVariant.NoOutputActivation) ? 1 : 1 - shown * shown;
            double dc = carried.Cell[b * hidden + unit] + dh[unit] * o * shownSlope;
            dc += SigmoidGate(blocks.Output, dh[unit] * shown, c);

            double dcBefore = dc * f;
            dcBefore += SigmoidGate(blocks.Input, dc * g - (coupled ? dc * cBefore[unit] : 0), cBefore[unit]);
            dcBefore += SigmoidGate(blocks.Forget, dc * cBefore[unit], cBefore[unit]);
            preactivations[blocks.Candidate * hidden + unit] = (dc * i + carried.Gates[b * width + blocks.Candidate * hidden + unit]) * (d.Variant.Has(LstmVariant.NoInputActivation) ? 1 : 1 - g * g);
            carried.Cell[b * hidden + unit] = dcBefore;

            double Gate(int block) => block < 0 ? 1 : gates[block * hidden + unit];

            // From dL/d(gate) to dL/d(pre-activation); returns what the peephole gives to the cell state that it saw.
            double SigmoidGate(int block, double gradient, double seen)
            {
                if (block < 0)
                    return 0;
                double gate = Gate(block);
                gradient += carried.Gates[b * width + block * hidden + unit];
                double preactivation = preactivations[block * hidden + unit] = gradient * gate * (1 - gate);
                if (!peephole)
                    return 0;
                int weight = blocks.Sigmoid(block) * hidden + unit;
                Values(gradients.Parameters.PeepholeWeights!)[weight] += preactivation * seen;
                return preactivation * Values(parameters.PeepholeWeights!)[weight];
            }
        }

        if (d.CarriesGates)
            GateRecurrenceBackward(d, parameters, activations, gradients, b, before, carried, preactivations);
    }

    /// <summary>Full gate recurrence: the gradient of its weights, and of the gates of the step before.</summary>
    private void GateRecurrenceBackward(
        RecurrentDimensions d, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients, int b, int before, Carried carried, double[] preactivations)
    {
        int candidate = new LstmGates(d.Variant).Candidate * d.Hidden, width = d.SigmoidWidth;
        double[] gatesBefore = SigmoidGatesBefore(d, activations, b, before);
        carried.Gates.AsSpan(b * d.GateWidth, d.GateWidth).Clear();
        for (int gate = 0; gate < width; gate++)
        {
            double gradient = preactivations[WithCandidate(gate)];
            for (int j = 0; j < width; j++)
            {
                Values(gradients.Parameters.GateWeights!)[gate * width + j] += gradient * gatesBefore[j];
                carried.Gates[b * d.GateWidth + WithCandidate(j)] += gradient * Values(parameters.GateWeights!)[gate * width + j];
            }
        }

        // The place of a sigmoid gate's unit among all gates, where g lies in between.
        int WithCandidate(int n) => n < candidate ? n : n + d.Hidden;
    }

    /// <summary>For <paramref name="count"/> rows of the recurrent weights, which multiplied v: their gradient, their bias's, and that of v, added.</summary>
    private void RecurrentSideBackward(RecurrentDimensions d, RecurrentParameters parameters, RecurrentGradients gradients, double[] preactivations, int first, int count, double[] v, double[] dv)
    {
        for (int gate = first; gate < first + count; gate++)
        {
            Values(gradients.Parameters.RecurrentBias)[gate] += preactivations[gate];
            for (int j = 0; j < d.Hidden; j++)
            {
                Values(gradients.Parameters.RecurrentWeights)[gate * d.Hidden + j] += preactivations[gate] * v[j];
                dv[j] += preactivations[gate] * Values(parameters.RecurrentWeights)[gate * d.Hidden + j];
            }
        }
    }

    /// <summary>The gradients of the input weights, the input bias and the input, of one row.</summary>
    private void InputSideBackward(RecurrentDimensions d, RecurrentParameters parameters, RecurrentGradients gradients, double[] preactivations, double[] x, int row)
    {
        if (gradients.Input is not null)
            Values(gradients.Input).Slice(row * d.Input, d.Input).Clear();
        for (int gate = 0; gate < d.GateWidth; gate++)
        {
            Values(gradients.Parameters.InputBias)[gate] += preactivations[gate];
            for (int i = 0; i < d.Input; i++)
            {
                Values(gradients.Parameters.InputWeights)[gate * d.Input + i] += preactivations[gate] * x[row * d.Input + i];
                if (gradients.Input is not null)
                    Values(gradients.Input)[row * d.Input + i] += preactivations[gate] * Values(parameters.InputWeights)[gate * d.Input + i];
            }
        }
    }

    private double[] Start(Tensor? final, int count) => final is null ? new double[count] : Values(final).ToArray();

    private void Finish(double[] carried, Tensor? initial)
    {
        if (initial is not null)
            carried.CopyTo(Values(initial));
    }
}
