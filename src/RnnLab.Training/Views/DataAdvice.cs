using System.Globalization;

namespace RnnLab.Training.Views;

/// <summary>char-rnn's advice: the number of parameters and the number of characters should be of about the same order.</summary>
public static class DataAdvice
{
    /// <summary>A sentence that sets a model's size beside its text's.</summary>
    /// <param name="parameters">Weights of the model.</param>
    /// <param name="trainCharacters">Characters of the training part.</param>
    public static string Compare(long parameters, long trainCharacters)
    {
        if (parameters <= 0 || trainCharacters <= 0)
            return "Choose a text and a model to compare their sizes.";
        string sizes = string.Create(CultureInfo.InvariantCulture, $"{parameters:N0} parameters, {trainCharacters:N0} characters to train on");
        double ratio = (double)parameters / trainCharacters;
        return ratio switch
        {
            > 10 => $"{sizes}: the model is far larger than its text and can learn it by heart. Expect overfitting; use dropout, a smaller model or more text.",
            > 2 => $"{sizes}: the model is larger than its text. Watch the validation loss, and use dropout if it rises.",
            >= 0.2 => $"{sizes}: of the same order, which is a good place to start.",
            _ => $"{sizes}: the text is much larger than the model. A larger model will probably do better, if you have the time.",
        };
    }
}
