using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void MixtureDensity(Tensor outputs, Tensor points, Tensor losses, Tensor? gradient, double gradientScale)
    {
        int components = LossShapes.MixtureDensity(outputs.Shape, points.Shape, losses.Shape, gradient?.Shape), width = outputs.Shape.Columns;
        Span<double> all = Values(outputs), point = Values(points), loss = Values(losses), allGradients = gradient is null ? default : Values(gradient);
        double[] weight = new double[components], logDensity = new double[components];
        for (int n = 0; n < loss.Length; n++)
        {
            var row = all.Slice(n * width, width);
            double x = point[3 * n], y = point[(3 * n) + 1], end = point[(3 * n) + 2];

            // log pi_j + log N(x, y | mu_j, sigma_j, rho_j), eqs. 19-25.
            double logWeights = LogSumExp(row.Slice(1, components));
            for (int j = 0; j < components; j++)
            {
                var (z1, z2, rho, rest, s1, s2) = Component(row, components, j, x, y);
                double across = z1 - (rho * z2);
                double quadratic = (across * across / rest) + (z2 * z2);
                weight[j] = Math.Exp(row[1 + j] - logWeights);
                logDensity[j] = row[1 + j] - logWeights - (quadratic / 2) - Math.Log(2 * Math.PI * s1 * s2) - (Math.Log(rest) / 2);
            }

            // Eq. 26. With e = 1 / (1 + exp(e^)), -log e = log(1 + exp(e^)) and -log(1 - e) = log(1 + exp(-e^)).
            double total = LogSumExp(logDensity);
            loss[n] = -total + (end * Softplus(row[0])) + ((1 - end) * Softplus(-row[0]));
            if (gradient is null)
                continue;

            // Eqs. 28-37, where gamma_j is the responsibility of component j.
            var g = allGradients.Slice(n * width, width);
            double e = 1 / (1 + Math.Exp(row[0]));
            var derivative = new double[width];
            derivative[0] = end - e;
            for (int j = 0; j < components; j++)
            {
                var (z1, z2, rho, rest, s1, s2) = Component(row, components, j, x, y);
                double gamma = Math.Exp(logDensity[j] - total), across1 = (z1 - (rho * z2)) / rest, across2 = (z2 - (rho * z1)) / rest;
                double quadratic = (across1 * (z1 - (rho * z2))) + (z2 * z2);
                derivative[1 + j] = weight[j] - gamma;
                derivative[1 + components + j] = -gamma * across1 / s1;
                derivative[1 + (2 * components) + j] = -gamma * across2 / s2;
                derivative[1 + (3 * components) + j] = -gamma * ((z1 * across1) - 1);
                derivative[1 + (4 * components) + j] = -gamma * ((z2 * across2) - 1);
                derivative[1 + (5 * components) + j] = -gamma * ((z1 * z2) + (rho * (1 - quadratic)));
            }

            for (int k = 0; k < width; k++)
                g[k] = gradientScale * derivative[k];
        }
    }

    /// <summary>Standardised distances, correlation, 1 - correlation squared (which tanh alone would lose to rounding), and both deviations.</summary>
    private static (double Z1, double Z2, double Rho, double Uncorrelated, double S1, double S2) Component(ReadOnlySpan<double> row, int components, int j, double x, double y)
    {
        double s1 = Math.Exp(row[1 + (3 * components) + j]), s2 = Math.Exp(row[1 + (4 * components) + j]), raw = row[1 + (5 * components) + j];
        double cosh = Math.Cosh(raw);
        return ((x - row[1 + components + j]) / s1, (y - row[1 + (2 * components) + j]) / s2, Math.Tanh(raw), 1 / (cosh * cosh), s1, s2);
    }

    private static double LogSumExp(ReadOnlySpan<double> values)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (double value in values)
            max = Math.Max(max, value);
        foreach (double value in values)
            sum += Math.Exp(value - max);
        return max + Math.Log(sum);
    }

    /// <summary>log(1 + e^x) without overflow.</summary>
    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
