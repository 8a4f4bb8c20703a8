using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>What the variants of the LSTM need beside the four weights and two states, checked before anything is recorded.</summary>
internal static class LstmVariantRules
{
    public static void Check(CellKind cell, LstmVariant variant, RecurrentWeights weights, Variable? initialGates)
    {
        if (LstmVariants.Problem(cell, variant) is { } problem)
            throw new ArgumentException(problem);
        Present(variant, LstmVariant.Peephole, weights.Peepholes, "peephole weights [S, H]");
        Present(variant, LstmVariant.FullGateRecurrence, weights.GateMatrix, "gate weights [S*H, S*H]");
        Present(variant, LstmVariant.FullGateRecurrence, initialGates, "initial gates [B, G*H]");
    }

    private static void Present(LstmVariant variant, LstmVariant part, Variable? variable, string what)
    {
        if (variant.Has(part) != variable is not null)
            throw new ArgumentException(variant.Has(part) ? $"An LSTM with {part.ToWords()} needs {what}." : $"Only an LSTM with {part.ToWords()} takes {what}.");
    }
}
