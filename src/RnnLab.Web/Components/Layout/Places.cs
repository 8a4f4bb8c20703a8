using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace RnnLab.Web.Components.Layout;

/// <summary>An entry of the rail.</summary>
/// <param name="Href">Its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Icon">A Lucide icon.</param>
/// <param name="Title">What a person does there.</param>
public sealed record Place(string Href, string Name, string Icon, string Title);

/// <summary>The places of the workbench. A place is shown once a page answers at its address: add the page, and the entry appears.</summary>
public static class Places
{
    private static readonly Place[] Planned =
    [
        new("/", "Home", "house", "Where to start and where you were"),
        new("/lessons", "Learn", "book-open", "Lessons beside a live model"),
        new("/lab", "Lab", "flask-conical", "Train a network and watch it"),
        new("/gates", "Gates", "grid-3x3", "Watch gates and states while a network reads"),
        new("/unroll", "Unroll", "waypoints", "Step through backpropagation, operation by operation"),
        new("/sample", "Sample", "dices", "Step through a model's writing"),
        new("/runs", "Runs", "history", "Every training, kept"),
        new("/data", "Data", "database", "Texts to train on"),
        new("/device", "Device", "cpu", "What computes, and how fast"),
    ];

    /// <summary>The places whose pages exist, in the rail's order.</summary>
    public static IReadOnlyList<Place> All { get; } = Existing();

    /// <summary>True when a page answers at this address.</summary>
    public static bool Has(string href) => All.Any(place => place.Href == href);

    private static Place[] Existing()
    {
        HashSet<string> routes = typeof(Places).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
            .Select(route => route.Template)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Planned.Where(place => routes.Contains(place.Href))];
    }
}
