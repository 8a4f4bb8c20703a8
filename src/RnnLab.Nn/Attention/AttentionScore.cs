using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Attention;

/// <summary>How well a query fits a key: the part in which the kinds of attention differ.</summary>
public abstract class AttentionScore
{
    /// <summary>What of the keys [T, B, K] can be computed once for all queries.</summary>
    protected internal abstract Variable Prepare(Tape tape, Variable keys);

    /// <summary>The scores [S, B, T] of queries [S, B, Q] against what <see cref="Prepare"/> gave.</summary>
    protected internal abstract Variable Score(Tape tape, Variable queries, Variable prepared);
}

/// <summary>Luong, Pham and Manning 2015, "dot": q . k, times a scale (1 / sqrt K makes it that of Vaswani et al. 2017). Q equals K.</summary>
public sealed class DotScore(double scale = 1) : AttentionScore
{
    /// <inheritdoc/>
    protected internal override Variable Prepare(Tape tape, Variable keys) => keys;

    /// <inheritdoc/>
    protected internal override Variable Score(Tape tape, Variable queries, Variable prepared)
    {
        var scores = queries.BatchMatMul(prepared, transposeB: true);
        return scale == 1 ? scores : scores.Scale(scale);
    }
}

/// <summary>Luong et al. 2015, "general": q W k with W [Q, K].</summary>
public sealed class GeneralScore(Parameter weight) : AttentionScore
{
    /// <summary>W [Q, K].</summary>
    public Parameter Weight { get; } = weight;

    /// <summary>The parameters that such a score needs.</summary>
    public static IReadOnlyList<ParameterSpec> ParameterSpecs(string name, int query, int key) => [new($"{name}.weight", new Shape(query, key), "from keys to queries")];

    /// <inheritdoc/>
    protected internal override Variable Prepare(Tape tape, Variable keys) => keys.MatMul(tape.Parameter(Weight), transposeB: true);

    /// <inheritdoc/>
    protected internal override Variable Score(Tape tape, Variable queries, Variable prepared) => queries.BatchMatMul(prepared, transposeB: true);
}

/// <summary>
/// Bahdanau, Cho and Bengio 2015, additive: v . tanh(W q + U k) with W [A, Q], U [A, K] and v [A].
/// </summary>
public sealed class AdditiveScore(Parameter queryWeight, Parameter keyWeight, Parameter energy) : AttentionScore
{
    /// <summary>W [A, Q].</summary>
    public Parameter QueryWeight { get; } = queryWeight;

    /// <summary>U [A, K].</summary>
    public Parameter KeyWeight { get; } = keyWeight;

    /// <summary>v [A].</summary>
    public Parameter Energy { get; } = energy;

    /// <summary>The parameters that such a score needs, in the constructor's order.</summary>
    public static IReadOnlyList<ParameterSpec> ParameterSpecs(string name, int query, int key, int width) =>
    [
        new($"{name}.query_layer.weight", new Shape(width, query), "from the query to the attention's own space"),
        new($"{name}.key_layer.weight", new Shape(width, key), "from the keys to the attention's own space"),
        new($"{name}.energy_layer.weight", new Shape(width), "how much each of its directions counts"),
    ];

    /// <inheritdoc/>
    protected internal override Variable Prepare(Tape tape, Variable keys) => keys.MatMul(tape.Parameter(KeyWeight), transposeB: true);

    /// <inheritdoc/>
    protected internal override Variable Score(Tape tape, Variable queries, Variable prepared) =>
        AdditiveEnergies.Of(tape, queries.MatMul(tape.Parameter(QueryWeight), transposeB: true), prepared, tape.Parameter(Energy));
}

/// <summary>Luong et al. 2015, "concat": v . tanh(W [q; k]) with W [A, Q + K] and v [A]. The product with W is that with its two parts, so it computes as <see cref="AdditiveScore"/>.</summary>
public sealed class ConcatScore(Parameter weight, Parameter energy) : AttentionScore
{
    /// <summary>W [A, Q + K], the query's columns first.</summary>
    public Parameter Weight { get; } = weight;

    /// <summary>v [A].</summary>
    public Parameter Energy { get; } = energy;

    /// <summary>The parameters that such a score needs, in the constructor's order.</summary>
    public static IReadOnlyList<ParameterSpec> ParameterSpecs(string name, int query, int key, int width) =>
    [
        new($"{name}.weight", new Shape(width, query + key), "from query and key to the attention's own space"),
        new($"{name}.energy_layer.weight", new Shape(width), "how much each of its directions counts"),
    ];

    /// <inheritdoc/>
    protected internal override Variable Prepare(Tape tape, Variable keys)
    {
        int key = keys.Shape.Columns, query = Weight.Spec.Shape.Columns - key;
        return keys.MatMul(tape.Parameter(Weight).SliceColumns(query, key), transposeB: true);
    }

    /// <inheritdoc/>
    protected internal override Variable Score(Tape tape, Variable queries, Variable prepared) =>
        AdditiveEnergies.Of(tape, queries.MatMul(tape.Parameter(Weight).SliceColumns(0, queries.Shape.Columns), transposeB: true), prepared, tape.Parameter(Energy));
}
