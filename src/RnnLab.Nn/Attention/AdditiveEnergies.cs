using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Attention;

/// <summary>v . tanh(q + k) for every query with every key.</summary>
internal static class AdditiveEnergies
{
    /// <summary>Energies [S, B, T] of projected queries [S, B, A] and keys [T, B, A] with v [A]. One query at a time: the whole would be [S, T, B, A].</summary>
    public static Variable Of(Tape tape, Variable queries, Variable keys, Variable energy)
    {
        int steps = queries.Shape[0], time = keys.Shape[0], batch = keys.Shape[1], width = keys.Shape[2];
        var flatKeys = keys.Reshape(new Shape(time, batch * width));

        // v for each sequence, by adding it as a row to zeros.
        var repeated = tape.Constant(tape.Allocate(new Shape(1, batch, width))).Add(energy);
        var scores = new Variable[steps];
        for (int s = 0; s < steps; s++)
        {
            var summed = flatKeys.Add(queries.Step(s).Reshape(new Shape(batch * width))).Tanh().Reshape(new Shape(time, batch, width));
            scores[s] = repeated.BatchMatMul(summed, transposeB: true).Reshape(new Shape(batch, time));
        }

        return VariableOps.StackSteps(scores);
    }
}
