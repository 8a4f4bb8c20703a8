using System.Globalization;

namespace RnnLab.Lessons.LiveBlocks;

/// <summary>One parameter that a live block takes.</summary>
/// <param name="Name">Key in the block's YAML, in kebab-case.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Description">What it does, for authors.</param>
/// <param name="Default">Value where the author gives none, written as in YAML; null where the author must give one.</param>
/// <param name="Minimum">Smallest number accepted.</param>
/// <param name="Maximum">Largest number accepted.</param>
/// <param name="Choices">Words accepted by <see cref="LiveParameterKind.Choice"/>.</param>
public sealed record LiveParameter(
    string Name,
    LiveParameterKind Kind,
    string Description,
    string? Default = null,
    double Minimum = double.NegativeInfinity,
    double Maximum = double.PositiveInfinity,
    IReadOnlyList<string>? Choices = null)
{
    /// <summary>Turns what the author wrote into a value: string, int, double or bool.</summary>
    /// <param name="written">The scalar as it stands in the YAML.</param>
    /// <param name="folder">The lesson's folder, for files.</param>
    /// <param name="value">The value.</param>
    /// <returns>Null, or what is wrong: a phrase that follows "parameter x ".</returns>
    public string? Parse(string written, string folder, out object value)
    {
        value = written;
        switch (Kind)
        {
            case LiveParameterKind.Integer:
                if (!int.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole))
                    return $"must be a whole number, but is \"{written}\"";
                value = whole;
                return OutOfRange(whole);
            case LiveParameterKind.Number:
                if (!double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                    return $"must be a number, but is \"{written}\"";
                value = number;
                return OutOfRange(number);
            case LiveParameterKind.Boolean:
                if (written is not ("true" or "false"))
                    return $"must be true or false, but is \"{written}\"";
                value = written == "true";
                return null;
            case LiveParameterKind.Choice:
                return Choices!.Contains(written) ? null : $"must be one of {string.Join(", ", Choices!)}, but is \"{written}\"";
            case LiveParameterKind.File:
                if (written.Length == 0 || written != Path.GetFileName(written))
                    return $"must be the name of a file beside lesson.md, but is \"{written}\"";
                return File.Exists(Path.Combine(folder, written)) ? null : $"names the file \"{written}\", which is not in the lesson's folder";
            default:
                return null;
        }
    }

    private string? OutOfRange(double number) => number < Minimum || number > Maximum
        ? string.Create(CultureInfo.InvariantCulture, $"must be between {Minimum} and {Maximum}, but is {number}")
        : null;
}
