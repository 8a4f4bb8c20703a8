using RnnLab.Compute;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>One layer of random sizes with random weights, input and initial states.</summary>
internal sealed class CellCase
{
    public CellCase(CellKind cell, IComputeBackend backend, ulong seed)
    {
        var random = new TestRandom(seed);
        Cell = cell;
        int time = random.Integer(1, 6), batch = random.Integer(1, 4);
        Inputs = random.Integer(1, 6);
        int hidden = random.Integer(1, 7), gates = cell.GateCount() * hidden;
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
        Tokens = random.Indices(backend, new Shape(time, batch), Inputs);
    }

    public CellKind Cell { get; }

    public int Inputs { get; }

    /// <summary>Input, the four weights, h0 and, for the LSTM, c0.</summary>
    public Tensor[] Leaves { get; }

    public IndexTensor Tokens { get; }

    public static RecurrentWeights Weights(Nn.Autodiff.Variable[] v) => new(v[1], v[2], v[3], v[4]);

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
