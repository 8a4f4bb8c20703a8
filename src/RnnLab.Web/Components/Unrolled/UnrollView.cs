using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using RnnLab.Web.Components.Gates;
using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Ui;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Everything on the page that unrolls a network; all of it is in the address, and nonsense there falls back to the usual.</summary>
public sealed record UnrollView
{
    /// <summary>The usual view.</summary>
    public static readonly UnrollView Usual = new();

    /// <summary>The cell by its word in <see cref="UnrollChoices.Cells"/>.</summary>
    public string Cell { get; init; } = "rnn";

    /// <summary>Equations of a cell of one's own, which take the place of <see cref="Cell"/>; null for none.</summary>
    public string? OwnCell { get; init; }

    /// <summary>The pattern by its word in <see cref="UnrollChoices.Patterns"/>.</summary>
    public string Pattern { get; init; } = "many-to-many";

    /// <summary>Layers, 1 to <see cref="UnrollLimits.Layers"/>.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Hidden units, 1 to <see cref="UnrollLimits.Hidden"/>.</summary>
    public int Hidden { get; init; } = 4;

    /// <summary>Whether each layer also reads from the end.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>What is read; the answers follow from it, except for the encoder-decoder.</summary>
    public string Text { get; init; } = "hello";

    /// <summary>What the decoder should write; empty for the text from its end.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Decides the weights.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Multiplies the matrices from state to state.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Bias of the LSTM's forget gate; null as drawn.</summary>
    public double? ForgetBias { get; init; }

    /// <summary>Id of the run whose model is unrolled; null for one set up by hand.</summary>
    public string? Run { get; init; }

    /// <summary>The training step of the run's checkpoint; null for the newest weights.</summary>
    public long? Step { get; init; }

    /// <summary>Where the gradient is truncated, as <see cref="Truncation"/> writes it: steps t, separated by commas, from which none passes back to t - 1; or a draw of random ones.</summary>
    public string Cuts { get; init; } = "";

    /// <summary>Steps at which playing stops, separated by commas.</summary>
    public string Breaks { get; init; } = "";

    /// <summary>Position of the debugger: 0 before all, N after the forward pass, 2N after the backward pass of N operations.</summary>
    public int Position { get; init; }

    /// <summary>Number of the value that is looked into; null for what the operation gives.</summary>
    public int? Value { get; init; }

    /// <summary>The element of it.</summary>
    public int Element { get; init; }

    /// <summary>
    /// Layer, unit, time step and gate or state that a link from another page asks for (<c>layer</c>, <c>unit</c>, <c>t</c>, <c>map</c>); the page turns it into <see cref="Position"/>,
    /// <see cref="Value"/> and <see cref="Element"/> once the network is there. Null where nothing is asked for.
    /// </summary>
    public LookedAt? Asked { get; init; }

    /// <summary>First column of the drawing; null follows the operation.</summary>
    public int? Window { get; init; }

    /// <summary>What is drawn, a word of <see cref="ZoomBar.Levels"/>: the sequence, the cell, or the operation.</summary>
    public string Zoom { get; init; } = "";

    /// <summary>T of the comparison of cells.</summary>
    public int FlowTime { get; init; } = 20;

    /// <summary>Whether the comparison has a loss at every step rather than at the last alone.</summary>
    public bool FlowEvery { get; init; }

    /// <summary>The cells that are compared, by their words; <c>none</c> for none.</summary>
    public string Compared { get; init; } = "rnn,gru,lstm";

    /// <summary>Learning rate of the update step.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>Limit of the gradient norm; null for none.</summary>
    public double? Clip { get; init; }

    /// <summary>Number of the weight that is checked.</summary>
    public int Weight { get; init; }

    /// <summary>Its element, row by row.</summary>
    public int WeightElement { get; init; }

    /// <summary>The steps named in a list such as <c>3,5</c>, in order; what is no number is left out.</summary>
    public static IReadOnlyList<int> Steps(string list) =>
        [.. list.Split(',').Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int step) ? step : -1).Where(step => step is >= 0 and < 64).Distinct().Order()];

    /// <summary>The list with a step added or, where it is there, taken out.</summary>
    public static string Toggle(string list, int step)
    {
        var steps = Steps(list);
        return string.Join(',', steps.Contains(step) ? steps.Where(one => one != step) : steps.Append(step).Order());
    }

    /// <summary>Reads the query of an address.</summary>
    public static UnrollView FromQuery(string query)
    {
        Dictionary<string, string> given = QueryHelpers.ParseQuery(query).ToDictionary(p => p.Key, p => p.Value.LastOrDefault() ?? "");
        UnrollView usual = Usual;
        return new UnrollView
        {
            Cell = Word("cell", UnrollChoices.Cells.Select(c => c.Word), usual.Cell),
            OwnCell = given.GetValueOrDefault("owncell") is { Length: > 0 and <= CellEditor.Longest } own ? own : null,
            Pattern = Word("pattern", UnrollChoices.Patterns.Select(p => p.Word), usual.Pattern),
            Layers = Whole("layers", 1, UnrollLimits.Layers) ?? usual.Layers,
            Hidden = Whole("hidden", 1, UnrollLimits.Hidden) ?? usual.Hidden,
            Bidirectional = given.GetValueOrDefault("both") == "1",
            Text = (given.GetValueOrDefault("text") is { Length: > 0 } text ? TextInAddress.Read(text, UnrollLimits.TextLength) : null) ?? usual.Text,
            Answer = Text("answer") ?? "",
            Seed = ulong.TryParse(given.GetValueOrDefault("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : usual.Seed,
            Scale = Number("scale", 0, UnrollLimits.Scale) ?? usual.Scale,
            ForgetBias = Number("fbias", -UnrollLimits.ForgetBias, UnrollLimits.ForgetBias),
            Run = given.GetValueOrDefault("run") is { Length: > 0 and <= 64 } run ? run : null,
            Step = long.TryParse(given.GetValueOrDefault("step") ?? given.GetValueOrDefault("at"), NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : null,
            Asked = given.ContainsKey("pos") || Whole("t", 0, 1_000_000) is not { } time ? null
                : new LookedAt { Layer = Whole("layer", 1, 100) - 1, Unit = Whole("unit", 0, 1_000_000), Time = time, Map = given.GetValueOrDefault("map") is { Length: > 0 and <= 32 } map ? map : null },
            Cuts = Truncation.Read(given.GetValueOrDefault("cuts") ?? ""),
            Breaks = string.Join(',', Steps(given.GetValueOrDefault("stops") ?? "")),
            Position = Whole("pos", 0, 1_000_000) ?? 0,
            Value = Whole("value", 0, 1_000_000),
            Element = Whole("el", 0, 100_000_000) ?? 0,
            Window = Whole("from", 0, 128),
            Zoom = Word("zoom", ZoomBar.Levels, usual.Zoom),
            FlowTime = Whole("flowt", 2, UnrollLimits.FlowTime) ?? usual.FlowTime,
            FlowEvery = given.GetValueOrDefault("loss") == "every",
            Compared = given.GetValueOrDefault("cells") is { } cells ? string.Join(',', FlowProbe.Words(cells).DefaultIfEmpty("none")) : usual.Compared,
            Rate = Number("rate", 0, UnrollLimits.Rate) ?? usual.Rate,
            Clip = Number("clip", 1e-9, 1e9),
            Weight = Whole("weight", 0, 100_000) ?? 0,
            WeightElement = Whole("wel", 0, 100_000_000) ?? 0,
        };

        string Word(string name, IEnumerable<string> words, string otherwise) => given.GetValueOrDefault(name) is { } word && words.Contains(word) ? word : otherwise;

        string? Text(string name) => given.GetValueOrDefault(name) is { Length: > 0 and <= UnrollLimits.TextLength } text ? text : null;

        int? Whole(string name, int low, int high) =>
            int.TryParse(given.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= low && n <= high ? n : null;

        double? Number(string name, double low, double high) =>
            double.TryParse(given.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double n) && n >= low && n <= high ? n : null;
    }

    /// <summary>The query that brings this view back: only what differs from the usual, after the version. Empty when nothing does.</summary>
    public string ToQuery()
    {
        List<string> parts = [];
        Add("cell", Cell, Usual.Cell);
        Add("owncell", OwnCell, null);
        Add("pattern", Pattern, Usual.Pattern);
        Add("layers", Layers, Usual.Layers);
        Add("hidden", Hidden, Usual.Hidden);
        Add("both", Bidirectional ? 1 : 0, 0);
        if (Text != Usual.Text)
            parts.Add($"text={TextInAddress.Write(Text)}");
        Add("answer", Answer, "");
        Add("seed", Seed, Usual.Seed);
        Add("scale", Scale, Usual.Scale);
        Add("fbias", ForgetBias, null);
        Add("run", Run, null);
        Add("step", Step, null);
        Add("cuts", Cuts, "");
        Add("stops", Breaks, "");
        Add("pos", Position, 0);
        Add("value", Value, null);
        Add("el", Element, 0);
        Add("from", Window, null);
        Add("zoom", Zoom, Usual.Zoom);
        Add("layer", Asked?.Layer + 1, null);
        Add("unit", Asked?.Unit, null);
        Add("t", Asked?.Time, null);
        Add("map", Asked?.Map, null);
        Add("flowt", FlowTime, Usual.FlowTime);
        Add("loss", FlowEvery ? "every" : "last", "last");
        Add("cells", Compared, Usual.Compared);
        Add("rate", Rate, Usual.Rate);
        Add("clip", Clip, null);
        Add("weight", Weight, 0);
        Add("wel", WeightElement, 0);
        return parts.Count == 0 ? "" : "v=1&" + string.Join('&', parts);

        void Add<T>(string name, T value, T usual)
        {
            if (!Equals(value, usual) && value is not null)
                parts.Add($"{name}={Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $"{value}"))}");
        }
    }

    /// <summary>The part of the view that decides the network: when it stays, nothing is computed anew.</summary>
    public UnrollView NetworkOnly => Usual with
    {
        Cell = OwnCell is null ? Cell : Usual.Cell, OwnCell = OwnCell, Pattern = Pattern, Layers = Layers, Hidden = Hidden, Bidirectional = Bidirectional, Text = Text, Answer = Answer, Seed = Seed, Scale = Scale, ForgetBias = ForgetBias,
        Run = Run, Step = Step, Cuts = Cuts,
    };
}
