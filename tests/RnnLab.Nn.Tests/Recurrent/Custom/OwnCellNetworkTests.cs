using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent.Custom;

/// <summary>Networks whose cell is written as equations.</summary>
public class OwnCellNetworkTests
{
    private static readonly RecurrentNetworkOptions BuiltIn = new() { Cell = CellKind.Lstm, Input = 3, Hidden = 5, Bidirectional = true, Prefix = "" };

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void An_LSTM_written_out_drops_and_keeps_the_same_units_as_the_built_in_one(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var options = BuiltIn with { ZoneoutHidden = 0.3, ZoneoutCell = 0.2, RecurrentDropout = 0.4, InputDropout = 0.2 };
        var position = new DropoutPosition(9) { Step = 4 };
        int[] lengths = [4, 0, 2];
        using NetworkRun own = new(options with { OwnCell = CellTexts.Lstm }, backend, 4, 3, lengths, position);
        using var tape = new Tape(backend);
        using var network = new RecurrentNetwork(options, backend, initialize: false);
        var written = own.Network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        foreach (var parameter in network.Parameters)
        {
            string letter = parameter.Name switch { var n when n.StartsWith("weight_ih", StringComparison.Ordinal) => "W", var n when n.StartsWith("weight_hh", StringComparison.Ordinal) => "U", _ => "b" };
            string suffix = parameter.Name[parameter.Name.LastIndexOf("_l", StringComparison.Ordinal)..];
            parameter.Value.CopyFrom(parameter.Name.StartsWith("bias_hh", StringComparison.Ordinal)
                ? new double[parameter.Spec.Count]
                : [.. "ifgo".SelectMany(gate => Close.Values(written[$"{letter}{gate}{suffix}"]))]);
        }

        using var place = backend.AllocateIndices(new Shape(3));
        place.CopyFrom(lengths);
        var expected = network.Forward(tape, new SequenceInput(tape.Constant(own.Input.Value)) { Lengths = new TokenInput(place) }, training: position);
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-5;
        Close.Equal(expected.Sequence!.Value, own.Output.Sequence!.Value, tolerance, "h");
        for (int n = 0; n < 2; n++)
        {
            Close.Equal(expected.Final[n].Hidden.Value, own.Output.Final[n].Hidden.Value, tolerance, $"final h {n}");
            Close.Equal(expected.Final[n].Cell!.Value, own.Output.Final[n].Cell!.Value, tolerance, $"final c {n}");
        }
    }

    [Fact]
    public void States_of_every_name_are_carried_and_tokens_read()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        var options = new RecurrentNetworkOptions { OwnCell = CellTexts.Everything, Input = 5, Hidden = 4, Layers = 2, Seed = 3 };
        using var network = new RecurrentNetwork(options, backend);
        using var tape = new Tape(backend);
        using var text = new TestRandom(4).Indices(backend, new Shape(6, 2), 5);
        double[] whole = Close.Values(network.Forward(tape, new SequenceInput(new TokenInput(text))).Sequence!.Value);
        using var state = network.CreateState(2);
        using var part = backend.AllocateIndices(new Shape(3, 2));
        int[] symbols = new int[12];
        text.CopyTo(symbols);
        part.CopyFrom(symbols.AsSpan(0, 6));
        var output = network.Forward(tape, new SequenceInput(new TokenInput(part)), state.On(tape));
        Close.Equal(whole.AsSpan(0, 24), output.Sequence!.Value, 1e-12, "first half");
        state.Carry(output);
        part.CopyFrom(symbols.AsSpan(6));
        tape.Replay();
        Close.Equal(whole.AsSpan(24), output.Sequence.Value, 1e-12, "second half");
    }

    [Fact]
    public void Weights_and_learned_states_have_their_names_and_their_first_values()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        var options = new RecurrentNetworkOptions { OwnCell = "gain_q = W*x\nm' = 0.5*m + gain_q\nh' = tanh(m' + initial_z)", Input = 3, Hidden = 4, LearnInitialState = true };
        using var network = new RecurrentNetwork(options, backend);
        Assert.Equal(["rnn.W_l0 [4, 3]", "rnn.initial_z_l0 [4]", "rnn.initial_h_l0 [4]", "rnn.initial_m_l0 [4]"], network.Parameters.Select(parameter => $"{parameter.Name} {parameter.Spec.Shape}"));
        Assert.All(network.Parameters.Take(2), parameter => Assert.DoesNotContain(0, Close.Values(parameter.Value)));
        Assert.All(network.Parameters.Skip(2), parameter => Assert.All(Close.Values(parameter.Value), value => Assert.Equal(0, value)));
    }

    [Theory]
    [InlineData("h' = tanh(W*x", false, false, 0, "Line 1, column 14")]
    [InlineData("h' = tanh(W*x)", true, false, 0, "no such function")]
    [InlineData("h' = tanh(W*x + initial_h)", false, true, 0, "weight called initial_h")]
    [InlineData("h' = tanh(W*x)", false, false, 0.1, "zoneout of c")]
    public void What_does_not_fit_is_refused_in_words(string text, bool normalized, bool learned, double zoneout, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => (BuiltIn with { OwnCell = text, LayerNormalized = normalized, LearnInitialState = learned, ZoneoutCell = zoneout }).Validate()).Message);
}
