using System.Globalization;
using RnnLab.Compute;

namespace RnnLab.Nn;

/// <summary>Which options of a stack of recurrent layers go together.</summary>
public static class StackRules
{
    /// <summary>The most symbols that layers run step by step read as one-hot vectors.</summary>
    public const int MostOneHotSymbols = 4096;

    /// <summary>Everything that is wrong with the options of a model's stack: the property of <see cref="LanguageModelConfig"/>, and a sentence. Empty where nothing is.</summary>
    /// <param name="config">The model; its cell and variant are taken to be valid by themselves.</param>
    /// <param name="vocabulary">V, where it is known.</param>
    public static IEnumerable<(string Field, string Message)> Problems(LanguageModelConfig config, int? vocabulary)
    {
        if (!Enum.IsDefined(config.DropoutKind))
            yield return (nameof(config.DropoutKind), "The kind of dropout must be Plain or Variational.");
        if (Share("Dropout of the recurrent path", config.RecurrentDropout, "the share of units that the recurrent weights do not see") is { } recurrent)
            yield return (nameof(config.RecurrentDropout), recurrent);
        if (Share("Zoneout", config.ZoneoutHidden, "the share of units that keep their state") is { } hidden)
            yield return (nameof(config.ZoneoutHidden), hidden);
        if (Share("Zoneout of the cell state", config.ZoneoutCell, "the share of units that keep their cell state") is { } cell)
            yield return (nameof(config.ZoneoutCell), cell);
        if (Share("Label smoothing", config.LabelSmoothing, "the share of the target that is spread over all symbols; 0.1 is usual") is { } smoothing)
            yield return (nameof(config.LabelSmoothing), smoothing);
        if (config.OwnCell is not null)
        {
            const string own = "An own cell is all in its equations, which the layer runs as they stand:";
            if (config.LayerNormalized)
                yield return (nameof(config.LayerNormalized), $"{own} leave layer normalisation out. Built-in cells have it.");
            if (config.RecurrentDropout > 0)
                yield return (nameof(config.RecurrentDropout), $"{own} set the dropout of the recurrent path to 0. Dropout between layers works.");
            if (config.ZoneoutHidden > 0)
                yield return (nameof(config.ZoneoutHidden), $"{own} set zoneout to 0.");
            if (config.ZoneoutCell > 0)
                yield return (nameof(config.ZoneoutCell), $"{own} set the zoneout of the cell state to 0.");
            yield break;
        }

        if (!Enum.IsDefined(config.Cell) || LstmVariants.Problem(config.Cell, config.Variant) is not null)
            yield break;
        if (config.ZoneoutCell > 0 && !config.Cell.HasCellState())
            yield return (nameof(config.ZoneoutCell), $"{config.Description.Title} has no cell state, so nothing of it can be kept: set the zoneout of the cell state to 0.");
        if (config.RunsStepwise && config.Embedding == 0 && vocabulary > MostOneHotSymbols)
        {
            yield return (nameof(config.Embedding), string.Create(CultureInfo.InvariantCulture,
                $"Layer normalisation, zoneout and dropout of the recurrent path read symbols as one-hot vectors, up to {MostOneHotSymbols:N0} of them; here there are {vocabulary:N0}. Give symbols an embedding, such as 64."));
        }
    }

    /// <summary>Why a model cannot be taken apart or edited by its cell's equations, in a sentence; null where these are all that its layers compute.</summary>
    public static string? BeyondEquations(LanguageModelConfig config) => (config.LayerNormalized, config.ZoneoutHidden > 0 || config.ZoneoutCell > 0, config.Residual && config.Layers > 1) switch
    {
        (true, _, _) => "The cells of this model are layer-normalised, which its equations do not show: it can be read and trained, but not taken apart or edited.",
        (_, true, _) => "This model keeps a share of each old state (zoneout), which its equations do not show: it can be read and trained, but not taken apart or edited.",
        (_, _, true) => "The layers of this model add what they read (residual connections), which its equations do not show: it can be read and trained, but not taken apart or edited.",
        _ => null,
    };

    private static string? Share(string what, double value, string meaning) => value is >= 0 and < 1
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{what} must be at least 0 and below 1, not {value}: it is {meaning}.");
}
