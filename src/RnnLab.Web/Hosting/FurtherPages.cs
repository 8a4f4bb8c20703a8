using System.Reflection;

namespace RnnLab.Web.Hosting;

/// <summary>Assemblies, besides this one, whose pages the router knows.</summary>
/// <param name="Assemblies">The assemblies.</param>
public sealed record FurtherPages(IReadOnlyList<Assembly> Assemblies);
