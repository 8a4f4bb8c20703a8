using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>Orders of axes, what is returned, states that are carried, and what must not depend on threads or replays.</summary>
public class RecurrentNetworkTests
{
    private static readonly RecurrentNetworkOptions Everything = new()
    {
        Cell = CellKind.Lstm, Input = 3, Hidden = 20, Layers = 2, Bidirectional = true, Residual = true, LayerNormalized = true, Dropout = 0.2, InputDropout = 0.2,
        RecurrentDropout = 0.3, OutputDropout = 0.2, ZoneoutHidden = 0.1, ZoneoutCell = 0.3, Returns = SequenceReturn.Both, Seed = 4,
    };

    [Fact]
    public void Batch_major_is_time_major_with_two_axes_swapped()
    {
        using var backend = new CpuBackend(2);
        var options = new RecurrentNetworkOptions { Cell = CellKind.Gru, Input = 3, Hidden = 5, Bidirectional = true, Seed = 1 };
        using RecurrentNetwork time = new(options, backend), batch = new(options with { BatchMajor = true }, backend);
        using var tape = new Tape(backend);
        var x = tape.Leaf(new TestRandom(1).Tensor(backend, new Shape(4, 6, 3)));
        var major = batch.Forward(tape, new SequenceInput(x.SwapAxes())).Sequence!;
        Assert.Equal(new Shape(6, 4, 10), major.Shape);
        Close.Equal(time.Forward(tape, new SequenceInput(x)).Sequence!.Value, major.SwapAxes().Value, 0, "h");

        var tokens = new TestRandom(2).Indices(backend, new Shape(6, 4), 3);
        var swapped = new TokenInput(tokens).SwapAxes(tape);
        Close.Equal(time.Forward(tape, new SequenceInput(swapped)).Sequence!.Value, batch.Forward(tape, new SequenceInput(new TokenInput(tokens))).Sequence!.SwapAxes().Value, 0, "h of tokens");
    }

    [Fact]
    public void The_last_output_is_that_of_each_sequences_own_end()
    {
        using var backend = new CpuBackend(2);
        int[] lengths = [4, 1, 0, 2];
        var options = new RecurrentNetworkOptions { Cell = CellKind.Lstm, Input = 3, Hidden = 5, Layers = 2, Bidirectional = true, Returns = SequenceReturn.Both };
        using var run = new NetworkRun(options, backend, 4, 4, lengths);
        float[] all = run.Output.Sequence!.Value.ToArray(), last = run.Output.Last!.Value.ToArray();
        for (int b = 0; b < 4; b++)
        {
            var forward = lengths[b] == 0 ? new float[5] : all.AsSpan((((lengths[b] - 1) * 4) + b) * 10, 5).ToArray();
            Assert.Equal(forward, last.AsSpan(b * 10, 5).ToArray());
            Assert.Equal(lengths[b] == 0 ? new float[5] : all.AsSpan((b * 10) + 5, 5).ToArray(), last.AsSpan((b * 10) + 5, 5).ToArray());
            if (lengths[b] > 0)
                Assert.Equal(run.Output.Final[2].Hidden.Value.ToArray().AsSpan(b * 5, 5).ToArray(), forward);
        }

        using var alone = new NetworkRun(options with { Returns = SequenceReturn.Last }, backend, 4, 4, lengths);
        Assert.Null(alone.Output.Sequence);
        Assert.Equal(last, alone.Output.Last!.Value.ToArray());
        using var sequence = new NetworkRun(options with { Returns = SequenceReturn.Sequence }, backend, 4, 4, lengths);
        Assert.Null(sequence.Output.Last);
        Assert.Equal(all, sequence.Output.Sequence!.Value.ToArray());
    }

    [Theory]
    [InlineData(CellKind.Rnn, false)]
    [InlineData(CellKind.Gru, true)]
    [InlineData(CellKind.Lstm, false)]
    [InlineData(CellKind.Lstm, true)]
    public void A_carried_state_joins_batches_as_if_they_were_one_and_passes_no_gradient(CellKind cell, bool normalized)
    {
        using var backend = new CpuBackend(2);
        var options = new RecurrentNetworkOptions { Cell = cell, Input = 3, Hidden = 6, Layers = 2, LayerNormalized = normalized, Seed = 8 };
        using var network = new RecurrentNetwork(options, backend);
        using var whole = new Tape(backend);
        using var half = new Tape(backend);
        using var text = new TestRandom(6).Tensor(backend, new Shape(6, 2, 3));
        double[] expected = Close.Values(network.Forward(whole, new SequenceInput(whole.Constant(text))).Sequence!.Value);

        using var state = network.CreateState(2);
        using var part = backend.Allocate(new Shape(3, 2, 3));
        float[] values = text.ToArray();
        part.CopyFrom(values.AsSpan(0, 18));
        var output = network.Forward(half, new SequenceInput(half.Constant(part)), state.On(half));
        Close.Equal(expected.AsSpan(0, 36), output.Sequence!.Value, 1e-5, "first half");
        state.Carry(output);

        // The gradient of the first batch is the same whether the state was carried on before it or not.
        var loss = output.Sequence.Square().Sum();
        half.Backward(loss);
        float[] gradient = network.Parameters[1].Gradient.ToArray();
        backend.Fill(network.Parameters[1].Gradient, 0);
        part.CopyFrom(values.AsSpan(18));
        half.Replay();
        Close.Equal(expected.AsSpan(36), output.Sequence.Value, 1e-5, "second half");

        state.Reset();
        part.CopyFrom(values.AsSpan(0, 18));
        half.Replay();
        Close.Equal(expected.AsSpan(0, 36), output.Sequence.Value, 1e-5, "first half again");
        half.Backward(loss);
        Assert.Equal(gradient, network.Parameters[1].Gradient.ToArray());
    }

    [Fact]
    public void Full_gate_recurrence_carries_its_gates_too_and_the_forget_gate_begins_as_asked()
    {
        using var backend = new CpuBackend(1);
        var options = new RecurrentNetworkOptions { Variant = LstmVariant.FullGateRecurrence, ForgetBias = 1, Input = 2, Hidden = 3, Seed = 8 };
        using var network = new RecurrentNetwork(options, backend);
        Assert.Equal([1, 1, 1], network.Parameters.Single(p => p.Name == "rnn.bias_ih_l0").Value.ToArray()[3..6]);
        Assert.Equal([0, 0, 0], network.Parameters.Single(p => p.Name == "rnn.bias_hh_l0").Value.ToArray()[3..6]);
        using var tape = new Tape(backend);
        using var text = new TestRandom(6).Tensor(backend, new Shape(4, 2, 2));
        double[] expected = Close.Values(network.Forward(tape, new SequenceInput(tape.Constant(text))).Sequence!.Value);
        using var state = network.CreateState(2);
        using var part = backend.Allocate(new Shape(2, 2, 2));
        part.CopyFrom(text.ToArray().AsSpan(0, 8));
        var output = network.Forward(tape, new SequenceInput(tape.Constant(part)), state.On(tape));
        state.Carry(output);
        part.CopyFrom(text.ToArray().AsSpan(8));
        tape.Replay();
        Close.Equal(expected.AsSpan(12), output.Sequence!.Value, 1e-5, "second half");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tokens_are_the_one_hot_vectors_they_stand_for(bool stepwise)
    {
        using var backend = new CpuBackend(2);
        var options = new RecurrentNetworkOptions { Cell = CellKind.Lstm, Input = 5, Hidden = 6, Layers = 2, Bidirectional = true, LayerNormalized = stepwise, Seed = 2 };
        using var network = new RecurrentNetwork(options, backend);
        using var tape = new Tape(backend);
        using var tokens = new TestRandom(3).Indices(backend, new Shape(4, 3), 5);
        using var lengths = backend.AllocateIndices(new Shape(3));
        lengths.CopyFrom([4, 0, 2]);
        var place = new TokenInput(lengths);
        using var identity = backend.Allocate(new Shape(5, 5));
        identity.CopyFrom([.. Enumerable.Range(0, 25).Select(n => n % 6 == 0 ? 1f : 0)]);
        var vectors = tape.Constant(identity).GatherRows(new TokenInput(tokens));
        var expected = network.Forward(tape, new SequenceInput(vectors) { Lengths = place }).Sequence!;
        Close.Equal(expected.Value, network.Forward(tape, new SequenceInput(new TokenInput(tokens)) { Lengths = place }).Sequence!.Value, 1e-5, "h");

        using var wide = new RecurrentNetwork(options with { Input = 5000, Hidden = 1 }, backend);
        if (stepwise)
            Assert.Contains("Put an embedding before it", Assert.Throws<ArgumentException>(() => wide.Forward(tape, new SequenceInput(new TokenInput(tokens)))).Message);
        else
            Assert.Equal(new Shape(4, 3, 2), wide.Forward(tape, new SequenceInput(new TokenInput(tokens))).Sequence!.Shape);
    }

    [Fact]
    public void Networks_that_cannot_carry_a_state_say_why()
    {
        using var backend = new CpuBackend(1);
        var options = new RecurrentNetworkOptions { Input = 3, Hidden = 6 };
        using RecurrentNetwork both = new(options with { Bidirectional = true }, backend), learned = new(options with { LearnInitialState = true }, backend);
        Assert.Contains("both directions", Assert.Throws<InvalidOperationException>(() => both.CreateState(1)).Message);
        Assert.Contains("learns", Assert.Throws<InvalidOperationException>(() => learned.CreateState(1)).Message);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_words()
    {
        using var backend = new CpuBackend(1);
        var options = new RecurrentNetworkOptions { Cell = CellKind.Gru, Input = 3, Hidden = 6 };
        Assert.Contains("zoneout of c", Refused(options with { ZoneoutCell = 0.1 }));
        Assert.Contains("Dropout of the recurrent path must be at least 0 and below 1, not 1", Refused(options with { RecurrentDropout = 1 }));
        Assert.Contains("layers must be between 1 and 32", Refused(options with { Layers = 33 }));
        using var network = new RecurrentNetwork(options, backend);
        using var tape = new Tape(backend);
        var wide = tape.Constant(backend.Allocate(new Shape(2, 2, 4)));
        Assert.Contains("vectors of 3 numbers", Assert.Throws<ShapeMismatchException>(() => network.Forward(tape, new SequenceInput(wide))).Message);
        var fits = tape.Constant(backend.Allocate(new Shape(2, 2, 3)));
        Assert.Contains("0 initial states", Assert.Throws<ShapeMismatchException>(() => network.Forward(tape, new SequenceInput(fits), [])).Message);
        var lengths = new TokenInput(backend.AllocateIndices(new Shape(3)));
        Assert.Contains("3 lengths for a batch of 2", Assert.Throws<ShapeMismatchException>(() => network.Forward(tape, new SequenceInput(fits) { Lengths = lengths })).Message);

        string Refused(RecurrentNetworkOptions wrong) => Assert.Throws<ArgumentException>(() => new RecurrentNetwork(wrong, backend)).Message;
    }

    [Fact]
    public void Parameters_have_the_names_and_order_of_PyTorch()
    {
        var options = new RecurrentNetworkOptions { Cell = CellKind.Gru, Input = 3, Hidden = 4, Layers = 2, Bidirectional = true, Prefix = "encoder" };
        Assert.Equal(
            [
                "encoder.weight_ih_l0 [12, 3]", "encoder.weight_hh_l0 [12, 4]", "encoder.bias_ih_l0 [12]", "encoder.bias_hh_l0 [12]",
                "encoder.weight_ih_l0_reverse [12, 3]", "encoder.weight_hh_l0_reverse [12, 4]", "encoder.bias_ih_l0_reverse [12]", "encoder.bias_hh_l0_reverse [12]",
                "encoder.weight_ih_l1 [12, 8]", "encoder.weight_hh_l1 [12, 4]", "encoder.bias_ih_l1 [12]", "encoder.bias_hh_l1 [12]",
                "encoder.weight_ih_l1_reverse [12, 8]", "encoder.weight_hh_l1_reverse [12, 4]", "encoder.bias_ih_l1_reverse [12]", "encoder.bias_hh_l1_reverse [12]",
            ],
            options.ParameterSpecs.Select(spec => $"{spec.Name} {spec.Shape}"));
    }

    [Theory]
    [MemberData(nameof(TestBackends.Cpu), MemberType = typeof(TestBackends))]
    public void Any_number_of_threads_and_any_replay_give_the_same_bits(string set)
    {
        double[][]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            using var backend = new CpuBackend(threads, Enum.Parse<CpuInstructionSet>(set));
            var position = new DropoutPosition(77) { Step = 3 };
            using var run = new NetworkRun(Everything, backend, 6, 21, [.. Enumerable.Range(0, 21).Select(b => b % 7)], position);
            double[][] first = run.Everything();
            expected ??= first;
            Same(expected, first);
            position.Step = 4;
            run.Tape.Replay();
            Assert.NotEqual(expected[0], run.Everything()[0]);
            position.Step = 3;
            run.Tape.Replay();
            Same(expected, run.Everything());
        }

        static void Same(double[][] left, double[][] right)
        {
            Assert.Equal(left.Length, right.Length);
            for (int n = 0; n < left.Length; n++)
                Assert.Equal(left[n], right[n]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_replay_allocates_no_managed_memory(bool stepwise)
    {
        using var backend = new CpuBackend(1);
        var options = stepwise ? Everything with { BatchMajor = true } : new RecurrentNetworkOptions { Input = 3, Hidden = 20, Layers = 2, Bidirectional = true, Dropout = 0.2, Returns = SequenceReturn.Both };
        using var run = new NetworkRun(options, backend, 4, 3, [4, 0, 2], new DropoutPosition(1));
        for (int warm = 0; warm < 3; warm++)
            Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 10; n++)
            Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Once()
        {
            run.Tape.Replay();
            run.Tape.Backward(run.Loss);
        }
    }
}
