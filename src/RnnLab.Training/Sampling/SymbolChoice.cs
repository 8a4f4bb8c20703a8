namespace RnnLab.Training.Sampling;

/// <summary>
/// Every stage between a model's scores and the symbol that is chosen: scores, divided by the temperature, softmax, filtered, normalised again, and
/// walked along until the die is reached. The buffers are kept, so that one object serves all draws without taking memory.
/// </summary>
public sealed class SymbolChoice
{
    private readonly float[] _logits;
    private readonly double[] _weights;
    private readonly bool[] _kept;
    private readonly int[] _order;
    private readonly double[] _keys;
    private double _total, _keptTotal, _highest;
    private bool _sorted;

    /// <summary>For V symbols.</summary>
    public SymbolChoice(int vocabulary)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabulary);
        _logits = new float[vocabulary];
        _weights = new double[vocabulary];
        _kept = new bool[vocabulary];
        _order = new int[vocabulary];
        _keys = new double[vocabulary];
    }

    /// <summary>V: the number of symbols.</summary>
    public int Vocabulary => _logits.Length;

    /// <summary>The rule of the last <see cref="Read"/>.</summary>
    public ChoiceRule Rule { get; private set; } = new();

    /// <summary>The scores [V] as the model gave them.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The symbols from the likeliest to the least likely; of equal scores the one with the smaller index first.</summary>
    public ReadOnlySpan<int> Order
    {
        get
        {
            Sort();
            return _order;
        }
    }

    /// <summary>The score of a symbol divided by the temperature.</summary>
    public double Scaled(int symbol) => _logits[symbol] / Rule.Temperature;

    /// <summary>The probability of a symbol after the temperature and before the filters.</summary>
    public double Softmax(int symbol) => _weights[symbol] / _total;

    /// <summary>Whether the filters leave the symbol in.</summary>
    public bool IsKept(int symbol) => _kept[symbol];

    /// <summary>The probability that the symbol is drawn with; 0 where a filter left it out.</summary>
    public double Probability(int symbol) => _kept[symbol] ? _weights[symbol] / _keptTotal : 0;

    /// <summary>How many symbols the filters leave in.</summary>
    public int KeptCount => _kept.Count(kept => kept);

    /// <summary>What the symbol tells, in bits, to one who knows the model: -log2 of its probability at temperature 1 without filters.</summary>
    public double SurpriseBits(int symbol)
    {
        double total = 0;
        foreach (float logit in _logits)
            total += Math.Exp(logit - _highest);
        return (Math.Log(total) - (_logits[symbol] - _highest)) / Math.Log(2);
    }

    /// <summary>The bits that a draw is expected to tell by the probabilities it is drawn with: the entropy after temperature and filters.</summary>
    public double EntropyBits()
    {
        double entropy = 0;
        for (int n = 0; n < Vocabulary; n++)
        {
            if (Probability(n) is > 0 and var p)
                entropy -= p * Math.Log2(p);
        }

        return entropy;
    }

    /// <summary>Takes scores [V] through temperature, softmax and filters.</summary>
    /// <exception cref="InvalidOperationException">The scores are not numbers.</exception>
    public void Read(ReadOnlySpan<float> logits, ChoiceRule rule)
    {
        Rule = rule;
        logits.CopyTo(_logits);
        _sorted = false;
        _highest = double.NegativeInfinity;
        foreach (float logit in logits)
            _highest = Math.Max(_highest, logit);
        _total = 0;
        for (int n = 0; n < _weights.Length; n++)
        {
            _weights[n] = Math.Exp((_logits[n] - _highest) / rule.Temperature);
            _total += _weights[n];
        }

        if (!(_total > 0))
            throw new InvalidOperationException("The model's scores are not numbers, so nothing can be drawn from them. Its training went wrong; take an earlier checkpoint.");
        Filter(rule);
    }

    /// <summary>
    /// Where the die falls: the kept symbols lie side by side in the order of the vocabulary, each as wide as its probability; the one that <paramref name="die"/>, from 0 up
    /// to 1, falls on is drawn. With <see cref="ChoiceRule.Greedy"/> the likeliest, whatever the die.
    /// </summary>
    public int Draw(double die)
    {
        if (Rule.Greedy)
            return Likeliest();
        double goal = die * _keptTotal;
        int chosen = -1;
        for (int n = 0; n < _weights.Length; n++)
        {
            // A weight of zero is so unlikely that no number is small enough for it.
            if (!_kept[n] || _weights[n] == 0)
                continue;
            chosen = n;
            goal -= _weights[n];
            if (goal < 0)
                break;
        }

        return chosen;
    }

    private int Likeliest()
    {
        int best = 0;
        for (int n = 1; n < _logits.Length; n++)
        {
            if (_logits[n] > _logits[best])
                best = n;
        }

        return best;
    }

    private void Filter(ChoiceRule rule)
    {
        int k = Math.Min(rule.TopK ?? Vocabulary, Vocabulary);
        if (k == Vocabulary && rule.TopP is null or >= 1)
        {
            Array.Fill(_kept, true);
            _keptTotal = _total;
            return;
        }

        Sort();
        Array.Clear(_kept);
        double top = 0;
        for (int rank = 0; rank < k; rank++)
            top += _weights[_order[rank]];

        // Top-p is a share of what top-k left; the symbol that crosses the share is kept.
        double share = rule.TopP is { } p and < 1 ? p * top : double.PositiveInfinity;
        double passed = 0;
        for (int rank = 0; rank < k && passed < share; rank++)
        {
            _kept[_order[rank]] = true;
            passed += _weights[_order[rank]];
        }

        _keptTotal = 0;
        for (int n = 0; n < _weights.Length; n++)
        {
            if (_kept[n])
                _keptTotal += _weights[n];
        }
    }

    private void Sort()
    {
        if (_sorted)
            return;
        for (int n = 0; n < _order.Length; n++)
        {
            _order[n] = n;
            _keys[n] = -_logits[n];
        }

        // Not a stable sort: equal scores are put in the order of their indices afterwards.
        Array.Sort(_keys, _order);
        for (int start = 0; start < _order.Length;)
        {
            int end = start + 1;
            while (end < _order.Length && _keys[end] == _keys[start])
                end++;
            Array.Sort(_order, start, end - start);
            start = end;
        }

        _sorted = true;
    }
}
