using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Nn.Layers;

/// <summary>
/// How symbols enter the network: through a learned table [V, E], or, without one, as one-hot vectors whose product with the input
/// weights is a choice of columns, so that no vector is ever written out.
/// </summary>
public sealed class SymbolInput(Parameter? table)
{
    /// <summary>The embedding table [V, E]; null for one-hot input.</summary>
    public Parameter? Table { get; } = table;

    /// <summary>What the first recurrent layer reads for tokens [T, B].</summary>
    public SequenceInput Forward(Tape tape, TokenInput tokens) =>
        Table is null ? new SequenceInput(tokens) : new SequenceInput(tape.Parameter(Table).GatherRows(tokens));
}
