using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>A layer of random sizes over sequences of random lengths, 0 and 1 among them, read in one of the two directions.</summary>
internal sealed class SequenceCase
{
    public SequenceCase(CellKind cell, IComputeBackend backend, ulong seed, LstmVariant variant = LstmVariant.None)
    {
        Layer = new CellCase(cell, backend, seed, variant);
        var random = new TestRandom(seed + 31);
        Direction = seed % 2 == 0 ? RecurrentDirection.Forward : RecurrentDirection.Reverse;
        Time = Layer.Leaves[0].Shape[0];
        Batch = Layer.Leaves[0].Shape[1];
        Host = [.. Enumerable.Range(0, Batch).Select(_ => random.Integer(0, 5) switch { 0 => 0, 1 => 1, 2 => Time, _ => random.Integer(0, Time) })];
        Lengths = backend.AllocateIndices(new Shape(Batch));
        Lengths.CopyFrom(Host);
    }

    public CellCase Layer { get; }

    public RecurrentDirection Direction { get; }

    public int Time { get; }

    public int Batch { get; }

    public int[] Host { get; }

    public IndexTensor Lengths { get; }

    public RecurrentOutput Fused(Tape tape, Variable[] v) => tape.Recurrent(
        Layer.Cell, new SequenceInput(v[0]) { Lengths = new TokenInput(Lengths) }, Layer.AllWeights(v), v[5], v.ElementAtOrDefault(6), Direction, Layer.Variant, Layer.InitialGates(v));

    public DecomposedSequence Stepwise(Tape tape, Variable[] v) => tape.RecurrentSteps(
        Layer.Cell, v[0], Layer.AllWeights(v), v[5], v.ElementAtOrDefault(6),
        new StepwiseOptions { Direction = Direction, Lengths = new TokenInput(Lengths), Variant = Layer.Variant, InitialGates = Layer.InitialGates(v) });

    /// <summary>The numbers of one sequence at one time, in values [T, B, N].</summary>
    public double[] At(Tensor values, int t, int b)
    {
        int width = values.Shape.Columns;
        return Close.Values(values).AsSpan(((t * Batch) + b) * width, width).ToArray();
    }
}
