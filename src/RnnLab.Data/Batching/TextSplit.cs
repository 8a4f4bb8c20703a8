using RnnLab.Data.Text;

namespace RnnLab.Data.Batching;

/// <summary>
/// A text cut by position into a part to train on, a part to validate on and a part to test on, in that order. The parts together
/// are the whole text.
/// </summary>
/// <param name="Train">Tokens that the model learns from.</param>
/// <param name="Validation">Tokens that choose between models; empty when its fraction is 0.</param>
/// <param name="Test">Tokens kept for the end; empty when its fraction is 0.</param>
public sealed record TextSplit(int[] Train, int[] Validation, int[] Test)
{
    /// <summary>Cuts the tokens: the first <c>floor(train x N)</c> are to train on, those up to <c>floor((train + validation) x N)</c> to validate on.</summary>
    /// <param name="tokens">The indices of the whole text, N of them.</param>
    /// <param name="train">Fraction to train on, above 0.</param>
    /// <param name="validation">Fraction to validate on, 0 or more.</param>
    /// <param name="test">Fraction to test on, 0 or more. The three add up to 1.</param>
    /// <param name="sequenceLength">T: the training part must hold at least one sequence and its next symbol, T + 1 tokens.</param>
    /// <exception cref="ArgumentException">The fractions are out of range or do not add up to 1.</exception>
    /// <exception cref="TextTooShortException">A part is too short to be used.</exception>
    public static TextSplit Split(int[] tokens, double train = 0.9, double validation = 0.05, double test = 0.05, int sequenceLength = 1)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (sequenceLength < 1)
            throw new ArgumentException($"The sequence length is {sequenceLength}; it must be at least 1.", nameof(sequenceLength));
        // Written so that NaN fails too.
        if (!(train > 0 && validation >= 0 && test >= 0 && Math.Abs(train + validation + test - 1) < 1e-6))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The parts are {train} to train, {validation} to validate and {test} to test. The first must be above 0, none below 0, and together they must make 1."));
        }

        int afterTrain = Cut(tokens.Length, train);
        int afterValidation = test == 0 ? tokens.Length : Cut(tokens.Length, train + validation);
        if (validation == 0)
            afterTrain = afterValidation;
        Check("to train on", train, afterTrain, sequenceLength + 1, tokens.Length);
        Check("to validate on", validation, afterValidation - afterTrain, 2, tokens.Length);
        Check("to test on", test, tokens.Length - afterValidation, 2, tokens.Length);
        return new TextSplit(tokens[..afterTrain], tokens[afterTrain..afterValidation], tokens[afterValidation..]);
    }

    // 0.9 + 0.05 is a hair above 0.95 in binary, and 0.29 x 100 a hair below 29: the cut means the decimal numbers that a person typed.
    private static int Cut(int length, double fraction) => (int)Math.Floor((length * fraction) + 1e-6);

    private static void Check(string use, double fraction, int count, int needed, int whole)
    {
        if (fraction > 0 && count < needed)
        {
            throw new TextTooShortException(FormattableString.Invariant(
                $"The text is too short: {fraction * 100:0.##} % of its {whole:N0} symbols leaves {count:N0} {use}, and at least {needed:N0} are needed. Use a longer text, a shorter sequence or another split."));
        }
    }
}
