using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y[n, :] = table[tokens[n], :].</summary>
internal sealed class GatherRowsNode(Variable table, TokenInput tokens, Variable y) : SingleOutputNode(y)
{
    internal override void Forward() => Output.Tape.Backend.GatherRows(table.Value, tokens.Value, Output.Value);

    internal override void Backward()
    {
        if (table.RequiresGradient)
            Output.Tape.Backend.ScatterAddRows(Output.Gradient!, tokens.Value, table.ClaimGradientForAdding());
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>Rows of a table [V, N] chosen by tokens [T, B] or [B]: [T, B, N] or [B, N].</summary>
    public static Variable GatherRows(this Variable table, TokenInput tokens)
    {
        int width = table.Shape.Columns;
        var shape = tokens.Shape.Rank switch
        {
            1 => new Shape(tokens.Shape[0], width),
            2 => new Shape(tokens.Shape[0], tokens.Shape[1], width),
            _ => throw new ShapeMismatchException($"Tokens must have shape [B] or [T, B], not {tokens.Shape}."),
        };
        var y = table.Tape.NewOutput(shape, table.RequiresGradient);
        return table.Tape.Record(new GatherRowsNode(table, tokens, y)).Output;
    }
}
