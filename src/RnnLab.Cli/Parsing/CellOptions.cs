using System.CommandLine;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Cli.Parsing;

/// <summary>The options that choose a recurrent cell: a built-in one, an LSTM with variants, or one of the person's own.</summary>
internal sealed class CellOptions
{
    /// <summary><c>--cell</c>.</summary>
    public Option<CellKind?> Cell { get; } = CliOptions.Choice("--cell", "The recurrent cell.", Words.Cells, "lstm");

    /// <summary><c>--lstm-variant</c>.</summary>
    public Option<string?> Variant { get; } = CliOptions.Text("--lstm-variant", $"What the LSTM does differently, joined by commas: {string.Join(", ", LstmVariants.Words.Keys)}.", "WORDS");

    /// <summary><c>--own-cell</c>.</summary>
    public Option<string?> OwnCell { get; } = CliOptions.Text("--own-cell", "A file with the equations of a cell of your own, in place of --cell.", "FILE");

    /// <summary>The words of --lstm-variant.</summary>
    /// <exception cref="CliException">One of them is unknown.</exception>
    public LstmVariant ReadVariant(ParseResult parsed)
    {
        string? words = parsed.GetValue(Variant);
        foreach (string word in words?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (!LstmVariants.Words.ContainsKey(word.ToLowerInvariant()))
                throw new CliException($"--lstm-variant cannot be '{word}': choose {Spelling.OneOf([.. LstmVariants.Words.Keys])}, joined by commas.{Spelling.DidYouMean(word, LstmVariants.Words.Keys)}");
        }

        return LstmVariants.TryParse(words ?? "", out var variant) ? variant : LstmVariant.None;
    }

    /// <summary>The equations in the file of --own-cell; they are judged with the rest of the configuration.</summary>
    /// <exception cref="CliException">A built-in cell was named too, or the file cannot be read.</exception>
    public string? ReadOwnCell(ParseResult parsed)
    {
        if (parsed.GetValue(OwnCell) is not { } path)
            return null;
        if (parsed.GetResult(Cell) is { Implicit: false })
            throw new CliException("Give either --cell or --own-cell FILE, not both.");
        if (!File.Exists(path))
            throw new CliException($"There is no file at \"{path}\". Check the path given to --own-cell.");
        if (new FileInfo(path).Length > 4 * CellLimits.Characters)
            throw new CliException($"\"{path}\" is too large for a cell; equations have at most {CellLimits.Characters:N0} characters.");
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"\"{path}\" cannot be read: {problem.Message}");
        }
    }
}
