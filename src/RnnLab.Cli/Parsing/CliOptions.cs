using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RnnLab.Compute;

namespace RnnLab.Cli.Parsing;

/// <summary>
/// Options whose errors are sentences. A value that was not given reads as null, so that a command knows what the person asked for;
/// the default is only named in the help.
/// </summary>
internal static class CliOptions
{
    /// <summary>A whole number within bounds.</summary>
    public static Option<int?> Int(string name, string description, int min, int max, string? otherwise = null) =>
        Number(name, description, otherwise, text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max ? (int)value : (int?)null,
            $"a whole number from {Format(min)} to {Format(max)}");

    /// <summary>A whole number within bounds, 64 bits.</summary>
    public static Option<long?> Long(string name, string description, long min, long max, string? otherwise = null) =>
        Number(name, description, otherwise, text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max ? value : (long?)null,
            $"a whole number from {Format(min)} to {Format(max)}");

    /// <summary>A seed: any whole number of 64 bits that is not negative.</summary>
    public static Option<ulong?> Seed(string description, string? otherwise = null) =>
        Number("--seed", description, otherwise, text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : (ulong?)null,
            "a whole number from 0 to 18446744073709551615");

    /// <summary>A finite number within bounds, decimal point whatever the language.</summary>
    public static Option<double?> Real(string name, string description, double min, double max, string? otherwise = null, bool openAtMin = false) =>
        Number(name, description, otherwise, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value) && value <= max && (openAtMin ? value > min : value >= min) ? value : (double?)null,
            openAtMin ? $"a number above {Format(min)} and at most {Format(max)}" : $"a number from {Format(min)} to {Format(max)}");

    /// <summary>Text as given.</summary>
    public static Option<string?> Text(string name, string description, string valueName) => new(name)
    {
        Description = description,
        HelpName = valueName,
        CustomParser = result => result.Tokens[0].Value.Length == 0
            ? Fail<string>(result, $"{name} was given an empty value; it needs {Article(valueName)}.")
            : result.Tokens[0].Value,
    };

    /// <summary>The file that a command is about, given without a name.</summary>
    public static Argument<string?> File(string description) => new("FILE") { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The file of <see cref="File"/>.</summary>
    /// <exception cref="CliException">It was not given; says so in these words.</exception>
    public static string Read(ParseResult parsed, Argument<string?> file, string missing) =>
        parsed.GetValue(file) is { Length: > 0 } path ? path : throw new CliException(missing);

    /// <summary>The symbols of a model that was trained elsewhere.</summary>
    public static Option<string?> Vocabulary() => Text(
        "--vocabulary", "The symbols of a model from elsewhere: a .json list in the order of their indices, a .json object from symbol to index, or the text that it was trained on.", "FILE");

    /// <summary>The cell of a model that was trained elsewhere, where the shapes of its weights leave a choice.</summary>
    public static Option<CellKind?> ForeignCell() => Choice(
        "--cell", "The cell of a model from elsewhere, which its file does not say: rnn and rnn-relu have the same shapes, gru and gru-reset-before too.", Words.Cells, "what PyTorch makes of these shapes");

    /// <summary>The backend, by its name.</summary>
    public static Option<string?> Backend()
    {
        const string name = "--backend";
        string[] words = ["cpu", .. ComputeBackends.AvailableNames()];
        return new(name)
        {
            Description = WithDefault("What computes. A run continues bit for bit only on the backend it began on.", "cpu, the fastest here"),
            HelpName = string.Join('|', words),
            CustomParser = result => words.Contains(result.Tokens[0].Value)
                ? result.Tokens[0].Value
                : Fail<string>(result, $"{name} cannot be '{result.Tokens[0].Value}': choose {Spelling.OneOf(words)}.{Spelling.DidYouMean(result.Tokens[0].Value, words)}"),
        };
    }

    /// <summary>A switch.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>One of a few words, each standing for a value; near misses are named.</summary>
    public static Option<T?> Choice<T>(string name, string description, IReadOnlyDictionary<string, T> values, string? otherwise = null)
        where T : struct
    {
        var words = values.Keys.ToList();
        var option = new Option<T?>(name)
        {
            Description = WithDefault(description, otherwise),
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                string typed = result.Tokens[0].Value;
                foreach (var (word, value) in values)
                    if (string.Equals(word, typed, StringComparison.OrdinalIgnoreCase))
                        return value;
                return Fail<T?>(result, $"{name} cannot be '{typed}': choose {Spelling.OneOf(words)}.{Spelling.DidYouMean(typed, words)}");
            },
        };
        option.CompletionSources.Add(_ => words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return option;
    }

    private static Option<T?> Number<T>(string name, string description, string? otherwise, Func<string, T?> parse, string what)
        where T : struct => new(name)
        {
            Description = WithDefault(description, otherwise),
            HelpName = "number",
            CustomParser = result => parse(result.Tokens[0].Value) is { } value
                ? value
                : Fail<T?>(result, $"{name} must be {what}, not '{result.Tokens[0].Value}'."),
        };

    private static T? Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }

    private static string WithDefault(string description, string? otherwise) =>
        otherwise is null ? description : $"{description} [default: {otherwise}]";

    private static string Article(string noun) => noun switch
    {
        "FILE" => "a file",
        "DIR" => "a folder",
        _ => "some text",
    };

    private static string Format(double value) => value.ToString("0.############", CultureInfo.InvariantCulture);
}
