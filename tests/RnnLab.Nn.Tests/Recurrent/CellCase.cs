using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>One layer of random sizes with random weights, input and initial states. Eight seeds in a row have T, B and H of 1 in every combination.</summary>
internal sealed class CellCase
{
    public CellCase(CellKind cell, IComputeBackend backend, ulong seed, LstmVariant variant = LstmVariant.None)
    {
        var random = new TestRandom(seed);
        Cell = cell;
        Variant = variant;
        bool IsOne(int bit) => (seed >> bit) % 2 == 1;
        int time = IsOne(0) ? 1 : random.Integer(2, 6), batch = IsOne(1) ? 1 : random.Integer(2, 4);
        Inputs = random.Integer(1, 6);
        int hidden = IsOne(2) ? 1 : random.Integer(2, 7), gates = cell.GateCount(variant) * hidden, sigmoid = gates - hidden;
        Leaves =
        [
            random.Tensor(backend, new Shape(time, batch, Inputs)),
            random.Tensor(backend, new Shape(gates, Inputs)),
            random.Tensor(backend, new Shape(gates, hidden)),
            random.Tensor(backend, new Shape(gates)),
            random.Tensor(backend, new Shape(gates)),
            random.Tensor(backend, new Shape(batch, hidden)),
        ];
        if (cell.HasCellState())
            Leaves = [.. Leaves, random.Tensor(backend, new Shape(batch, hidden))];
        if (variant.Has(LstmVariant.Peephole))
            Leaves = [.. Leaves, random.Tensor(backend, new Shape(cell.GateCount(variant) - 1, hidden))];
        if (variant.Has(LstmVariant.FullGateRecurrence))
            Leaves = [.. Leaves, random.Tensor(backend, new Shape(sigmoid, sigmoid)), random.Tensor(backend, new Shape(batch, gates))];
        Tokens = random.Indices(backend, new Shape(time, batch), Inputs);
    }

    public CellKind Cell { get; }

    public LstmVariant Variant { get; }

    public int Inputs { get; }

    /// <summary>Input, the four weights, h0 and, for the LSTM, c0; then, where the variant has them, peepholes, gate recurrence and the gates before the first step.</summary>
    public Tensor[] Leaves { get; }

    public IndexTensor Tokens { get; }

    public static RecurrentWeights Weights(Variable[] v) => new(v[1], v[2], v[3], v[4]);

    public RecurrentOutput Fused(Tape tape, Variable[] v) =>
        tape.Recurrent(Cell, new SequenceInput(v[0]), AllWeights(v), v[5], v.ElementAtOrDefault(6), variant: Variant, initialGates: InitialGates(v));

    public DecomposedSequence Decomposed(Tape tape, Variable[] v) =>
        tape.RecurrentSteps(Cell, v[0], AllWeights(v), v[5], v.ElementAtOrDefault(6), Variant, InitialGates(v));

    public RecurrentWeights AllWeights(Variable[] v) => Weights(v) with
    {
        Peepholes = Variant.Has(LstmVariant.Peephole) ? v[7] : null,
        GateMatrix = Variant.Has(LstmVariant.FullGateRecurrence) ? v[^2] : null,
    };

    public Variable? InitialGates(Variable[] v) => Variant.Has(LstmVariant.FullGateRecurrence) ? v[^1] : null;

    public static TheoryData<CellKind, ulong> Random(int rounds)
    {
        var cases = new TheoryData<CellKind, ulong>();
        foreach (var cell in Enum.GetValues<CellKind>())
        {
            for (ulong round = 0; round < (ulong)rounds; round++)
                cases.Add(cell, (100 * (ulong)cell) + round);
        }

        return cases;
    }
}
