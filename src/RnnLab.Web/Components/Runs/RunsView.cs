using Microsoft.AspNetCore.WebUtilities;

namespace RnnLab.Web.Components.Runs;

/// <summary>How the list of runs is sorted and which runs are compared; all of it is in the address.</summary>
public sealed record RunsView
{
    /// <summary>Column to sort by; the newest first where nobody has chosen.</summary>
    public RunColumn Sort { get; init; } = RunColumn.Created;

    /// <summary>True to turn the column's usual direction round.</summary>
    public bool Reversed { get; init; }

    /// <summary>Ids of the runs whose curves are laid over each other, in the order of choice.</summary>
    public IReadOnlyList<string> Compared { get; init; } = [];

    /// <summary>Reads the query of an address; nonsense falls back to the usual.</summary>
    public static RunsView FromQuery(string query)
    {
        Dictionary<string, string> given = QueryHelpers.ParseQuery(query).ToDictionary(p => p.Key, p => p.Value.LastOrDefault() ?? "");
        string sort = given.GetValueOrDefault("sort", "");
        return new RunsView
        {
            Sort = Enum.GetNames<RunColumn>().Contains(sort.TrimStart('-'), StringComparer.OrdinalIgnoreCase) ? Enum.Parse<RunColumn>(sort.TrimStart('-'), ignoreCase: true) : RunColumn.Created,
            Reversed = sort.StartsWith('-'),
            Compared = [.. given.GetValueOrDefault("compare", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Take(MostCompared)],
        };
    }

    /// <summary>How many runs can be told apart in one picture.</summary>
    public const int MostCompared = 7;

    /// <summary>The query that brings this view back. Empty when nothing differs from the usual.</summary>
    public string ToQuery()
    {
        List<string> parts = [];
        if (Sort != RunColumn.Created || Reversed)
            parts.Add($"sort={(Reversed ? "-" : "")}{Sort.ToString().ToLowerInvariant()}");
        if (Compared.Count > 0)
            parts.Add("compare=" + string.Join(',', Compared.Select(Uri.EscapeDataString)));
        return parts.Count == 0 ? "" : "v=1&" + string.Join('&', parts);
    }

    /// <summary>Sorts by a column; a second time turns the direction round.</summary>
    public RunsView SortedBy(RunColumn column) => this with { Sort = column, Reversed = Sort == column && !Reversed };

    /// <summary>Adds a run to the comparison or takes it out.</summary>
    public RunsView Toggled(string id) => this with { Compared = Compared.Contains(id) ? [.. Compared.Where(c => c != id)] : [.. Compared.TakeLast(MostCompared - 1), id] };
}
