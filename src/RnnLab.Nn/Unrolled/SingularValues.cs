namespace RnnLab.Nn.Unrolled;

/// <summary>How much a matrix can stretch.</summary>
public static class SingularValues
{
    /// <summary>
    /// The largest singular value, which is the spectral norm: the most that a product of Jacobians can lengthen a gradient (Pascanu, Mikolov and Bengio 2013). By one-sided
    /// Jacobi rotations (Hestenes 1958), to rounding.
    /// </summary>
    public static double Largest(double[,] matrix)
    {
        int rows = matrix.GetLength(0), columns = matrix.GetLength(1);
        double[][] column = [.. Enumerable.Range(0, columns).Select(c => Enumerable.Range(0, rows).Select(r => matrix[r, c]).ToArray())];
        for (int sweep = 0; sweep < 60; sweep++)
        {
            bool rotated = false;
            for (int p = 0; p < columns - 1; p++)
            {
                for (int q = p + 1; q < columns; q++)
                    rotated |= Rotate(column[p], column[q]);
            }

            if (!rotated)
                break;
        }

        return columns == 0 ? 0 : column.Max(values => Math.Sqrt(values.Sum(v => v * v)));
    }

    /// <summary>Makes two columns orthogonal; false where they are already.</summary>
    private static bool Rotate(double[] p, double[] q)
    {
        double pp = 0, qq = 0, pq = 0;
        for (int n = 0; n < p.Length; n++)
        {
            pp += p[n] * p[n];
            qq += q[n] * q[n];
            pq += p[n] * q[n];
        }

        if (!(Math.Abs(pq) > 1e-14 * Math.Sqrt(pp * qq)))
            return false;
        double zeta = (qq - pp) / (2 * pq);
        double t = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        double cos = 1 / Math.Sqrt(1 + (t * t)), sin = cos * t;
        for (int n = 0; n < p.Length; n++)
            (p[n], q[n]) = ((cos * p[n]) - (sin * q[n]), (sin * p[n]) + (cos * q[n]));
        return true;
    }
}
