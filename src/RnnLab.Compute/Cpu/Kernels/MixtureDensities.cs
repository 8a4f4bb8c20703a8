using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>
/// Mixtures of bivariate Gaussians. A row has a few dozen exponentials beside the network's thousands of products, so plain double arithmetic serves every
/// instruction set: nothing is lost to cancellation where components are narrow or strongly correlated.
/// </summary>
internal static unsafe class MixtureDensities
{
    /// <summary>Numbers kept of each component between the loss and its gradient.</summary>
    private const int Kept = 7;

    private struct Job
    {
        public float* Outputs, Points, Losses, Gradient;
        public double* Scratch;
        public int Rows, Components, Pieces;
        public double Scale;
    }

    /// <summary>As <see cref="IComputeBackend.MixtureDensity"/>; gradient may be null, and may be the outputs.</summary>
    public static void Run(ComputeThreads threads, MemoryPool pool, int rows, int components, float* outputs, float* points, float* losses, float* gradient, double scale)
    {
        if (rows == 0)
            return;
        using var scratch = new Scratch(pool, 2L * threads.Count * components * Kept);
        var job = new Job
        {
            Outputs = outputs, Points = points, Losses = losses, Gradient = gradient, Scratch = (double*)scratch.Floats, Rows = rows, Components = components, Scale = scale,
            Pieces = (int)Math.Clamp((long)rows * components / 256, 1, rows),
        };
        threads.Run(job.Pieces, &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int m = job->Components;
        nint width = 6 * m + 1;
        double* kept = job->Scratch + (nint)thread * m * Kept;
        var (first, count) = RowTiles.Get(job->Rows, job->Pieces, piece);
        for (nint n = first; n < first + count; n++)
        {
            float* row = job->Outputs + n * width, point = job->Points + n * 3;
            double e = row[0], end = point[2], total = Components(row, point, m, kept, out double logWeights);
            job->Losses[n] = (float)(-total + end * Softplus(e) + (1 - end) * Softplus(-e));
            if (job->Gradient != null)
                Gradient(row, m, kept, total, logWeights, end, job->Scale, job->Gradient + n * width);
        }
    }

    /// <summary>Keeps what the gradient needs and returns the log-likelihood of the point.</summary>
    private static double Components(float* row, float* point, int m, double* kept, out double logWeights)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < m; j++)
            max = Math.Max(max, row[1 + j]);
        for (int j = 0; j < m; j++)
            sum += Math.Exp(row[1 + j] - max);
        logWeights = max + Math.Log(sum);

        double highest = double.NegativeInfinity;
        for (int j = 0; j < m; j++)
        {
            double log1 = row[1 + 3 * m + j], log2 = row[1 + 4 * m + j], raw = row[1 + 5 * m + j];
            double inverse1 = Math.Exp(-log1), inverse2 = Math.Exp(-log2), rho = Math.Tanh(raw), cosh = Math.Cosh(raw);
            double z1 = (point[0] - row[1 + m + j]) * inverse1, z2 = (point[1] - row[1 + 2 * m + j]) * inverse2;
            double across = z1 - rho * z2, scale = cosh * cosh;
            double* k = kept + j * Kept;
            k[0] = row[1 + j] - logWeights - (across * across * scale + z2 * z2) / 2 - log1 - log2 + Math.Log(cosh) - Math.Log(2 * Math.PI);
            k[1] = z1;
            k[2] = z2;
            k[3] = rho;
            k[4] = scale;
            k[5] = inverse1;
            k[6] = inverse2;
            highest = Math.Max(highest, k[0]);
        }

        double likelihood = 0;
        for (int j = 0; j < m; j++)
            likelihood += Math.Exp(kept[j * Kept] - highest);
        return highest + Math.Log(likelihood);
    }

    private static void Gradient(float* row, int m, double* kept, double total, double logWeights, double end, double scale, float* gradient)
    {
        gradient[0] = (float)(scale * (end - 1 / (1 + Math.Exp(row[0]))));
        for (int j = 0; j < m; j++)
        {
            double* k = kept + j * Kept;
            double gamma = Math.Exp(k[0] - total), z1 = k[1], z2 = k[2], rho = k[3];
            double across1 = (z1 - rho * z2) * k[4], across2 = (z2 - rho * z1) * k[4], quadratic = across1 * (z1 - rho * z2) + z2 * z2;
            gradient[1 + j] = (float)(scale * (Math.Exp(row[1 + j] - logWeights) - gamma));
            gradient[1 + m + j] = (float)(-scale * gamma * across1 * k[5]);
            gradient[1 + 2 * m + j] = (float)(-scale * gamma * across2 * k[6]);
            gradient[1 + 3 * m + j] = (float)(-scale * gamma * (z1 * across1 - 1));
            gradient[1 + 4 * m + j] = (float)(-scale * gamma * (z2 * across2 - 1));
            gradient[1 + 5 * m + j] = (float)(-scale * gamma * (z1 * z2 + rho * (1 - quadratic)));
        }
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
