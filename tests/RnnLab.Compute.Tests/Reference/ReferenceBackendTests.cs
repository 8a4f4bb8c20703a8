using RnnLab.Compute.Reference;

namespace RnnLab.Compute.Tests.Reference;

public class ReferenceBackendTests
{
    private readonly ReferenceBackend _backend = new();

    [Fact]
    public void MatMul_computes_a_product_that_can_be_checked_by_hand()
    {
        var a = Tensor(new Shape(2, 3), 1, 2, 3, 4, 5, 6);
        var b = Tensor(new Shape(3, 2), 7, 8, 9, 10, 11, 12);
        var c = Tensor(new Shape(2, 2), 1, 1, 1, 1);
        _backend.MatMul(a, false, b, false, c, accumulate: false);
        Assert.Equal([58, 64, 139, 154], c.ToArray());
        _backend.MatMul(b, true, a, true, c, accumulate: true);
        Assert.Equal([58 + 58, 64 + 139, 139 + 64, 154 + 154], c.ToArray());
    }

    [Fact]
    public void A_view_shares_memory_and_dies_with_its_root()
    {
        var root = Tensor(new Shape(2, 2), 1, 2, 3, 4);
        var view = root.View(2, new Shape(2));
        _backend.Fill(view, 9);
        Assert.Equal([1, 2, 9, 9], root.ToArray());
        view.Dispose();
        Assert.Equal([1, 2, 9, 9], root.ToArray());
        root.Dispose();
        root.Dispose();
        Assert.Throws<ObjectDisposedException>(() => view.ToArray());
    }

    [Fact]
    public void A_tensor_of_another_backend_is_refused()
    {
        using var other = new ReferenceBackend();
        var error = Assert.Throws<ArgumentException>(() => _backend.Sum(other.Allocate(new Shape(3))));
        Assert.Contains("[3]", error.Message);
    }

    [Fact]
    public void Adam_takes_the_first_step_of_the_paper()
    {
        // At step 1 both corrected moments are the gradient and its square: the step is lr * sign(g), but for epsilon.
        var p = Tensor(new Shape(2), 1, 1);
        _backend.Adam(p, Tensor(new Shape(2), 0.5f, -4), _backend.Allocate(new Shape(2)), _backend.Allocate(new Shape(2)), new AdamUpdate(0.1, 0.9, 0.999, 1e-8, 1), 1);
        Assert.Equal(0.9, p.ToArray()[0], 1e-6);
        Assert.Equal(1.1, p.ToArray()[1], 1e-6);
    }

    private Tensor Tensor(Shape shape, params ReadOnlySpan<float> values)
    {
        var tensor = _backend.Allocate(shape);
        tensor.CopyFrom(values);
        return tensor;
    }
}
