using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>Tokens as the vectors that they stand for, for layers that read nothing else.</summary>
internal static class OneHot
{
    /// <summary>Dense input as it is; tokens [T, B] as rows [T, B, V] of the identity.</summary>
    /// <exception cref="ArgumentException">There are more symbols than <see cref="StackRules.MostOneHotSymbols"/>.</exception>
    public static Variable Dense(Tape tape, SequenceInput input, int symbols)
    {
        if (input.Dense is { } dense)
            return dense;
        if (symbols > StackRules.MostOneHotSymbols)
            throw new ArgumentException($"Normalised cells, zoneout and variational dropout read symbols as one-hot vectors, up to {StackRules.MostOneHotSymbols} of them; this network has {symbols}. Put an embedding before it.");
        var identity = tape.Allocate(new Shape(symbols, symbols));
        var values = new float[symbols * symbols];
        for (int n = 0; n < symbols; n++)
            values[(n * symbols) + n] = 1;
        identity.CopyFrom(values);
        return tape.Constant(identity).GatherRows(input.Tokens!);
    }
}
