using RnnLab.Compute.Recurrent;

namespace RnnLab.BackendConformance.Cases;

/// <summary>Whole-sequence recurrent layers: every cell, dense and one-hot input, with and without gradients of the states; both directions, with and without lengths.</summary>
internal static class RecurrentCases
{
    private static readonly (int T, int B, int I, int H)[] Sizes =
    [
        (1, 1, 1, 1), (1, 3, 4, 5), (4, 1, 3, 2), (3, 2, 5, 4), (5, 3, 2, 17), (2, 9, 7, 16), (7, 13, 6, 33),
    ];

    /// <summary>Several chunks of rows, weights of several panels, and one long single stream.</summary>
    private static readonly (int T, int B, int I, int H)[] LargeSizes = [(6, 50, 65, 64), (3, 33, 40, 100), (60, 1, 30, 48), (2, 130, 20, 40), (2, 270, 5, 9), (1, 1, 65, 128)];

    /// <summary>A few steps of few sequences, with rows of weights so long that they are read one after the other.</summary>
    private static readonly (int T, int B, int I, int H)[] StepSizes = [(2, 2, 200, 218)];

    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var cell in Enum.GetValues<CellKind>())
            {
                foreach (var (t, b, i, h) in Sizes.Concat(LargeSizes).Concat(StepSizes))
                {
                    var d = new RecurrentDimensions(cell, t, b, i, h);
                    yield return Dense(d, finalStates: true);
                    yield return Dense(d, finalStates: false);
                    yield return OneHot(d);
                }

                foreach (var (t, b, i, h) in Sizes.Concat(LargeSizes))
                {
                    var d = new RecurrentDimensions(cell, t, b, i, h);
                    yield return Dense(d with { Direction = RecurrentDirection.Reverse }, finalStates: true);
                    foreach (var direction in Enum.GetValues<RecurrentDirection>())
                    {
                        yield return Dense(d with { Direction = direction }, finalStates: true, lengths: true);
                        yield return Dense(d with { Direction = direction }, finalStates: false, lengths: true);
                        yield return OneHot(d with { Direction = direction }, lengths: true);
                    }
                }

                yield return Accumulating(new RecurrentDimensions(cell, 3, 5, 4, 18));
                foreach (var direction in Enum.GetValues<RecurrentDirection>())
                {
                    var d = new RecurrentDimensions(cell, 6, 5, 4, 18) { Direction = direction };
                    yield return Cut(d, lengths: false, initialHidden: true);
                    yield return Cut(d, lengths: true, initialHidden: true);
                    yield return Cut(d, lengths: false, initialHidden: false);
                }
            }

            foreach (var variant in Variants)
            {
                foreach (var (t, b, i, h) in Sizes.Append((4, 26, 20, 40)))
                {
                    var d = new RecurrentDimensions(CellKind.Lstm, t, b, i, h) { Variant = variant };
                    yield return Dense(d, finalStates: true);
                    yield return OneHot(d);
                    foreach (var direction in Enum.GetValues<RecurrentDirection>())
                        yield return Dense(d with { Direction = direction }, finalStates: true, lengths: true);
                }

                yield return Accumulating(new RecurrentDimensions(CellKind.Lstm, 3, 5, 4, 18) { Variant = variant });
                yield return Cut(new RecurrentDimensions(CellKind.Lstm, 6, 5, 4, 18) { Variant = variant }, lengths: false, initialHidden: true);
            }
        }
    }

    /// <summary>Each option of the LSTM alone, then combinations in which every pair of options that can meet does.</summary>
    private static IEnumerable<LstmVariant> Variants =>
    [
        .. LstmVariants.Words.Values,
        LstmVariant.Peephole | LstmVariant.CoupledGates | LstmVariant.FullGateRecurrence | LstmVariant.NoOutputActivation,
        LstmVariant.Peephole | LstmVariant.NoInputGate | LstmVariant.FullGateRecurrence | LstmVariant.NoInputActivation,
        LstmVariant.Peephole | LstmVariant.NoOutputGate | LstmVariant.NoForgetGate | LstmVariant.FullGateRecurrence,
        LstmVariant.CoupledGates | LstmVariant.NoOutputGate | LstmVariant.NoInputActivation | LstmVariant.NoOutputActivation,
        LstmVariant.NoInputGate | LstmVariant.NoForgetGate | LstmVariant.NoOutputGate,
    ];

    private static DifferentiableCase Dense(RecurrentDimensions d, bool finalStates, bool lengths = false) => new(
        $"{Name(d, lengths)} dense{(finalStates ? "" : ", no state gradients")}",
        1e-5, Inputs(d, dense: true), -Range(d), Range(d),
        (bench, inputs) => Layer(bench, d, inputs, new RecurrentInput(inputs[^1]) { Lengths = lengths ? Lengths(bench, d) : null }, finalStates));

    private static DifferentiableCase OneHot(RecurrentDimensions d, bool lengths = false) => new(
        $"{Name(d, lengths)} one-hot",
        1e-5, Inputs(d, dense: false), -Range(d), Range(d),
        (bench, inputs) => Layer(bench, d, inputs, new RecurrentInput(bench.Tokens(new Shape(d.Time, d.Batch), d.Input)) { Lengths = lengths ? Lengths(bench, d) : null }, true));

    private static string Name(RecurrentDimensions d, bool lengths) =>
        $"{Cell(d)}{(d.Direction == RecurrentDirection.Reverse ? " reverse" : "")} T{d.Time} B{d.Batch} I{d.Input} H{d.Hidden}{(lengths ? " lengths" : "")}";

    private static string Cell(RecurrentDimensions d) => d.Variant == LstmVariant.None ? $"{d.Cell}" : $"{d.Cell} {d.Variant.ToWords()}";

    /// <summary>T, 0, 1, then every other length in turn: all kinds that fit into the batch.</summary>
    private static IndexTensor Lengths(Bench bench, RecurrentDimensions d)
    {
        var lengths = bench.Backend.AllocateIndices(new Shape(d.Batch));
        lengths.CopyFrom([.. Enumerable.Range(0, d.Batch).Select(b => b < 3 ? new[] { d.Batch == 1 ? d.Time / 2 : d.Time, 0, 1 }[b] : b * 7 % (d.Time + 1))]);
        return lengths;
    }

    /// <summary>As layers are initialised: a wide layer with large weights is chaotic, and no float32 follows it.</summary>
    private static double Range(RecurrentDimensions d) => Math.Min(0.7, 1.5 / Math.Sqrt(d.Hidden));

    /// <summary>
    /// Weights and biases, the two initial states (a cell without c ignores its initial c), peepholes, gate recurrence and initial gates where the variant has
    /// them, and the input where it is dense.
    /// </summary>
    private static Shape[] Inputs(RecurrentDimensions d, bool dense)
    {
        Shape[] shapes =
        [
            new(d.GateWidth, d.Input), new(d.GateWidth, d.Hidden), new(d.GateWidth), new(d.GateWidth), new(d.Batch, d.Hidden), new(d.Batch, d.Hidden),
        ];
        if (d.Variant.Has(LstmVariant.Peephole))
            shapes = [.. shapes, new(d.Cell.GateCount(d.Variant) - 1, d.Hidden)];
        if (d.CarriesGates)
            shapes = [.. shapes, new(d.SigmoidWidth, d.SigmoidWidth), new(d.Batch, d.GateWidth)];
        return dense ? [.. shapes, new Shape(d.Time, d.Batch, d.Input)] : shapes;
    }

    private static Differentiable Layer(Bench bench, RecurrentDimensions d, Tensor[] inputs, RecurrentInput input, bool finalStates)
    {
        var backend = bench.Backend;
        bool hasCell = d.Cell.HasCellState();
        var parameters = Parameters(d, inputs, tensor => tensor);
        var activations = Activations(bench, d, inputs, finalStates);
        backend.RecurrentForward(d, input, parameters, activations);
        bench.Keep("gates", activations.Gates);
        if (activations.Cell is not null)
            bench.Keep("cells", activations.Cell);
        if (activations.CandidateRecurrent is not null)
            bench.Keep("candidate", activations.CandidateRecurrent);

        // The final states are outputs of their own, so that their gradients add to that of the output.
        var state = new Shape(d.Batch, d.Hidden);
        var outputs = new List<Tensor> { activations.Hidden };
        if (finalStates)
        {
            outputs.Add(activations.FinalHidden!);
            if (hasCell)
                outputs.Add(activations.FinalCell!);
            if (d.CarriesGates)
                outputs.Add(activations.FinalGates!);
        }

        return new Differentiable([.. outputs], d1 =>
        {
            var gradients = new RecurrentGradients
            {
                Output = d1[0],
                FinalHidden = finalStates ? d1[1] : null,
                FinalCell = finalStates && hasCell ? d1[2] : null,
                GatePreactivations = bench.Zeros(d.Time, d.Batch, d.GateWidth),
                FinalGates = finalStates && d.CarriesGates ? d1[^1] : null,
                Parameters = Parameters(d, inputs, tensor => backend.Allocate(tensor.Shape)),
                Input = input.Dense is null ? null : backend.Allocate(input.Dense.Shape),
                InitialHidden = backend.Allocate(state),
                InitialCell = hasCell ? backend.Allocate(state) : null,
                InitialGates = d.CarriesGates ? bench.Zeros(d.Batch, d.GateWidth) : null,
            };
            backend.RecurrentBackward(d, input, parameters, activations, gradients);
            bench.Keep("pre-activations", gradients.GatePreactivations);
            var p = gradients.Parameters;
            Tensor?[] all =
            [
                p.InputWeights, p.RecurrentWeights, p.InputBias, p.RecurrentBias, gradients.InitialHidden, gradients.InitialCell ?? backend.Allocate(state),
                p.PeepholeWeights, p.GateWeights, gradients.InitialGates, gradients.Input,
            ];
            return [.. all.OfType<Tensor>()];
        });
    }

    /// <summary>Two backward passes into the same gradients: weights add up, the rest is overwritten, unwanted ones are left out.</summary>
    private static OperationCase Accumulating(RecurrentDimensions d) => new($"{Cell(d)} accumulates weight gradients", 1e-5, bench =>
    {
        var inputs = Inputs(d, dense: true).Select(shape => bench.Random(shape)).ToArray();
        var parameters = Parameters(d, inputs, tensor => tensor);
        var activations = Activations(bench, d, inputs);
        var input = new RecurrentInput(inputs[^1]);
        bench.Backend.RecurrentForward(d, input, parameters, activations);
        var gradients = new RecurrentGradients
        {
            Output = bench.Random(new Shape(d.Time, d.Batch, d.Hidden)),
            GatePreactivations = bench.Random(new Shape(d.Time, d.Batch, d.GateWidth)),
            Parameters = Parameters(d, inputs, tensor => bench.Random(tensor.Shape)),
            Input = bench.Random(inputs[^1].Shape),
        };
        bench.Backend.RecurrentBackward(d, input, parameters, activations, gradients);
        bench.Backend.RecurrentBackward(d, input, parameters, activations, gradients);
        bench.Keep("input weights", gradients.Parameters.InputWeights);
        bench.Keep("recurrent weights", gradients.Parameters.RecurrentWeights);
        bench.Keep("input bias", gradients.Parameters.InputBias);
        bench.Keep("recurrent bias", gradients.Parameters.RecurrentBias);
        if (gradients.Parameters.PeepholeWeights is { } peepholes)
            bench.Keep("peephole weights", peepholes);
        if (gradients.Parameters.GateWeights is { } gateWeights)
            bench.Keep("gate weights", gateWeights);
        bench.Keep("input", gradients.Input);
    });

    /// <summary>What steps hand back is scaled: one passes it on, one cuts it, one doubles it, and so on. No derivative of anything, so that only the reference judges.</summary>
    private static OperationCase Cut(RecurrentDimensions d, bool lengths, bool initialHidden) => new($"{Name(d, lengths)} carry factors{(initialHidden ? "" : ", no gradient of h0")}", 1e-5, bench =>
    {
        var inputs = Inputs(d, dense: true).Select(shape => bench.Random(shape, -Range(d), Range(d))).ToArray();
        var parameters = Parameters(d, inputs, tensor => tensor);
        var activations = Activations(bench, d, inputs);
        var input = new RecurrentInput(inputs[^1]) { Lengths = lengths ? Lengths(bench, d) : null };
        bench.Backend.RecurrentForward(d, input, parameters, activations);
        var factors = bench.Backend.Allocate(new Shape(d.Time));
        factors.CopyFrom([.. Enumerable.Range(0, d.Time).Select(t => (t + 2) % 3 * 1f)]);
        var state = new Shape(d.Batch, d.Hidden);
        var gradients = new RecurrentGradients
        {
            Output = bench.Random(new Shape(d.Time, d.Batch, d.Hidden)),
            FinalHidden = bench.Random(state),
            FinalCell = d.Cell.HasCellState() ? bench.Random(state) : null,
            CarryFactors = factors,
            GatePreactivations = bench.Zeros(d.Time, d.Batch, d.GateWidth),
            Parameters = Parameters(d, inputs, tensor => bench.Backend.Allocate(tensor.Shape)),
            InitialHidden = initialHidden ? bench.Backend.Allocate(state) : null,
            InitialCell = d.Cell.HasCellState() ? bench.Backend.Allocate(state) : null,
            InitialGates = d.CarriesGates ? bench.Zeros(d.Batch, d.GateWidth) : null,
        };
        bench.Backend.RecurrentBackward(d, input, parameters, activations, gradients);
        bench.Keep("pre-activations", gradients.GatePreactivations);
        bench.Keep("recurrent weights", gradients.Parameters.RecurrentWeights);
        foreach (var (name, tensor) in new[] { ("initial hidden", gradients.InitialHidden), ("initial cell", gradients.InitialCell), ("initial gates", gradients.InitialGates) })
        {
            if (tensor is not null)
                bench.Keep(name, tensor);
        }
    });

    /// <summary>The weights among the inputs, or what <paramref name="make"/> makes of each.</summary>
    private static RecurrentParameters Parameters(RecurrentDimensions d, Tensor[] inputs, Func<Tensor, Tensor> make) => new(make(inputs[0]), make(inputs[1]), make(inputs[2]), make(inputs[3]))
    {
        PeepholeWeights = d.Variant.Has(LstmVariant.Peephole) ? make(inputs[6]) : null,
        GateWeights = d.CarriesGates ? make(inputs[d.Variant.Has(LstmVariant.Peephole) ? 7 : 6]) : null,
    };

    private static RecurrentActivations Activations(Bench bench, RecurrentDimensions d, Tensor[] inputs, bool finalStates = false) => new()
    {
        InitialHidden = inputs[4],
        InitialCell = d.Cell.HasCellState() ? inputs[5] : null,
        InitialGates = d.CarriesGates ? inputs[d.Variant.Has(LstmVariant.Peephole) ? 8 : 7] : null,
        Gates = bench.Zeros(d.Time, d.Batch, d.GateWidth),
        Hidden = bench.Zeros(d.Time, d.Batch, d.Hidden),
        Cell = d.Cell.HasCellState() ? bench.Zeros(d.Time, d.Batch, d.Hidden) : null,
        FinalHidden = finalStates ? bench.Zeros(d.Batch, d.Hidden) : null,
        FinalCell = finalStates && d.Cell.HasCellState() ? bench.Zeros(d.Batch, d.Hidden) : null,
        FinalGates = finalStates && d.CarriesGates ? bench.Zeros(d.Batch, d.GateWidth) : null,
        CandidateRecurrent = d.Cell.KeepsCandidateRecurrent() ? bench.Zeros(d.Time, d.Batch, d.Hidden) : null,
    };
}
