using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void FillUniform(Tensor x, PhiloxKey key, ulong firstIndex, double low, double high)
    {
        var xv = Values(x);
        for (int n = 0; n < xv.Length; n++)
            xv[n] = low + (high - low) * Philox.Uniform(key, firstIndex + (ulong)n);
    }

    /// <inheritdoc/>
    public void FillDropoutMask(Tensor mask, PhiloxKey key, ulong firstIndex, double rate)
    {
        Rates.CheckDropout(rate);
        var mv = Values(mask);
        for (int n = 0; n < mv.Length; n++)
            mv[n] = Philox.Uniform(key, firstIndex + (ulong)n) < rate ? 0 : 1 / (1 - rate);
    }
}
