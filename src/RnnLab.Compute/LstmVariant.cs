namespace RnnLab.Compute;

/// <summary>
/// The variants of the LSTM that Greff et al. 2017, "LSTM: A Search Space Odyssey", compare. They can be combined;
/// <see cref="LstmVariants.Problem"/> says which combinations make no sense.
/// </summary>
[Flags]
public enum LstmVariant
{
    /// <summary>The LSTM as PyTorch has it.</summary>
    None = 0,

    /// <summary>Peepholes (Gers and Schmidhuber 2000): input and forget gate also see c of the step before, the output gate the new c, each unit its own.</summary>
    Peephole = 1,

    /// <summary>CIFG: input and forget gate are coupled, f = 1 - i; there is no forget gate of its own.</summary>
    CoupledGates = 2,

    /// <summary>NIG: no input gate, i = 1.</summary>
    NoInputGate = 4,

    /// <summary>NFG: no forget gate, f = 1.</summary>
    NoForgetGate = 8,

    /// <summary>NOG: no output gate, o = 1.</summary>
    NoOutputGate = 16,

    /// <summary>NIAF: no input activation function, g is not squashed.</summary>
    NoInputActivation = 32,

    /// <summary>NOAF: no output activation function, h = o * c.</summary>
    NoOutputActivation = 64,

    /// <summary>FGR: full gate recurrence, as in Hochreiter and Schmidhuber 1997: all gates of the step before feed all gates.</summary>
    FullGateRecurrence = 128,
}

/// <summary>Rules and names of the LSTM's variants.</summary>
public static class LstmVariants
{
    private const int AllFlags = 255;

    /// <summary>Every variant by the word that files, links and the command line use for it.</summary>
    public static IReadOnlyDictionary<string, LstmVariant> Words { get; } = new Dictionary<string, LstmVariant>
    {
        ["peephole"] = LstmVariant.Peephole,
        ["cifg"] = LstmVariant.CoupledGates,
        ["nig"] = LstmVariant.NoInputGate,
        ["nfg"] = LstmVariant.NoForgetGate,
        ["nog"] = LstmVariant.NoOutputGate,
        ["niaf"] = LstmVariant.NoInputActivation,
        ["noaf"] = LstmVariant.NoOutputActivation,
        ["fgr"] = LstmVariant.FullGateRecurrence,
    };

    /// <summary>Whether all flags of <paramref name="part"/> are set.</summary>
    public static bool Has(this LstmVariant variant, LstmVariant part) => (variant & part) == part;

    /// <summary>The words of all flags that are set, joined by commas; empty for the plain LSTM.</summary>
    public static string ToWords(this LstmVariant variant) => string.Join(',', Words.Where(word => variant.Has(word.Value)).Select(word => word.Key));

    /// <summary>Reads words joined by commas, in any order and case; an empty text is the plain LSTM. False where a word is not known.</summary>
    public static bool TryParse(string words, out LstmVariant variant)
    {
        variant = LstmVariant.None;
        foreach (string word in words.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Words.TryGetValue(word.ToLowerInvariant(), out var part))
                return false;
            variant |= part;
        }

        return true;
    }

    /// <summary>Why this cell cannot have these variants, in a sentence; null where it can.</summary>
    public static string? Problem(CellKind cell, LstmVariant variant)
    {
        if (variant == LstmVariant.None)
            return null;
        if (cell != CellKind.Lstm)
            return $"The variants of the LSTM ({variant.ToWords()}) need an LSTM; a cell of kind {cell} has none.";
        if ((int)variant is < 0 or > AllFlags)
            return $"The LSTM variant {(int)variant} is not known; the variants are {string.Join(", ", Words.Keys)}.";
        if (variant.Has(LstmVariant.CoupledGates | LstmVariant.NoInputGate))
            return "Coupled gates (cifg) make f = 1 - i; without an input gate (nig) i would always be 1 and nothing would ever be kept. Choose one of the two.";
        if (variant.Has(LstmVariant.CoupledGates | LstmVariant.NoForgetGate))
            return "Coupled gates (cifg) have no forget gate of their own, so there is none to leave out (nfg). Choose one of the two.";
        if (new LstmGates(variant).SigmoidCount == 0)
        {
            if (variant.Has(LstmVariant.Peephole))
                return "Peepholes let gates see the cell state; without input, forget and output gate (nig, nfg, nog) there is none to see it. Keep at least one gate.";
            if (variant.Has(LstmVariant.FullGateRecurrence))
                return "Full gate recurrence (fgr) feeds gates to gates; without input, forget and output gate (nig, nfg, nog) there is none. Keep at least one gate.";
        }

        return null;
    }
}

/// <summary>Which H-wide blocks an LSTM variant has and where: those of i f g o that are left, in this order.</summary>
public readonly struct LstmGates
{
    /// <summary>The blocks of a variant.</summary>
    public LstmGates(LstmVariant variant)
    {
        int next = 0;
        Input = variant.Has(LstmVariant.NoInputGate) ? -1 : next++;
        Forget = (variant & (LstmVariant.NoForgetGate | LstmVariant.CoupledGates)) != 0 ? -1 : next++;
        Candidate = next++;
        Output = variant.Has(LstmVariant.NoOutputGate) ? -1 : next++;
        Count = next;
    }

    /// <summary>The block of i; -1 where there is none.</summary>
    public int Input { get; }

    /// <summary>The block of f; -1 where there is none of its own.</summary>
    public int Forget { get; }

    /// <summary>The block of g.</summary>
    public int Candidate { get; }

    /// <summary>The block of o; -1 where there is none.</summary>
    public int Output { get; }

    /// <summary>G: the number of blocks.</summary>
    public int Count { get; }

    /// <summary>The blocks that are sigmoid gates: rows of the peephole weights [S, H] and blocks of the gate recurrence [S*H, S*H], in the order i f o.</summary>
    public int SigmoidCount => Count - 1;

    /// <summary>The number of a block among the sigmoid gates: those after g move up by one.</summary>
    public int Sigmoid(int block) => block < Candidate ? block : block - 1;
}
