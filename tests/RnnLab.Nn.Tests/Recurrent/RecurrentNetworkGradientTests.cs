using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Recurrent.Custom;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>Every option against central differences in float64, and the CPU backend against the reference.</summary>
public class RecurrentNetworkGradientTests
{
    private const double Step = 1e-5;

    private static readonly Dictionary<string, Func<RecurrentNetworkOptions, RecurrentNetworkOptions>> Kinds = new()
    {
        ["plain"] = o => o,
        ["bidirectional"] = o => o with { Bidirectional = true, Returns = SequenceReturn.Both },
        ["residual batch-major last"] = o => o with { Residual = true, BatchMajor = true, Returns = SequenceReturn.Last },
        ["normalised"] = o => o with { LayerNormalized = true },
        ["normalised bidirectional residual"] = o => o with { LayerNormalized = true, Bidirectional = true, Residual = true, Returns = SequenceReturn.Both },
        ["learned states"] = o => o with { LearnInitialState = true },
        ["dropout between layers"] = o => o with { Dropout = 0.4, Residual = true },
        ["variational dropout"] = o => o with { InputDropout = 0.3, RecurrentDropout = 0.4, OutputDropout = 0.3, Bidirectional = true },
        ["all variants"] = o => o with { Variant = LstmVariant.Peephole | LstmVariant.FullGateRecurrence, Bidirectional = true, ForgetBias = 1 },
        ["variants step by step"] = o => o with { Variant = LstmVariant.Peephole | LstmVariant.FullGateRecurrence, ZoneoutHidden = 0.2, RecurrentDropout = 0.2 },
        ["variants normalised"] = o => o with { Variant = LstmVariant.Peephole | LstmVariant.CoupledGates | LstmVariant.FullGateRecurrence, LayerNormalized = true, Bidirectional = true },
        ["own cell"] = o => o with { OwnCell = CellTexts.Everything, Bidirectional = true, Returns = SequenceReturn.Both },
        ["own cell regularised"] = o => o with { OwnCell = CellTexts.Lstm, ZoneoutHidden = 0.2, ZoneoutCell = 0.3, RecurrentDropout = 0.3, InputDropout = 0.2, Residual = true },
        ["own cell with learned states"] = o => o with { OwnCell = CellTexts.Everything, LearnInitialState = true },
        ["zoneout"] = o => o with { ZoneoutHidden = 0.3, ZoneoutCell = o.Description.HasCellState ? 0.4 : 0 },
    };

    public static TheoryData<string, CellKind> Cases
    {
        get
        {
            var cases = new TheoryData<string, CellKind>();
            foreach (string kind in Kinds.Keys)
            {
                foreach (var cell in Enum.GetValues<CellKind>())
                {
                    if (cell == CellKind.Lstm || !(kind.Contains("variants", StringComparison.Ordinal) || kind.Contains("own", StringComparison.Ordinal)))
                        cases.Add(kind, cell);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_gradient_agrees_with_central_differences(string kind, CellKind cell)
    {
        foreach (bool train in new[] { true, false })
        {
            using var backend = new ReferenceBackend();
            using var run = Run(kind, cell, backend, train);
            run.Everything();
            foreach (var parameter in run.Network.Parameters)
                Check(run, parameter.Value, Close.Values(parameter.Gradient), parameter.Name);
            Check(run, run.Input.Value, Close.Values(run.Input.Gradient!), "input");
            foreach (var state in run.Initial ?? [])
                Check(run, state.Hidden.Value, Close.Values(state.Hidden.Gradient!), "initial h");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_backend_agrees_with_the_reference(string kind, CellKind cell)
    {
        using var reference = new ReferenceBackend();
        using var expected = Run(kind, cell, reference, train: true);
        double[][] want = expected.Everything();
        foreach (var row in TestBackends.Cpu)
        {
            using var backend = TestBackends.Create(row.Data);
            using var actual = Run(kind, cell, backend, train: true);
            double[][] got = actual.Everything();
            for (int n = 0; n < want.Length; n++)
                Close.Equal(want[n], got[n], 2e-5, $"{row.Data}, tensor {n}");
        }
    }

    private static NetworkRun Run(string kind, CellKind cell, IComputeBackend backend, bool train)
    {
        var options = Kinds[kind](new RecurrentNetworkOptions { Cell = cell, Input = 3, Hidden = 5, Layers = 2, Seed = 9 });
        return new NetworkRun(
            options, backend, 3, 4, [3, 0, 1, 2], train ? new DropoutPosition(21) { Step = 2 } : null, given: !options.LearnInitialState);
    }

    private static void Check(NetworkRun run, Tensor moved, double[] gradient, string what)
    {
        double[] values = Close.Values(moved), slopes = new double[values.Length];
        for (int n = 0; n < values.Length; n++)
        {
            double at = values[n];
            values[n] = at + Step;
            double above = Evaluate();
            values[n] = at - Step;
            slopes[n] = (above - Evaluate()) / (2 * Step);
            values[n] = at;
        }

        Evaluate();
        Close.Equal(slopes, gradient, 1e-6, what);

        double Evaluate()
        {
            moved.CopyFrom(values);
            run.Tape.Replay();
            return Close.Values(run.Loss.Value)[0];
        }
    }
}
