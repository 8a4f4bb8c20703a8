using System.Globalization;

namespace RnnLab.Training;

/// <summary>
/// A configuration as the query of a link: <c>v=1</c> and only what differs from the defaults, so that a link is an experiment.
/// What a link says wrongly is reported, never thrown, and keeps its default.
/// </summary>
public static class RunConfigUrl
{
    /// <summary>The query without its question mark, such as <c>v=1&amp;cell=gru&amp;hidden=64</c>.</summary>
    public static string ToQuery(RunConfig config)
    {
        var defaults = new RunConfig();
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"v={config.Version}") };
        foreach (var field in RunConfigField.All)
        {
            string value = field.Get(config);
            if (value != field.Get(defaults))
                parts.Add($"{field.Key}={Uri.EscapeDataString(value)}");
        }

        return string.Join('&', parts);
    }

    /// <summary>The configuration that a query describes, and everything in it that makes no sense; keys of other parts of the page are left alone.</summary>
    public static (RunConfig Config, IReadOnlyList<ConfigProblem> Problems) FromQuery(string query)
    {
        var config = new RunConfig();
        var problems = new List<ConfigProblem>();
        foreach (string part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int split = part.IndexOf('=', StringComparison.Ordinal);
            string key = Unescape(split < 0 ? part : part[..split]), value = split < 0 ? "" : Unescape(part[(split + 1)..]);
            if (key == "v")
            {
                if (value != RunConfig.CurrentVersion.ToString(CultureInfo.InvariantCulture))
                    problems.Add(new(nameof(RunConfig.Version), $"The link has version {Shorten(value)}; this RnnLab reads version {RunConfig.CurrentVersion}. Some of it may be misread."));
            }
            else if (RunConfigField.All.FirstOrDefault(field => field.Key == key) is { } field)
            {
                if (field.Set(config, value) is { } changed)
                    config = changed;
                else
                    problems.Add(new(field.Name, $"The link says {key}={Shorten(value)}, which is not {field.Expected}; {field.Get(config)} is used."));
            }
        }

        problems.AddRange(config.Validate().Where(problem => problems.All(known => known.Field != problem.Field)));
        return (config, problems);
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Shorten(string value) => value.Length <= 40 ? value : value[..40] + "...";
}
