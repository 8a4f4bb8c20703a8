using RnnLab.Cli.Parsing;
using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Recurrent;
using RnnLab.Training;

namespace RnnLab.Cli.Benchmarking;

/// <summary>The model and batch of a benchmark: one-hot input of V symbols, L layers of H, a batch of B sequences of T.</summary>
internal sealed record StepSize(CellKind Cell, int Hidden, int Batch, int Time, int Vocabulary, int Layers)
{
    /// <summary>What the LSTM does differently.</summary>
    public LstmVariant Variant { get; init; }

    /// <summary>The equations of an own cell, which then takes the place of <see cref="Cell"/>; null for a built-in one.</summary>
    public string? OwnCell { get; init; }

    /// <summary>Random truncation and the model's own inputs, as in training; ordinary training otherwise.</summary>
    public SequenceMode Mode { get; init; }

    /// <summary>The share of true inputs, where the model may read its own.</summary>
    public double TrueShare { get; init; } = 1;

    /// <summary>The cell in the words of the command line: "gru", "lstm (peephole)", "own".</summary>
    public string CellName => OwnCell is not null ? "own" : Spell(Cell) + (Variant == LstmVariant.None ? "" : $" ({Variant.ToWords()})");

    /// <summary>B x T: tokens of one step.</summary>
    public long Tokens => (long)Batch * Time;

    /// <summary>The model, with a fixed seed.</summary>
    public LanguageModelConfig Model => new() { Cell = Cell, Variant = Variant, OwnCell = OwnCell, Layers = Layers, Hidden = Hidden, Vocabulary = Vocabulary, Seed = 1 };

    /// <summary>
    /// Floating-point operations of a training step by the usual count: 6 for each weight of the recurrent matrices and the head and each token
    /// (2 forward, 4 backward), the one-hot input counted as a dense product though it is a gather; vectors, gates and optimizer not counted.
    /// </summary>
    public double Operations
    {
        get
        {
            var matrices = Model.Description.Parameters.Where(parameter => parameter.Columns is CellColumns.Input or CellColumns.Hidden).ToList();
            double input = Vocabulary, weights = (double)Vocabulary * Hidden;
            for (int layer = 0; layer < Layers; layer++, input = Hidden)
                weights += matrices.Sum(matrix => matrix.Estimate(input, Hidden));
            return 6 * weights * Tokens;
        }
    }

    /// <summary>Refuses a cell that cannot be and what this machine cannot hold, before anything is allocated.</summary>
    /// <exception cref="CliException">The options contradict each other, the equations are not valid, or model and batch do not fit in memory.</exception>
    public void Check()
    {
        var run = new RunConfig { Cell = Cell, Variant = Variant, OwnCell = OwnCell, Layers = Layers, Hidden = Hidden, SequenceLength = Time, Batch = Batch };
        if (run.Validate(Vocabulary) is [var first, ..])
            throw new CliException(first.Message);
    }

    private static string Spell(CellKind cell) => Words.Cells.First(word => word.Value == cell).Key;
}
