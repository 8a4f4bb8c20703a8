using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using RnnLab.Training;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>
/// What a person has typed into the Lab, kept as typed: nonsense stays in its field with its problem beside it, and in the link too.
/// Typing, refreshing and opening a shared link are one path: texts, then <see cref="RunConfigUrl.FromQuery"/>.
/// </summary>
public sealed class LabForm
{
    private readonly Dictionary<string, string> _texts = [];
    private int? _vocabulary;
    private long? _characters;
    private string? _corpusProblem;

    /// <summary>The settings as far as they can be read; where a field holds nonsense, its usual value.</summary>
    public RunConfig Config { get; private set; } = new();

    /// <summary>What is wrong with the texts and with their values, the first problem of each setting, by its key.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; private set; } = new Dictionary<string, string>();

    /// <summary>True while nothing differs from the usual.</summary>
    public bool IsUsual => _texts.Count == 0;

    /// <summary>Takes everything from the query of an address.</summary>
    /// <param name="query">With or without its question mark; parameters that are no settings are left alone.</param>
    public static LabForm FromQuery(string query)
    {
        LabForm form = new();
        foreach ((string key, StringValues values) in QueryHelpers.ParseQuery(query))
            if (RunSettings.All.Any(s => s.Key == key) && values.Count > 0)
                form.Put(key, values[^1]);
        form.Read();
        return form;
    }

    /// <summary>Takes everything from a configuration.</summary>
    public static LabForm FromConfig(RunConfig config) => FromQuery(RunConfigUrl.ToQuery(config));

    /// <summary>The text in a field.</summary>
    public string Text(string key) => _texts.TryGetValue(key, out string? text) ? text : RunSettings.UsualText(key);

    /// <summary>Puts a text into a field.</summary>
    public void Set(string key, string? text)
    {
        Put(key, text);
        Read();
    }

    /// <summary>Says which text the settings are for; until then, and with nulls, what depends on it is not judged.</summary>
    /// <param name="vocabulary">V, how many different characters the text uses.</param>
    /// <param name="characters">Length of the whole text in characters.</param>
    /// <param name="problem">Why the text cannot be used; null where it can.</param>
    public void Judge(int? vocabulary, long? characters, string? problem = null)
    {
        (_vocabulary, _characters, _corpusProblem) = (vocabulary, characters, problem);
        Read();
    }

    /// <summary>The query that brings this form back: only what differs from the usual, after the version. Empty when nothing does.</summary>
    public string ToQuery()
    {
        IEnumerable<string> parts = RunSettings.All.Where(s => _texts.ContainsKey(s.Key)).Select(s => $"&{s.Key}={Uri.EscapeDataString(_texts[s.Key].Trim())}");
        return string.Concat(parts) is { Length: > 0 } rest ? $"v={RunConfig.CurrentVersion}{rest}" : "";
    }

    private void Put(string key, string? text)
    {
        text ??= "";
        if (text.Trim() == RunSettings.UsualText(key))
            _texts.Remove(key);
        else
            _texts[key] = text;
    }

    private void Read()
    {
        Config = RunConfigUrl.FromQuery(ToQuery()).Config;
        Dictionary<string, string> problems = [];
        foreach (RunSetting setting in RunSettings.All)
            if (setting.Unreadable(Text(setting.Key).Trim()) is { } unreadable)
                problems[setting.Key] = unreadable;
        if (_corpusProblem is not null)
            problems["corpus"] = _corpusProblem;
        long? trained = _characters is { } all && Config.TrainFraction is > 0 and <= 1 ? (long)(all * Config.TrainFraction) : null;
        foreach (ConfigProblem problem in Config.Validate(_vocabulary, trained))
            problems.TryAdd(RunSettings.All.FirstOrDefault(s => s.Field == problem.Field)?.Key ?? problem.Field, problem.Message);
        Problems = problems;
    }
}
