using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Autodiff;

public class TapeTests
{
    [Fact]
    public void Replay_computes_on_new_values_in_the_same_memory()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        using var x = backend.Allocate(new Shape(2));
        x.CopyFrom([1.0, 2.0]);
        var leaf = tape.Leaf(x);
        var sum = leaf.Square().Sum();
        tape.Backward(sum);
        var (memory, gradient) = (sum.Value, leaf.Gradient);
        Close.Equal(5, Close.Values(sum.Value)[0], 0, "1 + 4");
        Close.Equal([2.0, 4.0], leaf.Gradient!, 0, "2x");

        x.CopyFrom([3.0, -1.0]);
        tape.Replay();
        tape.Backward(sum);

        Assert.Same(memory, sum.Value);
        Assert.Same(gradient, leaf.Gradient);
        Close.Equal(10, Close.Values(sum.Value)[0], 0, "9 + 1");
        Close.Equal([6.0, -2.0], leaf.Gradient!, 0, "2x of the new values, not added to the old");
    }

    [Fact]
    public void Parameters_accumulate_over_backward_passes_and_leaves_do_not()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        using var parameter = new Parameter(new ParameterSpec("p", new Shape(1), "one number"), backend);
        parameter.Value.CopyFrom([3.0]);
        using var x = backend.Allocate(new Shape(1));
        x.CopyFrom([2.0]);
        var leaf = tape.Leaf(x);
        var product = tape.Parameter(parameter).Multiply(leaf);
        tape.Backward(product);
        tape.Backward(product);
        Close.Equal([4.0], parameter.Gradient, 0, "2 + 2");
        Close.Equal([3.0], leaf.Gradient!, 0, "3");
    }

    [Fact]
    public void Reset_gives_temporaries_back_and_keeps_what_is_not_its_own()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        using var x = backend.Allocate(new Shape(2));
        var square = tape.Leaf(x).Square();
        tape.Reset();
        Assert.Equal(0, tape.NodeCount);
        Assert.Throws<ObjectDisposedException>(() => square.Value.ToArray());
        Assert.Equal([0f, 0f], x.ToArray());
    }

    [Fact]
    public void What_needs_no_gradient_gets_none()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        using var x = backend.Allocate(new Shape(2));
        var (constant, leaf, unused) = (tape.Constant(x), tape.Leaf(x), tape.Leaf(x));
        var constantSquare = constant.Square();
        tape.Backward(constantSquare.Add(leaf).Sum());
        Assert.Null(constant.Gradient);
        Assert.Null(unused.Gradient);
        Assert.NotNull(leaf.Gradient);
    }

    [Fact]
    public void A_tape_without_gradients_computes_values_only()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend, gradients: false);
        using var parameter = new Parameter(new ParameterSpec("p", new Shape(1), "one number"), backend);
        parameter.Value.CopyFrom([3.0]);
        var square = tape.Parameter(parameter).Square();
        Close.Equal([9.0], square.Value, 0, "3 squared");
        Assert.False(square.RequiresGradient);
        Assert.Throws<InvalidOperationException>(() => tape.Backward(square));
    }

    [Fact]
    public void A_second_backward_pass_gives_the_same_gradient_of_a_scaled_loss()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        var random = new TestRandom(5);
        using var logits = random.Tensor(backend, new Shape(3, 4));
        using var targets = random.Indices(backend, new Shape(3), 4);
        var leaf = tape.Leaf(logits);
        var loss = CrossEntropy.Of(leaf, new TokenInput(targets)).Mean.Scale(3);
        tape.Backward(loss);
        var first = Close.Values(leaf.Gradient!);
        tape.Backward(loss);
        Close.Equal(first, leaf.Gradient!, 0, "gradient");
    }

    [Fact]
    public void Mistakes_are_refused_in_words_that_name_the_shapes()
    {
        using var backend = new ReferenceBackend();
        using var tape = new Tape(backend);
        using var x = backend.Allocate(new Shape(2, 3));
        using var tokens = backend.AllocateIndices(new Shape(4, 2));
        var leaf = tape.Leaf(x);
        Assert.Contains("[2, 3]", Assert.Throws<ShapeMismatchException>(() => tape.Backward(leaf)).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", Assert.Throws<ShapeMismatchException>(() => leaf.Step(0)).Message, StringComparison.Ordinal);
        Assert.Contains("[4, 2]", Assert.Throws<ShapeMismatchException>(() => CrossEntropy.Of(leaf, new TokenInput(tokens))).Message, StringComparison.Ordinal);
        Assert.Contains("[3, 2]", Assert.Throws<ShapeMismatchException>(() => new TokenInput(tokens).Value = backend.AllocateIndices(new Shape(3, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeMismatchException>(() => leaf.MatMul(leaf));
        Assert.Throws<ArgumentOutOfRangeException>(() => leaf.Dropout(1, new DropoutPosition(1), 1));
    }
}
