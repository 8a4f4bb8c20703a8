using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>The gains of a layer-normalised cell on a tape. The layer's two biases are added after the normalisation.</summary>
/// <param name="InputGain">gain_ih [G*H], of W_ih x; null for the RNN, which normalises one sum.</param>
/// <param name="RecurrentGain">gain_hh [G*H], of W_hh h; for the RNN of W_ih x + W_hh h.</param>
/// <param name="CellGain">gain_c [H]; LSTM only.</param>
/// <param name="CellBias">bias_c [H]; LSTM only.</param>
/// <param name="Epsilon">Added to each variance.</param>
public sealed record NormalizedCellWeights(Variable? InputGain, Variable RecurrentGain, Variable? CellGain, Variable? CellBias, double Epsilon = 1e-5);

/// <summary>
/// Layer-normalised cells as Ba, Kiros and Hinton (2016) write them; N(a) is a with mean 0 and variance 1 over all its units.
/// RNN (eq. 4): h' = tanh(g N(W_ih x + W_hh h) + b). LSTM (eq. 20-22): i f g o jointly, a = g_1 N(W_ih x) + b_1 + g_2 N(W_hh h) + b_2, and
/// h' = o tanh(g_3 N(c') + b_3). GRU (eq. 23-25): r and z jointly, n on its own, with the reset after the product.
/// </summary>
internal sealed class NormalizedCell
{
    private readonly CellKind _cell;
    private readonly RecurrentWeights _weights;
    private readonly NormalizedCellWeights _norm;
    private readonly Variable _fromInput;

    /// <summary>Records the input's share of all steps at once.</summary>
    public NormalizedCell(CellKind cell, Variable input, RecurrentWeights weights, NormalizedCellWeights norm)
    {
        if (!Supports(cell))
            throw new ArgumentException($"Layer normalisation inside the cell is defined for RNN, GRU and LSTM, not for {cell}.");
        _cell = cell;
        _weights = weights;
        _norm = norm;
        var product = input.MatMul(weights.InputWeights, transposeB: true);
        _fromInput = cell == CellKind.Rnn ? product : Normalize(product, norm.InputGain!).Add(weights.InputBias);
    }

    /// <summary>Whether the paper gives a form for this cell.</summary>
    public static bool Supports(CellKind cell) => cell is CellKind.Rnn or CellKind.Gru or CellKind.Lstm;

    /// <summary>One step from h [B, H], c [B, H], and h as the recurrent weights see it.</summary>
    public DecomposedStep Step(int t, Variable hidden, Variable seen, Variable? memory)
    {
        var fromInput = _fromInput.Step(t);
        var product = seen.MatMul(_weights.RecurrentMatrix, transposeB: true);
        if (_cell == CellKind.Rnn)
        {
            var next = Normalize(fromInput.Add(product), _norm.RecurrentGain).Add(_weights.InputBias).Add(_weights.RecurrentBias).Tanh();
            return new DecomposedStep(next, null, [next]);
        }

        var fromHidden = Normalize(product, _norm.RecurrentGain).Add(_weights.RecurrentBias);
        return _cell == CellKind.Gru
            ? DecomposedCells.Gru(fromInput, fromHidden, hidden)
            : DecomposedCells.Lstm(fromInput, fromHidden, memory!, _weights.Hidden, cell => cell.LayerNorm(_norm.CellGain!, _norm.CellBias!, _norm.Epsilon));
    }

    private Variable Normalize(Variable preactivations, Variable gain)
    {
        int hidden = _weights.Hidden;
        var normalized = _cell != CellKind.Gru
            ? preactivations.NormalizeRows(_norm.Epsilon)
            : VariableOps.ConcatColumns(
                preactivations.SliceColumns(0, 2 * hidden).NormalizeRows(_norm.Epsilon), preactivations.SliceColumns(2 * hidden, hidden).NormalizeRows(_norm.Epsilon));
        return normalized.Multiply(gain);
    }
}
