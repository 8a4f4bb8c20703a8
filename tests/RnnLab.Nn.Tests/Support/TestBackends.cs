using RnnLab.Compute;
using RnnLab.Compute.Reference;

namespace RnnLab.Nn.Tests.Support;

/// <summary>The backends that these tests run on, by name, and how closely each must agree with float64.</summary>
public static class TestBackends
{
    public const string Reference = "reference";

    public static TheoryData<string> All => [Reference];

    public static IComputeBackend Create(string name) => name switch
    {
        Reference => new ReferenceBackend(),
        _ => throw new ArgumentException($"There is no test backend \"{name}\"."),
    };

    /// <summary>Relative to the largest magnitude of the tensor: the fixtures have 10 digits; float32 has 7.</summary>
    public static double Tolerance(string name) => name == Reference ? 1e-8 : 1e-5;
}
