using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>One step of the LSTM with the options of Greff et al. 2017, as a graph of primitive operations.</summary>
internal static class DecomposedLstm
{
    /// <summary>
    /// c' = f * c + i * g, h' = o * tanh(c'), where the variant leaves gates or functions out, couples them, or lets gates see c and one another.
    /// <paramref name="sum"/> is W_ih x + b_ih + W_hh h + b_hh [B, G*H]; h' is computed from what <paramref name="normalize"/>, where given, makes of c'.
    /// </summary>
    public static DecomposedStep Step(LstmVariant variant, Variable sum, Variable memory, Variable? gatesBefore, RecurrentWeights weights, Func<Variable, Variable>? normalize = null)
    {
        int width = memory.Shape.Columns;
        var blocks = new LstmGates(variant);
        var fromGates = gatesBefore is null ? null : SigmoidGates(gatesBefore, blocks, width).MatMul(weights.GateMatrix!, transposeB: true);

        var inputGate = blocks.Input < 0 ? null : Gate(blocks.Input, memory);
        var forgetGate = variant.Has(LstmVariant.CoupledGates) ? inputGate!.OneMinus() : blocks.Forget < 0 ? null : Gate(blocks.Forget, memory);
        var candidate = sum.SliceColumns(blocks.Candidate * width, width);
        if (!variant.Has(LstmVariant.NoInputActivation))
            candidate = candidate.Tanh();
        var kept = forgetGate is null ? memory : forgetGate.Multiply(memory);
        var nextMemory = kept.Add(inputGate is null ? candidate : inputGate.Multiply(candidate));

        var outputGate = blocks.Output < 0 ? null : Gate(blocks.Output, nextMemory);
        var shown = normalize?.Invoke(nextMemory) ?? nextMemory;
        if (!variant.Has(LstmVariant.NoOutputActivation))
            shown = shown.Tanh();
        var next = outputGate is null ? shown.Scale(1) : outputGate.Multiply(shown);

        Variable?[] inOrder = [inputGate, blocks.Forget < 0 ? null : forgetGate, candidate, outputGate];
        Variable[] gates = [.. inOrder.OfType<Variable>()];
        return new DecomposedStep(next, nextMemory, gates) { GatesState = gatesBefore is null ? null : VariableOps.ConcatColumns(gates) };

        Variable Gate(int block, Variable seen)
        {
            var preactivation = sum.SliceColumns(block * width, width);
            int sigmoid = blocks.Sigmoid(block);
            if (weights.Peepholes is { } peepholes)
                preactivation = preactivation.Add(seen.Multiply(Row(peepholes, sigmoid)));
            if (fromGates is not null)
                preactivation = preactivation.Add(fromGates.SliceColumns(sigmoid * width, width));
            return preactivation.Sigmoid();
        }
    }

    /// <summary>The blocks of i f o without g, [B, S*H].</summary>
    private static Variable SigmoidGates(Variable gates, LstmGates blocks, int width)
    {
        int[] sigmoid = [blocks.Input, blocks.Forget, blocks.Output];
        return VariableOps.ConcatColumns([.. sigmoid.Where(block => block >= 0).Select(block => gates.SliceColumns(block * width, width))]);
    }

    /// <summary>One row [N] of a matrix [M, N], chosen by a product with a row of zeros and a single one.</summary>
    private static Variable Row(Variable matrix, int row)
    {
        var choice = matrix.Tape.Allocate(new Shape(1, matrix.Shape.Rows));
        var values = new float[matrix.Shape.Rows];
        values[row] = 1;
        choice.CopyFrom(values);
        return matrix.Tape.Constant(choice).MatMul(matrix).SumRows();
    }
}
