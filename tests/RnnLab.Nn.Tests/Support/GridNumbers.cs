using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Tests.Support;

/// <summary>Numbers of a fixture, written as whole multiples of 1 / <paramref name="grid"/>, on a tape.</summary>
internal sealed class GridNumbers(double grid)
{
    public double[] Scaled(int[] integers) => [.. integers.Select(k => k / grid)];

    public Variable Leaf(Tape tape, int[] integers, Shape shape) => tape.Leaf(Filled(tape, Scaled(integers), shape));

    public Variable Constant(Tape tape, int[] integers, Shape shape) => tape.Constant(Filled(tape, Scaled(integers), shape));

    public static Variable Constant(Tape tape, double[] values, Shape shape) => tape.Constant(Filled(tape, values, shape));

    private static Tensor Filled(Tape tape, double[] values, Shape shape)
    {
        var tensor = tape.Allocate(shape);
        tensor.CopyFrom(values);
        return tensor;
    }
}
