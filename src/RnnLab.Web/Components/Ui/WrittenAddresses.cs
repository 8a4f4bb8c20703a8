using Microsoft.AspNetCore.Components;

namespace RnnLab.Web.Components.Ui;

/// <summary>
/// The addresses that a page writes as a person looks around. Each comes back as an event, perhaps after the person has looked on; only addresses of
/// others (back, forward, a link) may change what the page shows.
/// </summary>
public sealed class WrittenAddresses(NavigationManager nav)
{
    private readonly Dictionary<string, int> _written = new(StringComparer.Ordinal);

    /// <summary>Puts an address in place of the present one.</summary>
    /// <param name="relative">Below the application's base.</param>
    public void Write(string relative)
    {
        string address = nav.ToAbsoluteUri(relative).AbsoluteUri;
        if (address == nav.Uri && _written.Count == 0)
            return;
        _written[address] = _written.GetValueOrDefault(address) + 1;
        nav.NavigateTo(relative, replace: true);
    }

    /// <summary>Whether an address that arrives is one that the page wrote.</summary>
    public bool Returns(string location)
    {
        if (!_written.TryGetValue(location, out int times))
            return false;
        if (times == 1)
            _written.Remove(location);
        else
            _written[location] = times - 1;
        return true;
    }
}
