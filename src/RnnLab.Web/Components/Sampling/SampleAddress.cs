using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using RnnLab.Training.Runs;
using RnnLab.Training.Sampling;
using RnnLab.Web.Components.Gates;

namespace RnnLab.Web.Components.Sampling;

/// <summary>
/// A sampling view in the address: only what differs from the usual, after a version; nonsense there falls back to the usual. <c>text</c> is what the model reads first, <c>t</c> the time step, from
/// 0, after which the choice is made: that of symbol t + 1. Without it the next character is looked at. Older links said <c>prime</c>, and <c>at</c> for t + 1.
/// </summary>
public static class SampleAddress
{
    /// <summary>The most lanes.</summary>
    public const int MostLanes = 8;

    /// <summary>Reads the query of an address.</summary>
    public static SampleView Read(string query)
    {
        Dictionary<string, string> given = QueryHelpers.ParseQuery(query).ToDictionary(p => p.Key, p => p.Value.LastOrDefault() ?? "");
        var usual = new SampleView();
        var rule = new ChoiceRule(
            Number("temp", SampleNumbers.LowestTemperature, SampleNumbers.HighestTemperature) ?? SampleView.UsualRule.Temperature,
            Whole("k", 1, SampleNumbers.HighestTopK),
            Number("p", SampleNumbers.LowestTopP, 1),
            given.GetValueOrDefault("greedy") == "1");
        var view = usual with
        {
            Run = given.GetValueOrDefault("hand") is { Length: > 0 and <= HandSetup.LongestId } hand ? HandSetup.FromAddress(hand) : Id("run"),
            Step = Long("step"),
            Prime = SampleView.Shorten((given.TryGetValue("text", out string? text) ? TextInAddress.Read(text, 4 * SampleView.MostPrime) : given.GetValueOrDefault("prime")) ?? ""),
            Rule = rule,
            Seed = ulong.TryParse(given.GetValueOrDefault("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : usual.Seed,
            Written = Whole("n", 0, SampleView.MostWritten) ?? 0,
            At = Whole("t", 0, SampleView.MostPrime + SampleView.MostWritten) + 1 ?? Whole("at", 1, SampleView.MostPrime + SampleView.MostWritten),
            Layer = Whole("layer", 1, 100) - 1,
            Unit = Whole("unit", 0, 1_000_000),
            Mode = Enum.GetNames<SampleMode>().FirstOrDefault(name => name.Equals(given.GetValueOrDefault("mode"), StringComparison.OrdinalIgnoreCase)) is { } mode ? Enum.Parse<SampleMode>(mode) : SampleMode.Step,
            Temperatures = SampleNumbers.TryReadTemperatures(given.GetValueOrDefault("temps", ""), out var temperatures, out _) ? temperatures : usual.Temperatures,
            LaneLength = Whole("lane", 1, SampleNumbers.LongestLane) ?? usual.LaneLength,
            Futures = Whole("futures", 1, SampleNumbers.MostFutures) ?? usual.Futures,
            FutureLength = Whole("length", 1, SampleNumbers.LongestFuture) ?? usual.FutureLength,
            BySurprise = given.GetValueOrDefault("sort") == "surprise",
            Width = Whole("width", 1, SampleNumbers.WidestBeam) ?? usual.Width,
            Depth = Whole("depth", 1, SampleNumbers.DeepestBeam) ?? usual.Depth,
            With = Id("with"),
            WithStep = Long("withstep"),
        };
        var picks = ReadPicks(given.GetValueOrDefault("picks", ""), view.Written);
        return view with { Picks = picks, At = view.At is { } at && at < view.Total ? at : null };

        string? Id(string name) => given.GetValueOrDefault(name) is { Length: > 0 and <= 64 } id ? id : null;
        long? Long(string name) => long.TryParse(given.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
        int? Whole(string name, int low, int high) => int.TryParse(given.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high ? value : null;
        double? Number(string name, double low, double high) => double.TryParse(given.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high ? value : null;
    }

    /// <summary>The query that brings a view back, without the question mark; empty when nothing differs from the usual.</summary>
    public static string Write(SampleView view)
    {
        var usual = new SampleView();
        List<string> parts = [];
        if (HandSetup.InAddress(view.Run) is { } byHand)
            parts.Add($"hand={byHand}");
        else
            Add("run", view.Run, null);
        Add("step", view.Step, null);
        if (view.Prime.Length > 0)
            parts.Add($"text={TextInAddress.Write(view.Prime)}");
        Add("temp", view.Rule.Temperature, SampleView.UsualRule.Temperature);
        Add("k", view.Rule.TopK, null);
        Add("p", view.Rule.TopP, null);
        Add("greedy", view.Rule.Greedy ? 1 : 0, 0);
        Add("seed", view.Seed, usual.Seed);
        Add("n", view.Written, 0);
        Add("picks", Write(view.Picks), "");
        Add("layer", view.Layer + 1, null);
        Add("unit", view.Unit, null);
        Add("t", view.At - 1, null);
        Add("mode", view.Mode == SampleMode.Step ? null : view.Mode.ToString().ToLowerInvariant(), null);
        Add("temps", SampleNumbers.Write(view.Temperatures), SampleNumbers.Write(SampleView.UsualTemperatures));
        Add("lane", view.LaneLength, usual.LaneLength);
        Add("futures", view.Futures, usual.Futures);
        Add("length", view.FutureLength, usual.FutureLength);
        Add("sort", view.BySurprise ? "surprise" : null, null);
        Add("width", view.Width, usual.Width);
        Add("depth", view.Depth, usual.Depth);
        Add("with", view.With, null);
        Add("withstep", view.WithStep, null);
        return parts.Count == 0 ? "" : "v=1&" + string.Join('&', parts);

        void Add(string name, object? value, object? usually)
        {
            if (value is not null && !value.Equals(usually))
                parts.Add($"{name}={Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!)}");
        }
    }

    /// <summary>Picks as "place-codepoint" in hexadecimal code points, with full stops between them.</summary>
    internal static string Write(ImmutableSortedDictionary<int, int> picks) =>
        string.Join('.', picks.Select(pick => string.Create(CultureInfo.InvariantCulture, $"{pick.Key}-{(pick.Value == SampleView.UnknownSymbol ? "u" : pick.Value.ToString("x", CultureInfo.InvariantCulture))}")));

    private static ImmutableSortedDictionary<int, int> ReadPicks(string text, int written)
    {
        var picks = ImmutableSortedDictionary.CreateBuilder<int, int>();
        foreach (string part in text.Split('.').Take(SampleView.MostPicks))
        {
            string[] halves = part.Split('-');
            if (halves.Length != 2 || !int.TryParse(halves[0], NumberStyles.None, CultureInfo.InvariantCulture, out int place) || place >= written)
                continue;
            if (halves[1] == "u")
                picks[place] = SampleView.UnknownSymbol;
            else if (int.TryParse(halves[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && Rune.IsValid(code))
                picks[place] = code;
        }

        return picks.ToImmutable();
    }
}
