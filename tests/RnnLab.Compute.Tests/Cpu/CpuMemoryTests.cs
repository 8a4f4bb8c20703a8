using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Tests.Cpu;

public class CpuMemoryTests
{
    [Fact]
    public void Memory_that_comes_back_is_cleared_before_it_is_seen_again()
    {
        using var backend = new CpuBackend(1);
        var shape = new Shape(3, 1000);
        var first = backend.Allocate(shape);
        backend.Fill(first, 7);
        first.Dispose();
        using var second = backend.Allocate(shape);
        using var view = second.View(10, new Shape(5));
        backend.Fill(view, 1);
        Assert.Equal(5, backend.Sum(second));
    }

    [Fact]
    public void A_second_dispose_does_not_give_the_memory_away_twice()
    {
        using var backend = new CpuBackend(1);
        var shape = new Shape(64);
        var first = backend.Allocate(shape);
        first.Dispose();
        first.Dispose();
        using var a = backend.Allocate(shape);
        using var b = backend.Allocate(shape);
        backend.Fill(a, 1);
        backend.Fill(b, 2);
        Assert.Equal(64, backend.Sum(a));
        Assert.Equal(128, backend.Sum(b));
    }

    [Fact]
    public void Tensors_may_outlive_their_backend()
    {
        var backend = new CpuBackend(2);
        var tensor = backend.Allocate(new Shape(10));
        backend.Fill(tensor, 3);
        backend.Dispose();
        Assert.Equal(3, tensor.ToArray()[9]);
        tensor.Dispose();
    }

    [Fact]
    public void Tensors_that_were_forgotten_come_back_through_their_finalizers()
    {
        using var backend = new CpuBackend(1);
        for (int round = 0; round < 3; round++)
        {
            Forget(backend);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var fresh = backend.Allocate(new Shape(1000));
        Assert.Equal(0, backend.Sum(fresh));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(CpuBackend backend) => backend.Fill(backend.Allocate(new Shape(1000)), 1);
    }

    [Fact]
    public void A_tensor_beyond_the_machine_is_refused_in_words()
    {
        using var backend = new CpuBackend(1);
        var error = Assert.Throws<InsufficientMemoryException>(() => backend.Allocate(new Shape(1 << 20, 1 << 20, 4)));
        Assert.Contains("MB", error.Message);
    }

    [Fact]
    public void A_training_step_allocates_no_managed_memory_that_grows_with_the_model()
    {
        long small = BytesOfAStep(8), large = BytesOfAStep(200);
        Assert.InRange(large, 0, small + 64);
        Assert.InRange(small, 0, 2000);
    }

    private static long BytesOfAStep(int hidden)
    {
        using var backend = new CpuBackend(1);
        var d = new RecurrentDimensions(CellKind.Lstm, 4, 12, 10, hidden);
        var parameters = Parameters();
        var gradients = Parameters();
        using var input = backend.Allocate(new Shape(4, 12, 10));
        using var state = backend.Allocate(new Shape(12, hidden));
        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        RecurrentParameters Parameters() => new(
            backend.Allocate(new Shape(d.GateWidth, 10)), backend.Allocate(new Shape(d.GateWidth, hidden)), backend.Allocate(new Shape(d.GateWidth)), backend.Allocate(new Shape(d.GateWidth)));

        void Step()
        {
            using var gates = backend.Allocate(new Shape(4, 12, d.GateWidth));
            using var gateGradients = backend.Allocate(new Shape(4, 12, d.GateWidth));
            using var output = backend.Allocate(new Shape(4, 12, hidden));
            using var cell = backend.Allocate(new Shape(4, 12, hidden));
            var activations = new RecurrentActivations { InitialHidden = state, InitialCell = state, Gates = gates, Hidden = output, Cell = cell };
            backend.RecurrentForward(d, new RecurrentInput(input), parameters, activations);
            backend.RecurrentBackward(
                d, new RecurrentInput(input), parameters, activations, new RecurrentGradients { Output = output, GatePreactivations = gateGradients, Parameters = gradients });
            backend.Adam(parameters.RecurrentWeights, gradients.RecurrentWeights, gradients.RecurrentWeights, gradients.RecurrentWeights, new AdamUpdate(0, 0.9, 0.9, 1, 1), 1);
        }
    }
}
