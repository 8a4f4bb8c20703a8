using RnnLab.Compute;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Where unrolled networks are computed.</summary>
/// <param name="Reference">Makes the float64 reference, on which the stepper runs.</param>
/// <param name="Training">Makes the backend that trains, with which the stepper is compared.</param>
public sealed record UnrollEngine(Func<IComputeBackend> Reference, Func<IComputeBackend> Training);
