using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>The gains of a layer-normalised cell on a tape. The layer's two biases are added after the normalisation.</summary>
/// <param name="InputGain">gain_ih [G*H], of W_ih x; null for the RNN, tanh or ReLU, which normalises one sum.</param>
/// <param name="RecurrentGain">gain_hh [G*H], of W_hh h; for the RNN of W_ih x + W_hh h.</param>
/// <param name="CellGain">gain_c [H]; LSTM only.</param>
/// <param name="CellBias">bias_c [H]; LSTM only.</param>
/// <param name="Epsilon">Added to each variance.</param>
public sealed record NormalizedCellWeights(Variable? InputGain, Variable RecurrentGain, Variable? CellGain, Variable? CellBias, double Epsilon = 1e-5);

/// <summary>
/// Layer-normalised cells as Ba, Kiros and Hinton (2016) write them; N(a) is a with mean 0 and variance 1 over all its units.
/// RNN (eq. 4): h' = tanh(g N(W_ih x + W_hh h) + b). LSTM (eq. 20-22): i f g o jointly, a = g_1 N(W_ih x) + b_1 + g_2 N(W_hh h) + b_2, and
/// h' = o tanh(g_3 N(c') + b_3). GRU (eq. 23-25): r and z jointly, n on its own, with the reset after the product.
/// What the paper does not write goes the same way: gates that come before the candidate jointly, the candidate on its own where it is multiplied by a gate or waits for one
/// (N(W_hn (r * h)) where the reset comes before the product); peepholes and gate recurrence are added to what is normalised.
/// </summary>
internal sealed class NormalizedCell
{
    private readonly CellKind _cell;
    private readonly LstmVariant _variant;
    private readonly RecurrentWeights _weights;
    private readonly NormalizedCellWeights _norm;
    private readonly Variable _fromInput;

    /// <summary>Records the input's share of all steps at once.</summary>
    public NormalizedCell(CellKind cell, LstmVariant variant, Variable input, RecurrentWeights weights, NormalizedCellWeights norm)
    {
        _cell = cell;
        _variant = variant;
        _weights = weights;
        _norm = norm;
        var product = input.MatMul(weights.InputWeights, transposeB: true);
        _fromInput = HasOneSum(cell) ? product : Normalize(product, norm.InputGain!).Add(weights.InputBias);
    }

    /// <summary>Whether input and state are normalised as one sum, with one gain.</summary>
    public static bool HasOneSum(CellKind cell) => cell is CellKind.Rnn or CellKind.RnnRelu;

    /// <summary>One step from h [B, H], c [B, H], h as the recurrent weights see it, and the gates of the step before where the variant feeds them back.</summary>
    public DecomposedStep Step(int t, Variable hidden, Variable seen, Variable? memory, Variable? gatesBefore)
    {
        var fromInput = _fromInput.Step(t);
        var product = seen.MatMul(_weights.RecurrentMatrix, transposeB: true);
        if (HasOneSum(_cell))
        {
            var sum = Normalize(fromInput.Add(product), _norm.RecurrentGain).Add(_weights.InputBias).Add(_weights.RecurrentBias);
            var next = sum.Unary(_cell == CellKind.Rnn ? UnaryOp.Tanh : UnaryOp.Relu);
            return new DecomposedStep(next, null, [next]);
        }

        var fromHidden = FromHidden(product);
        return _cell switch
        {
            CellKind.Gru => DecomposedCells.Gru(fromInput, fromHidden, hidden),
            CellKind.GruResetBefore => DecomposedCells.GruResetBefore(fromInput, fromHidden, hidden, seen, Gated),
            CellKind.Mgu => DecomposedCells.Mgu(fromInput, fromHidden, hidden, seen, Gated),
            _ when _variant != LstmVariant.None => DecomposedLstm.Step(_variant, fromInput.Add(fromHidden), memory!, gatesBefore, _weights, NormalizeCell),
            _ => DecomposedCells.Lstm(fromInput, fromHidden, memory!, _weights.Hidden, NormalizeCell),
        };
    }

    private Variable FromHidden(Variable product) => Normalize(product, _norm.RecurrentGain).Add(_weights.RecurrentBias);

    /// <summary>A gate times h, through the recurrent weights.</summary>
    private Variable Gated(Variable gated) => FromHidden(gated.MatMul(_weights.RecurrentMatrix, transposeB: true));

    private Variable NormalizeCell(Variable cell) => cell.LayerNorm(_norm.CellGain!, _norm.CellBias!, _norm.Epsilon);

    private Variable Normalize(Variable preactivations, Variable gain)
    {
        int hidden = _weights.Hidden, together = preactivations.Shape.Columns - hidden;
        var normalized = _cell == CellKind.Lstm || HasOneSum(_cell)
            ? preactivations.NormalizeRows(_norm.Epsilon)
            : VariableOps.ConcatColumns(
                preactivations.SliceColumns(0, together).NormalizeRows(_norm.Epsilon), preactivations.SliceColumns(together, hidden).NormalizeRows(_norm.Epsilon));
        return normalized.Multiply(gain);
    }
}
