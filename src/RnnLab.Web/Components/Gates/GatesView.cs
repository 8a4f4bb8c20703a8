using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using RnnLab.Training.Runs;
using RnnLab.Training.Views.Units;

namespace RnnLab.Web.Components.Gates;

/// <summary>A stretch of a text.</summary>
/// <param name="From">Its first symbol.</param>
/// <param name="To">Its last symbol.</param>
public readonly record struct TextSpan(int From, int To);

/// <summary>What part of the maps is shown.</summary>
/// <param name="FromTime">The first column.</param>
/// <param name="ToTime">The column after the last.</param>
/// <param name="FromRow">The first row.</param>
/// <param name="ToRow">The row after the last.</param>
public readonly record struct MapZoom(int FromTime, int ToTime, int FromRow, int ToRow);

/// <summary>A pinned cell.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Time">The time step.</param>
public readonly record struct MapPin(int Unit, int Time);

/// <summary>What a person looks at on the gates page; all of it is in the address, and nonsense there falls back to the usual.</summary>
public sealed record GatesView
{
    /// <summary>The longest text, in UTF-16 code units.</summary>
    public const int LongestText = 3000;

    /// <summary>The most pins.</summary>
    public const int MostPins = 12;

    /// <summary>LSTMVis's usual threshold.</summary>
    public const double UsualThreshold = 0.3;

    /// <summary>The run, or the network set up by hand (<c>hand=</c> in the address); null for the newest.</summary>
    public string? Run { get; init; }

    /// <summary>The checkpoint's step; null for the weights as they are now.</summary>
    public long? Step { get; init; }

    /// <summary>What the network reads; null for the beginning of its own text.</summary>
    public string? Text { get; init; }

    /// <summary>Layer, from 0.</summary>
    public int Layer { get; init; }

    /// <summary>Of a network that reads in both directions, whether the half that reads from the end is shown.</summary>
    public bool Backward { get; init; }

    /// <summary>The gate or state that is looked at closely; null for the usual one.</summary>
    public string? Map { get; init; }

    /// <summary>Order of the rows.</summary>
    public UnitOrder Order { get; init; }

    /// <summary>The selected unit.</summary>
    public int Unit { get; init; }

    /// <summary>The selected time step.</summary>
    public int Time { get; init; }

    /// <summary>The only feature to rank units by; null for all.</summary>
    public TextFeature? Feature { get; init; }

    /// <summary>A unit is on where it is at least this.</summary>
    public double Threshold { get; init; } = UsualThreshold;

    /// <summary>The brushed stretch.</summary>
    public TextSpan? Span { get; init; }

    /// <summary>Symbols before the stretch at which the units must be off.</summary>
    public int OffBefore { get; init; }

    /// <summary>Symbols after it.</summary>
    public int OffAfter { get; init; }

    /// <summary>What is zoomed into; null for everything.</summary>
    public MapZoom? Zoom { get; init; }

    /// <summary>Pinned cells.</summary>
    public IReadOnlyList<MapPin> Pins { get; init; } = [];

    /// <summary>Changes of gate surgery.</summary>
    public IReadOnlyList<SurgeryEdit> Edits { get; init; } = [];

    /// <summary>How the continuations of gate surgery are drawn.</summary>
    public SurgeryDice Dice { get; init; } = SurgeryDice.Usual;

    /// <summary>Whether the maps show the network with the changes.</summary>
    public bool ShowChanged { get; init; }

    /// <summary>Reads the query of an address.</summary>
    public static GatesView FromQuery(string query)
    {
        Dictionary<string, string> given = QueryHelpers.ParseQuery(query).ToDictionary(p => p.Key, p => p.Value.LastOrDefault() ?? "", StringComparer.Ordinal);
        string Get(string name) => given.GetValueOrDefault(name, "");
        return new GatesView
        {
            Run = Get("hand") is { Length: > 0 and <= HandSetup.LongestId } hand ? HandSetup.FromAddress(hand) : Get("run") is { Length: > 0 and <= 100 } run ? run : null,
            Backward = Get("dir") == "backward",
            Step = long.TryParse(Get("step"), NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : null,
            Text = given.TryGetValue("text", out string? text) ? TextInAddress.Read(text, LongestText) : null,
            Layer = Math.Max(0, Whole(Get("layer"), 1) - 1),
            Map = Get("map") is { Length: > 0 and <= 16 } map ? map : null,
            Order = Enum.TryParse(Get("order"), ignoreCase: true, out UnitOrder order) && Enum.IsDefined(order) ? order : UnitOrder.Index,
            Unit = Whole(Get("unit"), 0),
            Time = Whole(Get("t"), 0),
            Feature = Enum.TryParse(Get("feature"), ignoreCase: true, out TextFeature feature) && Enum.IsDefined(feature) ? feature : null,
            Threshold = double.TryParse(Get("on"), NumberStyles.Float, CultureInfo.InvariantCulture, out double on) && on is >= -100 and <= 100 ? on : UsualThreshold,
            Span = Numbers(Get("span"), '-') is [var from, var to] && to >= from ? new TextSpan(from, to) : null,
            OffBefore = Numbers(Get("off"), '-') is [var before, _] ? Math.Min(before, 50) : 0,
            OffAfter = Numbers(Get("off"), '-') is [_, var after] ? Math.Min(after, 50) : 0,
            Zoom = Numbers(Get("zoom"), '-') is [var t0, var t1, var r0, var r1] && t1 > t0 && r1 > r0 ? new MapZoom(t0, t1, r0, r1) : null,
            Pins = [.. Get("pins").Split('.', StringSplitOptions.RemoveEmptyEntries).Select(pin => Numbers(pin, '-')).Where(pin => pin.Length == 2).Select(pin => new MapPin(pin[0], pin[1])).Distinct().Take(MostPins)],
            Edits = [.. Get("edits").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(SurgeryEdit.Parse).OfType<SurgeryEdit>().Take(SurgeryEdit.Most)],
            ShowChanged = Get("show") == "changed",
            Dice = SurgeryDice.Read(Get("temp"), Get("length"), Get("seed")),
        };
    }

    /// <summary>The query that brings this view back: only what differs from the usual, after the version. Empty when nothing does.</summary>
    public string ToQuery()
    {
        List<string> parts = [];
        void Add(bool differs, FormattableString part)
        {
            if (differs)
                parts.Add(FormattableString.Invariant(part));
        }

        if (HandSetup.InAddress(Run) is { } hand)
            Add(true, $"hand={hand}");
        else
            Add(Run is not null, $"run={Uri.EscapeDataString(Run ?? "")}");
        Add(Step is not null, $"step={Step}");
        Add(Text is not null, $"text={TextInAddress.Write(Text ?? "")}");
        Add(Layer > 0, $"layer={Layer + 1}");
        Add(Backward, $"dir=backward");
        Add(Map is not null, $"map={Uri.EscapeDataString(Map ?? "")}");
        Add(Order != UnitOrder.Index, $"order={Order.ToString().ToLowerInvariant()}");
        Add(Unit > 0, $"unit={Unit}");
        Add(Time > 0, $"t={Time}");
        Add(Feature is not null, $"feature={Feature?.ToString().ToLowerInvariant()}");
        Add(Threshold != UsualThreshold, $"on={Threshold}");
        Add(Span is not null, $"span={Span?.From}-{Span?.To}");
        Add(OffBefore > 0 || OffAfter > 0, $"off={OffBefore}-{OffAfter}");
        Add(Zoom is not null, $"zoom={Zoom?.FromTime}-{Zoom?.ToTime}-{Zoom?.FromRow}-{Zoom?.ToRow}");
        Add(Pins.Count > 0, $"pins={string.Join('.', Pins.Select(pin => FormattableString.Invariant($"{pin.Unit}-{pin.Time}")))}");
        Add(Edits.Count > 0, $"edits={Uri.EscapeDataString(string.Join(';', Edits))}");
        Add(ShowChanged, $"show=changed");
        Add(Dice.Temperature != SurgeryDice.Usual.Temperature, $"temp={Dice.Temperature}");
        Add(Dice.Length != SurgeryDice.Usual.Length, $"length={Dice.Length}");
        Add(Dice.Seed != SurgeryDice.Usual.Seed, $"seed={Dice.Seed}");
        return parts.Count == 0 ? "" : "v=1&" + string.Join('&', parts);
    }

    private static int Whole(string text, int otherwise) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 1_000_000 ? number : otherwise;

    private static int[] Numbers(string text, char between)
    {
        string[] words = text.Split(between);
        int[] numbers = [.. words.Select(word => Whole(word, -1))];
        return numbers.Contains(-1) ? [] : numbers;
    }
}
