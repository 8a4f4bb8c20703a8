using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Training;

namespace RnnLab.Cli.Benchmarking;

/// <summary>The model and batch of a benchmark: one-hot input of V symbols, L layers of H, a batch of B sequences of T.</summary>
internal sealed record StepSize(CellKind Cell, int Hidden, int Batch, int Time, int Vocabulary, int Layers)
{
    /// <summary>B x T: tokens of one step.</summary>
    public long Tokens => (long)Batch * Time;

    /// <summary>The model, with a fixed seed.</summary>
    public LanguageModelConfig Model => new() { Cell = Cell, Layers = Layers, Hidden = Hidden, Vocabulary = Vocabulary, Seed = 1 };

    /// <summary>
    /// Floating-point operations of a training step by the usual count: 6 for each recurrent and head weight and token (2 forward, 4
    /// backward), the one-hot input counted as a dense product though it is a gather; biases, gates and optimizer not counted.
    /// </summary>
    public double Operations
    {
        get
        {
            double gates = (double)Cell.GateCount() * Hidden, input = Vocabulary, weights = (double)Vocabulary * Hidden;
            for (int layer = 0; layer < Layers; layer++, input = Hidden)
                weights += gates * (input + Hidden);
            return 6 * weights * Tokens;
        }
    }

    /// <summary>Refuses what this machine cannot hold, before anything is allocated.</summary>
    /// <exception cref="CliException">The model and batch do not fit in memory.</exception>
    public void CheckMemory()
    {
        var problems = new RunConfig { Cell = Cell, Layers = Layers, Hidden = Hidden, SequenceLength = Time, Batch = Batch }.Validate(Vocabulary);
        if (problems is [var first, ..])
            throw new CliException(first.Message);
    }
}
