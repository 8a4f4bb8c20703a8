using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Parity;

public class ForwardBackwardParityTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var backend in TestBackends.All)
            {
                foreach (string name in Fixture.Names)
                    cases.Add(backend.Data, name);
            }

            return cases;
        }
    }

    [Fact]
    public void Every_cell_has_fixtures_with_one_and_two_layers_and_with_an_embedding()
    {
        Assert.Equal(
            ["gru-1-onehot", "gru-2-embedding", "gru-2-onehot", "lstm-1-embedding", "lstm-1-onehot", "lstm-2-onehot", "rnn-1-embedding", "rnn-1-onehot", "rnn-2-onehot", "rnnrelu-2-onehot"],
            Fixture.Names);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_gradients_and_final_states_agree_with_PyTorch(string backendName, string name)
    {
        using var run = new Loaded(backendName, name);
        var (fixture, model, state, tokens, targets, tolerance) = run;

        model.ZeroGradients();
        double loss = model.ForwardBackward(tokens, targets, state, dropoutStep: 0);

        Close.Equal(fixture.Loss, loss, tolerance, "loss");
        foreach (var parameter in model.Parameters)
            Close.Equal(fixture.Gradients[parameter.Name], parameter.Gradient, tolerance, "gradient of " + parameter.Name);
        CheckFinalState(fixture, state, tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_and_evaluation_agree_with_PyTorch(string backendName, string name)
    {
        using var run = new Loaded(backendName, name);
        var (fixture, model, state, tokens, targets, tolerance) = run;

        using (var trace = model.Forward(tokens, state))
            Close.Equal(fixture.Logits, trace.Logits, tolerance, "logits");
        CheckFinalState(fixture, state, tolerance);

        using var again = fixture.InitialState(model);
        Close.Equal(fixture.Loss * fixture.Time * fixture.Batch, model.Evaluate(tokens, targets, again), tolerance, "summed loss");
        CheckFinalState(fixture, again, tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_of_the_initial_states_agree_with_PyTorch(string backendName, string name)
    {
        using var run = new Loaded(backendName, name);
        var (fixture, model, state, tokens, targets, tolerance) = run;
        using var tape = new Tape(model.Backend);
        Variable[] hidden = [.. Enumerable.Range(0, fixture.Layers).Select(layer => tape.Leaf(state.Hidden(layer)))];
        Variable?[] cell = [.. Enumerable.Range(0, fixture.Layers).Select(layer => state.Cell(layer) is { } c ? tape.Leaf(c) : null)];

        var layers = model.Stack.Forward(tape, model.Input.Forward(tape, new TokenInput(tokens)), hidden, cell, dropout: null);
        var loss = CrossEntropy.Of(model.Head.Forward(tape, layers[^1].Hidden), new TokenInput(targets));
        tape.Backward(loss.Mean);

        for (int layer = 0; layer < fixture.Layers; layer++)
        {
            Close.Equal(fixture.OfLayer(fixture.Dh0, layer), hidden[layer].Gradient!, tolerance, $"dL/dh0 of layer {layer}");
            if (fixture.Dc0 is not null)
                Close.Equal(fixture.OfLayer(fixture.Dc0, layer), cell[layer]!.Gradient!, tolerance, $"dL/dc0 of layer {layer}");
        }
    }

    private static void CheckFinalState(Fixture fixture, ModelState state, double tolerance)
    {
        for (int layer = 0; layer < fixture.Layers; layer++)
        {
            Close.Equal(fixture.OfLayer(fixture.Hn, layer), state.Hidden(layer), tolerance, $"h of layer {layer}");
            if (fixture.Cn is not null)
                Close.Equal(fixture.OfLayer(fixture.Cn, layer), state.Cell(layer)!, tolerance, $"c of layer {layer}");
        }
    }

    /// <summary>A fixture's model on a backend, with its initial states and its first batch.</summary>
    private sealed class Loaded : IDisposable
    {
        private readonly IComputeBackend _backend;
        private readonly Fixture _fixture;
        private readonly LanguageModel _model;
        private readonly ModelState _state;
        private readonly IndexTensor _tokens, _targets;
        private readonly double _tolerance;

        public Loaded(string backendName, string name)
        {
            _fixture = Fixture.Load(name);
            _tolerance = TestBackends.Tolerance(backendName);
            _backend = TestBackends.Create(backendName);
            _model = _fixture.Build(_backend);
            _state = _fixture.InitialState(_model);
            _tokens = _fixture.Rows(_backend, 0);
            _targets = _fixture.Rows(_backend, 1);
        }

        public void Deconstruct(out Fixture fixture, out LanguageModel model, out ModelState state, out IndexTensor tokens, out IndexTensor targets, out double tolerance) =>
            (fixture, model, state, tokens, targets, tolerance) = (_fixture, _model, _state, _tokens, _targets, _tolerance);

        public void Dispose()
        {
            _targets.Dispose();
            _tokens.Dispose();
            _state.Dispose();
            _model.Dispose();
            _backend.Dispose();
        }
    }
}
