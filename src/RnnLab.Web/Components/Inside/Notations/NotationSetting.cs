using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace RnnLab.Web.Components.Inside.Notations;

/// <summary>The notation of one circuit: that of the address, else what the browser keeps, else PyTorch's.</summary>
public sealed class NotationSetting : IDisposable
{
    /// <summary>The key in an address.</summary>
    public const string Key = "notation";

    private readonly NavigationManager _nav;

    /// <summary>Takes the address' word at once.</summary>
    public NotationSetting(NavigationManager nav)
    {
        ArgumentNullException.ThrowIfNull(nav);
        _nav = nav;
        Now = Asked(nav.Uri) ?? Notation.PyTorch;
        nav.LocationChanged += OnMoved;
    }

    /// <summary>The notation in use.</summary>
    public Notation Now { get; private set; }

    /// <summary>Raised after <see cref="Now"/> changed.</summary>
    public event Action? Changed;

    /// <summary>The present address, with the notation where it is not the usual one: whoever opens it sees what was seen here.</summary>
    public string Link => _nav.GetUriWithQueryParameter(Key, Now == Notation.PyTorch ? null : Now.Word());

    /// <summary>The browser says what it keeps.</summary>
    public void Kept(string? word) => Use(Asked(_nav.Uri) ?? NotationWords.Read(word) ?? Now);

    /// <summary>A person chooses; an address that says otherwise no longer does.</summary>
    public void Choose(Notation notation)
    {
        Use(notation);
        if (Asked(_nav.Uri) is not null)
            _nav.NavigateTo(_nav.GetUriWithQueryParameter(Key, (string?)null), replace: true);
    }

    /// <inheritdoc />
    public void Dispose() => _nav.LocationChanged -= OnMoved;

    private static Notation? Asked(string address) => NotationWords.Read(QueryHelpers.ParseQuery(new Uri(address).Query).TryGetValue(Key, out var words) ? words.LastOrDefault() : null);

    private void OnMoved(object? sender, LocationChangedEventArgs moved) => Use(Asked(moved.Location) ?? Now);

    private void Use(Notation notation)
    {
        if (notation == Now)
            return;
        Now = notation;
        Changed?.Invoke();
    }
}
