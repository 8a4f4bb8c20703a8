using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Views;

namespace RnnLab.Training.Tests.Views;

public sealed class TwoWayNetworkTests
{
    private const string Text = "to be or not to be";
    private static readonly CharacterVocabulary Vocabulary = CharacterVocabulary.FromText(Text);

    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void The_forward_half_of_the_lowest_layer_knows_nothing_of_what_follows_and_the_backward_half_nothing_of_what_was(CellKind cell)
    {
        using ReferenceBackend backend = new();
        using TwoWayNetwork network = new(new RunConfig { Cell = cell, Layers = 2, Hidden = 5, Seed = 3 }, Vocabulary, backend);
        GateFrame whole = network.Read(Text, "hand"), begun = network.Read(Text[..9], "hand"), ended = network.Read(Text[9..], "hand");
        Assert.Equal(["layer 1 forward", "layer 1 backward", "layer 2 forward", "layer 2 backward"], whole.Layers.Select(layer => layer.Name));
        Assert.Equal(Column(whole, 0, 4), Column(begun, 0, 4));
        Assert.NotEqual(Column(whole, 1, 4), Column(begun, 1, 4));
        Assert.Equal(Column(whole, 1, 9 + 4), Column(ended, 1, 4));
        Assert.NotEqual(Column(whole, 0, 9 + 4), Column(ended, 0, 4));

        // The layer above reads both halves, so that its forward half knows the end too.
        Assert.NotEqual(Column(whole, 2, 4), Column(begun, 2, 4));
    }

    [Theory]
    [InlineData(CellKind.Rnn, null)]
    [InlineData(CellKind.Gru, null)]
    [InlineData(CellKind.Lstm, null)]
    [InlineData(CellKind.Mgu, null)]
    [InlineData(CellKind.Lstm, "k = sigmoid(A*x + B*h + e)\nh' = k .* h + (1 - k) .* tanh(C*x)")]
    public void One_half_alone_goes_the_same_way(CellKind cell, string? own)
    {
        using ReferenceBackend backend = new();
        using TwoWayNetwork network = new(new RunConfig { Cell = cell, OwnCell = own, Layers = 2, Hidden = 5, Seed = 3 }, Vocabulary, backend);
        GateFrame frame = network.Read(Text, "hand");
        foreach (int place in Enumerable.Range(0, 4))
        {
            foreach (int time in (int[])[0, 7, Text.Length - 1])
            {
                var (model, token, turned, step) = network.Alone(frame, place, time);
                using (model)
                {
                    // One step from the states that the half had before it.
                    using var state = model.CreateState(1);
                    if (step > 0)
                    {
                        var before = turned.Layers[0];
                        state.Hidden(0).CopyFrom(Values(before, "h", step - 1));
                        if (model.Config.Description.HasCellState)
                            state.Cell(0)!.CopyFrom(Values(before, "c", step - 1));
                    }

                    using var indices = backend.AllocateIndices(new Shape(1, 1));
                    indices.CopyFrom([token]);
                    using var trace = model.Forward(indices, state);
                    foreach (string gate in trace.GateNames)
                        Assert.Equal(Values(frame.Layers[place], gate, time), trace.Read(0, gate), (a, b) => Math.Abs(a - b) < 1e-6);
                }
            }
        }
    }

    [Fact]
    public void The_same_seed_is_the_same_network_on_every_backend()
    {
        RunConfig config = new() { Cell = CellKind.Lstm, ForgetBias = 1, Layers = 2, Hidden = 8, Seed = 11 };
        using ReferenceBackend reference = new();
        using var fast = ComputeBackends.CreateDefault(1);
        using TwoWayNetwork one = new(config, Vocabulary, reference), other = new(config, Vocabulary, fast);
        GateFrame a = one.Read(Text, "hand"), b = other.Read(Text, "hand");
        foreach (var (first, second) in a.Layers.SelectMany(layer => layer.Maps).Zip(b.Layers.SelectMany(layer => layer.Maps)))
            Assert.Equal(first.Values, second.Values, (x, y) => Math.Abs(x - y) < 1e-5);
    }

    [Fact]
    public void What_it_does_not_have_is_said()
    {
        using ReferenceBackend backend = new();
        Assert.Contains("as PyTorch draws them", Assert.Throws<ArgumentException>(() => new TwoWayNetwork(new RunConfig { Initialization = InitializationScheme.Orthogonal }, Vocabulary, backend)).Message, StringComparison.Ordinal);
        Assert.Contains("without embedding", Assert.Throws<ArgumentException>(() => new TwoWayNetwork(new RunConfig { LayerNormalized = true }, Vocabulary, backend)).Message, StringComparison.Ordinal);
        using TwoWayNetwork network = new(new RunConfig { Hidden = 4 }, Vocabulary, backend);
        Assert.Throws<ArgumentException>(() => network.Read("", "hand"));
    }

    private static float[] Column(GateFrame frame, int place, int time) => Values(frame.Layers[place], "h", time);

    private static float[] Values(GateLayer layer, string map, int time) =>
        [.. Enumerable.Range(0, layer.Hidden).Select(unit => layer.Maps.First(one => one.Name == map).Values[(unit * layer.Time) + time])];
}
