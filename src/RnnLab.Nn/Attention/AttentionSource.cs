using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Attention;

/// <summary>What attention gives.</summary>
/// <param name="Context">The values, weighted: [S, B, N], or [B, N] for a single query.</param>
/// <param name="Weights">How much of each key every query took: [S, B, T], or [B, T]; rows add up to 1.</param>
public sealed record AttentionOutput(Variable Context, Variable Weights);

/// <summary>
/// Keys and values that queries attend to, such as an encoder's states: prepared once, asked by one decoder step at a time or by all of them at once.
/// </summary>
public sealed class AttentionSource
{
    private readonly Tape _tape;
    private readonly AttentionScore _score;
    private readonly Variable _prepared, _values;
    private readonly Variable? _mask;

    /// <summary>Prepares keys [T, B, K].</summary>
    /// <param name="tape">Where to record.</param>
    /// <param name="score">The kind of attention.</param>
    /// <param name="keys">What queries are compared with [T, B, K].</param>
    /// <param name="values">What is taken from each step [T, B, N]; null for the keys themselves.</param>
    /// <param name="mask">[B, T], 0 for steps that must not be looked at, as <see cref="VariableOps.LengthMask"/> makes of lengths; null for none. Where all of a sequence is masked, weights and context are 0.</param>
    /// <exception cref="ShapeMismatchException">The shapes do not fit one another.</exception>
    public AttentionSource(Tape tape, AttentionScore score, Variable keys, Variable? values = null, Variable? mask = null)
    {
        values ??= keys;
        if (keys.Shape.Rank != 3 || values.Shape.Rank != 3 || keys.Shape[0] != values.Shape[0] || keys.Shape[1] != values.Shape[1])
            throw new ShapeMismatchException($"Attention needs keys [T, B, K] and values [T, B, N] of one T and B; got {keys.Shape} and {values.Shape}.");
        if (mask is not null && mask.Shape != new Shape(keys.Shape[1], keys.Shape[0]))
            throw new ShapeMismatchException($"The mask of keys {keys.Shape} must be [B, T], [{keys.Shape[1]}, {keys.Shape[0]}], not {mask.Shape}.");
        (_tape, _score, _values, _mask) = (tape, score, values, mask);
        _prepared = score.Prepare(tape, keys);
    }

    /// <summary>Records the answer to queries [S, B, Q], or to one step of them [B, Q].</summary>
    /// <exception cref="ShapeMismatchException">The queries do not fit the keys.</exception>
    public AttentionOutput Attend(Variable queries)
    {
        bool single = queries.Shape.Rank == 2;
        if (queries.Shape.Rank is not (2 or 3) || queries.Shape[queries.Shape.Rank - 2] != _values.Shape[1])
            throw new ShapeMismatchException($"Queries must be [S, B, Q] or [B, Q] with the keys' B, {_values.Shape[1]}; got {queries.Shape}.");
        if (single)
            queries = queries.Reshape(new Shape(1, queries.Shape[0], queries.Shape[1]));
        var weights = _score.Score(_tape, queries, _prepared).Softmax(_mask);
        var context = weights.BatchMatMul(_values);
        return single
            ? new(context.Reshape(new Shape(context.Shape[1], context.Shape[2])), weights.Reshape(new Shape(weights.Shape[1], weights.Shape[2])))
            : new(context, weights);
    }
}
