using RnnLab.Compute;

namespace RnnLab.Nn.Initializers;

/// <summary>
/// Ways to draw one matrix [rows, columns], row-major, as torch.nn.init has them: rows is what it gives (fan out), columns what it reads (fan in).
/// Numbers come from a Philox stream from index start on, so that the blocks of one parameter do not share any.
/// </summary>
public static class MatrixInitializers
{
    /// <summary>Glorot and Bengio 2010: uniform within gain * sqrt(6 / (fan in + fan out)).</summary>
    public static void XavierUniform(Span<float> values, int rows, int columns, PhiloxKey key, ulong start = 0, double gain = 1)
    {
        Check(values, rows, columns);
        Uniform(values, key, start, gain * Math.Sqrt(6.0 / (rows + columns)));
    }

    /// <summary>Glorot and Bengio 2010: normal with deviation gain * sqrt(2 / (fan in + fan out)).</summary>
    public static void XavierNormal(Span<float> values, int rows, int columns, PhiloxKey key, ulong start = 0, double gain = 1)
    {
        Check(values, rows, columns);
        Normal(values, key, start, gain * Math.Sqrt(2.0 / (rows + columns)));
    }

    /// <summary>He et al. 2015, for ReLU: uniform within sqrt(6 / fan in).</summary>
    public static void HeUniform(Span<float> values, int rows, int columns, PhiloxKey key, ulong start = 0)
    {
        Check(values, rows, columns);
        Uniform(values, key, start, Math.Sqrt(6.0 / columns));
    }

    /// <summary>He et al. 2015, for ReLU: normal with deviation sqrt(2 / fan in).</summary>
    public static void HeNormal(Span<float> values, int rows, int columns, PhiloxKey key, ulong start = 0)
    {
        Check(values, rows, columns);
        Normal(values, key, start, Math.Sqrt(2.0 / columns));
    }

    /// <summary>Le, Jaitly and Hinton 2015 (IRNN): scale times the identity, zero beside the diagonal.</summary>
    public static void Identity(Span<float> values, int rows, int columns, double scale = 1)
    {
        Check(values, rows, columns);
        values.Clear();
        for (int n = 0; n < Math.Min(rows, columns); n++)
            values[(n * columns) + n] = (float)scale;
    }

    /// <summary>Uniform in [-bound, bound).</summary>
    public static void Uniform(Span<float> values, PhiloxKey key, ulong start, double bound)
    {
        for (int n = 0; n < values.Length; n++)
            values[n] = (float)(bound * ((2.0 * Philox.Uniform(key, start + (ulong)n)) - 1));
    }

    /// <summary>Normal with mean 0 (Box and Muller 1958); number n takes two uniforms, from start + 2n on.</summary>
    public static void Normal(Span<float> values, PhiloxKey key, ulong start, double deviation)
    {
        for (int n = 0; n < values.Length; n++)
            values[n] = (float)(deviation * StandardNormal(key, start + (2 * (ulong)n)));
    }

    /// <summary>One standard normal number from the uniforms at index and index + 1.</summary>
    internal static double StandardNormal(PhiloxKey key, ulong index)
    {
        // 1 - u lies in (0, 1], so that the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1 - Philox.Uniform(key, index)));
        return radius * Math.Cos(2 * Math.PI * Philox.Uniform(key, index + 1));
    }

    internal static void Check(Span<float> values, int rows, int columns)
    {
        if (rows < 1 || columns < 1 || values.Length != (long)rows * columns)
            throw new ShapeMismatchException($"A matrix [{rows}, {columns}] does not fit {values.Length} numbers.");
    }
}
