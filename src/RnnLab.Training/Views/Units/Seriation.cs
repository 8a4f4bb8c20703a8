namespace RnnLab.Training.Views.Units;

/// <summary>
/// Rows that vary together side by side: spectral seriation (Atkins, Boman and Hendrickson 1998), a one-dimensional embedding by the Fiedler vector of the graph whose
/// weights are the rows' similarities, (1 + correlation) / 2.
/// </summary>
internal static class Seriation
{
    /// <summary>The order of the rows of [rows, columns].</summary>
    internal static int[] Order(ReadOnlySpan<float> values, int rows, int columns)
    {
        if (rows < 3)
            return [.. Enumerable.Range(0, rows)];
        double[] similar = Similarities(values, rows, columns);
        double[] degree = new double[rows];
        for (int a = 0; a < rows; a++)
        {
            for (int b = 0; b < rows; b++)
                degree[a] += similar[(a * rows) + b];
        }

        // Power iteration on shift I - L, without the constant vector, whose eigenvalue is the largest there; every start is the same.
        double shift = 2 * degree.Max();
        double[] vector = new double[rows], next = new double[rows];
        for (int n = 0; n < rows; n++)
            vector[n] = Math.Sin(1 + (n * 0.7));
        Normalize(vector);
        for (int round = 0; round < 300; round++)
        {
            double change = 0;
            for (int a = 0; a < rows; a++)
            {
                double sum = (shift - degree[a]) * vector[a];
                for (int b = 0; b < rows; b++)
                    sum += similar[(a * rows) + b] * vector[b];
                next[a] = sum;
            }

            Normalize(next);
            for (int n = 0; n < rows; n++)
                change = Math.Max(change, Math.Abs(next[n] - vector[n]));
            (vector, next) = (next, vector);
            if (change < 1e-9)
                break;
        }

        // The sign of an eigenvector means nothing; the first unit's side comes first, so that the order is the same each time.
        double sign = vector[0] > 0 ? -1 : 1;
        return [.. Enumerable.Range(0, rows).OrderBy(n => sign * vector[n]).ThenBy(n => n)];
    }

    private static double[] Similarities(ReadOnlySpan<float> values, int rows, int columns)
    {
        double[] standard = new double[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            double mean = 0, square = 0;
            for (int n = 0; n < columns; n++)
                mean += values[(row * columns) + n];
            mean /= columns;
            for (int n = 0; n < columns; n++)
            {
                double centred = values[(row * columns) + n] - mean;
                standard[(row * columns) + n] = centred;
                square += centred * centred;
            }

            double scale = square > 1e-12 * columns ? 1 / Math.Sqrt(square) : 0;
            for (int n = 0; n < columns; n++)
                standard[(row * columns) + n] *= scale;
        }

        double[] similar = new double[rows * rows];
        for (int a = 0; a < rows; a++)
        {
            for (int b = 0; b < a; b++)
            {
                double dot = System.Numerics.Tensors.TensorPrimitives.Dot<double>(standard.AsSpan(a * columns, columns), standard.AsSpan(b * columns, columns));
                similar[(a * rows) + b] = similar[(b * rows) + a] = (1 + dot) / 2;
            }
        }

        return similar;
    }

    private static void Normalize(double[] vector)
    {
        double mean = vector.Average(), square = 0;
        for (int n = 0; n < vector.Length; n++)
        {
            vector[n] -= mean;
            square += vector[n] * vector[n];
        }

        double scale = 1 / Math.Sqrt(Math.Max(square, 1e-300));
        for (int n = 0; n < vector.Length; n++)
            vector[n] *= scale;
    }
}
