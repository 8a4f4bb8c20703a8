using System.Numerics;
using System.Runtime.InteropServices;
using RnnLab.Compute;

namespace RnnLab.Nn.Initializers;

/// <summary>
/// Random orthogonal matrices (Saxe, McClelland and Ganguli 2014), uniform over all of them (Haar) as torch.nn.init.orthogonal_: normal vectors, made orthonormal one
/// after another. With as many rows as columns, or fewer, the rows are orthonormal; with more, the columns.
/// </summary>
public static class OrthogonalInitializer
{
    /// <summary>Fills a matrix [rows, columns] with gain times an orthogonal one. Numbers come from the stream from index start on.</summary>
    /// <exception cref="ShapeMismatchException">There is not room for rows times columns numbers.</exception>
    public static void Fill(Span<float> values, int rows, int columns, PhiloxKey key, ulong start = 0, double gain = 1)
    {
        MatrixInitializers.Check(values, rows, columns);
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        var vectors = new double[count][];
        for (int n = 0; n < count; n++)
        {
            var vector = vectors[n] = new double[length];
            for (int k = 0; k < length; k++)
                vector[k] = MatrixInitializers.StandardNormal(key, start + (2 * (((ulong)n * (ulong)length) + (ulong)k)));
            Orthonormalize(vector, vectors.AsSpan(0, n));
        }

        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                values[(r * columns) + c] = (float)(gain * (rows <= columns ? vectors[r][c] : vectors[c][r]));
        }
    }

    /// <summary>Takes out of a vector what lies along the others, twice, since the first time leaves a rounding error (Giraud et al. 2005), and gives it length 1.</summary>
    private static void Orthonormalize(double[] vector, ReadOnlySpan<double[]> others)
    {
        for (int round = 0; round < 2; round++)
        {
            foreach (var other in others)
                AddScaled(-Dot(vector, other), other, vector);
        }

        double norm = Math.Sqrt(Dot(vector, vector));
        for (int k = 0; k < vector.Length; k++)
            vector[k] /= norm;
    }

    /// <summary>In eight fixed partial sums, so that every machine gets the same bits, whatever the width of its vectors.</summary>
    private static double Dot(double[] a, double[] b)
    {
        Span<double> sums = stackalloc double[8];
        int k = 0;
        for (; k + 8 <= a.Length; k += 8)
        {
            for (int lane = 0; lane < 8; lane += Vector<double>.Count)
                (new Vector<double>(sums[lane..]) + (new Vector<double>(a, k + lane) * new Vector<double>(b, k + lane))).CopyTo(sums[lane..]);
        }

        for (; k < a.Length; k++)
            sums[k & 7] += a[k] * b[k];
        return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
    }

    private static void AddScaled(double alpha, double[] x, double[] y)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(x.AsSpan());
        var to = MemoryMarshal.Cast<double, Vector<double>>(y.AsSpan());
        var factor = new Vector<double>(alpha);
        for (int n = 0; n < to.Length; n++)
            to[n] += factor * from[n];
        for (int k = to.Length * Vector<double>.Count; k < y.Length; k++)
            y[k] += alpha * x[k];
    }
}
