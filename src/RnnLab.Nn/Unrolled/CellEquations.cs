using System.Text;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn.Unrolled;

/// <summary>Where a weight of the equations lies in the parameters of a model.</summary>
/// <param name="Parameter">The number of the cell's parameter, in the order of <see cref="CellDescription.Parameters"/>.</param>
/// <param name="RowBlock">Its first row in blocks of H; of a peephole matrix [S, H], the row.</param>
/// <param name="ColumnBlock">Its first column in blocks of H; only where the parameter has several.</param>
public sealed record WeightBlock(int Parameter, int RowBlock, int ColumnBlock = 0);

/// <summary>
/// Every cell as equations in the language of own cells: what the views write out, step through and take apart. PyTorch keeps the gates' weights side by side in one
/// matrix and gives each gate two biases; the equations name each block by itself: W from the input, U from the state, b and d the biases.
/// </summary>
public sealed class CellEquations
{
    private CellEquations(CellProgram program, IReadOnlyList<WeightBlock> blocks)
    {
        Program = program;
        Blocks = blocks;
    }

    /// <summary>The equations.</summary>
    public CellProgram Program { get; }

    /// <summary>Where each weight of the program lies, in the order of <see cref="CellProgram.Parameters"/>.</summary>
    public IReadOnlyList<WeightBlock> Blocks { get; }

    /// <summary>An own cell: each of its weights is a parameter by itself.</summary>
    public static CellEquations Of(CellProgram program) => new(program, [.. program.Parameters.Select((_, n) => new WeightBlock(n, 0))]);

    /// <summary>The cell of a model.</summary>
    public static CellEquations Of(LanguageModelConfig config) => config.OwnCell is { } text ? Of(CellProgram.Parse(text)) : Of(config.Cell, config.Variant);

    /// <summary>A built-in cell.</summary>
    public static CellEquations Of(CellKind cell, LstmVariant variant = LstmVariant.None)
    {
        var blocks = new Dictionary<string, WeightBlock>();
        string text = cell switch
        {
            CellKind.Rnn => $"h' = tanh({Sum("", 0)})",
            CellKind.RnnRelu => $"h' = relu({Sum("", 0)})",
            CellKind.Gru => $"""
                r = sigmoid({Sum("r", 0)})
                z = sigmoid({Sum("z", 1)})
                n = tanh({FromInput("n", 2)} + r .* ({FromState("n", 2, "h")}))
                h' = (1 - z) .* n + z .* h
                """,
            CellKind.GruResetBefore => $"""
                r = sigmoid({Sum("r", 0)})
                z = sigmoid({Sum("z", 1)})
                n = tanh({FromInput("n", 2)} + {FromState("n", 2, "(r .* h)")})
                h' = (1 - z) .* n + z .* h
                """,
            CellKind.Mgu => $"""
                f = sigmoid({Sum("f", 0)})
                n = tanh({FromInput("n", 1)} + {FromState("n", 1, "(f .* h)")})
                h' = (1 - f) .* h + f .* n
                """,
            _ => Lstm(variant),
        };
        var program = CellProgram.Parse(text);
        return new(program, [.. program.Parameters.Select(parameter => blocks[parameter.Name])]);

        string Sum(string gate, int block) => $"{FromInput(gate, block)} + {FromState(gate, block, "h")}";

        string FromInput(string gate, int block) => $"{Name("W" + gate, new(0, block))}*x + {Name("b" + gate, new(2, block))}";

        string FromState(string gate, int block, string seen) => $"{Name("U" + gate, new(1, block))}*{seen} + {Name("d" + gate, new(3, block))}";

        string Name(string name, WeightBlock block)
        {
            blocks[name] = block;
            return name;
        }

        string Lstm(LstmVariant flags)
        {
            var gates = new LstmGates(flags);
            bool peephole = flags.Has(LstmVariant.Peephole), recurrence = flags.Has(LstmVariant.FullGateRecurrence);

            // With full gate recurrence the gates are states: their values of the step before enter.
            string prime = recurrence ? "'" : "";
            (string Letter, int Block)[] all = [("i", gates.Input), ("f", gates.Forget), ("o", gates.Output)];
            (string Letter, int Block)[] sigmoid = [.. all.Where(gate => gate.Block >= 0)];
            var lines = new StringBuilder();
            foreach (var (letter, block) in sigmoid)
            {
                if (letter != "o")
                    lines.AppendLine(Gate(letter, block, "c"));
            }

            string g = $"{FromInput("g", gates.Candidate)} + {FromState("g", gates.Candidate, "h")}";
            lines.AppendLine(flags.Has(LstmVariant.NoInputActivation) ? $"g = {g}" : $"g = tanh({g})");
            if (flags.Has(LstmVariant.CoupledGates))
                lines.AppendLine($"f = 1 - i{prime}");
            string kept = flags.Has(LstmVariant.CoupledGates) ? "f .* c" : gates.Forget < 0 ? "c" : $"f{prime} .* c";
            lines.AppendLine($"c' = {kept} + {(gates.Input < 0 ? "g" : $"i{prime} .* g")}");
            if (gates.Output >= 0)
                lines.AppendLine(Gate("o", gates.Output, "c'"));
            string shown = flags.Has(LstmVariant.NoOutputActivation) ? "c'" : "tanh(c')";
            lines.Append(gates.Output < 0 ? $"h' = {(shown == "c'" ? "1*c'" : shown)}" : $"h' = o{prime} .* {shown}");
            return lines.ToString();

            string Gate(string letter, int block, string seen)
            {
                int own = gates.Sigmoid(block);
                string sum = Sum(letter, block);
                if (peephole)
                    sum += $" + {Name("p" + letter, new(4, own))} .* {seen}";
                if (recurrence)
                {
                    foreach (var (other, from) in sigmoid)
                        sum += $" + {Name($"R{letter}{other}", new(peephole ? 5 : 4, own, gates.Sigmoid(from)))}*{other}";
                }

                return $"{letter}{prime} = sigmoid({sum})";
            }
        }
    }
}
