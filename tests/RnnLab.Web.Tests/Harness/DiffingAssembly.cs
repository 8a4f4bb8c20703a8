using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace RnnLab.Web.Tests.Harness;

/// <summary>Second half of <c>Bunit.props</c>: bUnit asks for a newer AngleSharp.Diffing by its version; the copy beside the tests answers.</summary>
internal static class DiffingAssembly
{
    private const string Name = "AngleSharp.Diffing";

    // The assembly must be found before any test touches bUnit, which only a module initializer guarantees.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => AssemblyLoadContext.Default.Resolving += (context, wanted) =>
        wanted.Name == Name ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, Name + ".dll")) : null;
}
