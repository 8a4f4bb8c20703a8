using RnnLab.Compute.Cpu;

namespace RnnLab.Compute.Tests.Cpu;

public class CpuBackendTests
{
    [Fact]
    public void The_default_is_the_first_of_those_available()
    {
        using var backend = ComputeBackends.CreateDefault(2);
        Assert.Contains(backend.Name, ComputeBackends.AvailableNames());
        Assert.Contains("2 threads", backend.Description);
        Assert.Contains(backend.Name, ComputeBackends.Describe());
    }

    [Fact]
    public void Every_available_backend_can_be_made_by_name()
    {
        foreach (string name in ComputeBackends.AvailableNames())
        {
            using var backend = ComputeBackends.Create(name, 1);
            Assert.Equal(name, backend.Name);
        }
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => ComputeBackends.Create("cpu-mmx"));
        Assert.Contains("cpu-mmx", error.Message);
        Assert.Contains("cpu-vector", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5000)]
    public void A_senseless_number_of_threads_is_refused(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => new CpuBackend(threads));

    [Fact]
    public void Many_small_jobs_with_many_threads_lose_none()
    {
        // More threads than processors: some are late for every job, and must neither miss a piece nor do one twice.
        using var backend = new CpuBackend(8);
        using var x = backend.Allocate(new Shape(5 * 16 * 1024 + 7));
        using var one = backend.Allocate(x.Shape);
        backend.Fill(one, 1);
        for (int n = 0; n < 2000; n++)
            backend.AddScaled(1, one, x);
        Assert.Equal(2000.0 * x.Shape.Count, backend.Sum(x));
    }

    [Fact]
    public void Several_backends_work_side_by_side()
    {
        Parallel.For(0, 4, _ =>
        {
            using var backend = new CpuBackend(3);
            using var a = backend.Allocate(new Shape(200, 100));
            using var b = backend.Allocate(new Shape(100, 150));
            using var c = backend.Allocate(new Shape(200, 150));
            backend.Fill(a, 1);
            backend.Fill(b, 2);
            for (int n = 0; n < 20; n++)
                backend.MatMul(a, false, b, false, c, accumulate: false);
            Assert.Equal(200.0 * 150 * 200, backend.Sum(c));
        });
    }
}
