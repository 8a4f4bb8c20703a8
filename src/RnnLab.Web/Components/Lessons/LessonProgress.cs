using System.Text.Json;
using Microsoft.JSInterop;

namespace RnnLab.Web.Components.Lessons;

/// <summary>
/// What this reader has done, kept in the browser (<c>localStorage</c>) and nowhere else. Where the browser keeps nothing, it lasts as long as the page.
/// </summary>
public sealed class LessonProgress(IJSRuntime js, ILogger<LessonProgress> log)
{
    /// <summary>Key in the browser's storage.</summary>
    public const string StorageKey = "rnnlab.lessons";

    private ProgressRecord _record = new();

    /// <summary>Raised after something was marked or read.</summary>
    public event Action? Changed;

    /// <summary>Reads what the browser has kept.</summary>
    public async Task LoadAsync()
    {
        await ReadAsync();
        Changed?.Invoke();
    }

    /// <summary>Whether the reader marked the lesson as done.</summary>
    public bool IsDone(string slug) => _record.Done.Contains(slug);

    /// <summary>Numbers of the quick checks of a lesson that were answered rightly.</summary>
    public IReadOnlySet<int> Checks(string slug) => _record.Checks.TryGetValue(slug, out var checks) ? checks : new HashSet<int>();

    /// <summary>Marks a lesson as done, or takes the mark away.</summary>
    public Task SetDoneAsync(string slug, bool done) => ChangeAsync(record => done ? record.Done.Add(slug) : record.Done.Remove(slug));

    /// <summary>Notes that a quick check was answered rightly.</summary>
    public Task SetCheckAsync(string slug, int number) => ChangeAsync(record =>
    {
        if (!record.Checks.TryGetValue(slug, out var checks))
            record.Checks[slug] = checks = [];
        return checks.Add(number);
    });

    private async Task ChangeAsync(Func<ProgressRecord, bool> change)
    {
        // Another tab may have written since.
        await ReadAsync();
        if (!change(_record))
            return;
        Changed?.Invoke();
        try
        {
            await js.InvokeVoidAsync("localStorage.setItem", StorageKey, JsonSerializer.Serialize(_record, JsonSerializerOptions.Web));
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException)
        {
            log.LogDebug(e, "The browser keeps no progress.");
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            string? kept = await js.InvokeAsync<string?>("localStorage.getItem", StorageKey);
            if (kept is not null && JsonSerializer.Deserialize<ProgressRecord>(kept, JsonSerializerOptions.Web) is { Version: ProgressRecord.Current, Done: not null, Checks: not null } record)
                _record = record;
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or TaskCanceledException or JsonException)
        {
            log.LogDebug(e, "The browser's progress cannot be read.");
        }
    }

    private sealed record ProgressRecord
    {
        public const int Current = 1;

        public int Version { get; init; } = Current;

        public HashSet<string> Done { get; init; } = new(StringComparer.Ordinal);

        public Dictionary<string, HashSet<int>> Checks { get; init; } = new(StringComparer.Ordinal);
    }
}
