using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Layers;
using RnnLab.Nn.Recurrent;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Interchange;

namespace RnnLab.Training.Tests.Interchange;

/// <summary>What RnnLab writes, PyTorch loads and computes the same with; and the other way round.</summary>
public sealed class TorchInterchangeTests : IDisposable
{
    private static readonly CellKind[] Cells = [CellKind.Rnn, CellKind.Gru, CellKind.Lstm, CellKind.RnnRelu];

    private readonly string _folder = Directory.CreateTempSubdirectory("rnnlab-torch-").FullName;
    private readonly CpuBackend _backend = new(1);

    [Fact]
    public void PyTorch_loads_networks_layers_and_checkpoints_and_computes_the_same()
    {
        foreach (var cell in Cells)
        {
            WriteNetwork(cell);
            WriteCheckpoint(cell, embedding: cell == CellKind.Gru ? 5 : 0);
        }

        WriteLayers();
        string output = TorchScript.Run("read", _folder);
        Assert.Equal((2 * Cells.Length) + 1, output.Split('\n').Count(line => line.Contains("largest difference", StringComparison.Ordinal)));
    }

    [Fact]
    public void Networks_that_PyTorch_wrote_compute_the_same_here()
    {
        TorchScript.Run("write", _folder);
        foreach (var cell in Cells)
        {
            string path = Path.Combine(_folder, $"torch-{cell.ToString().ToLowerInvariant()}.safetensors");
            var file = SafetensorsFile.Read(path);
            using var network = new RecurrentNetwork(new RecurrentNetworkOptions { Cell = cell, Input = 5, Hidden = 7, Layers = 2, Bidirectional = true }, _backend);
            ParameterFile.Load(path, network.Parameters, name => name.Replace("rnn.", "encoder.", StringComparison.Ordinal));
            using var tape = new Tape(_backend, gradients: false);
            var output = network.Forward(tape, new SequenceInput(tape.Constant(Tensor(file, "test.x", new Shape(6, 3, 5)))));
            Near(file.Find("test.y")!.ToFloats(), output.Sequence!.Value.ToArray());
            Near(file.Find("test.hn")!.ToFloats(), [.. output.Final.SelectMany(state => state.Hidden.Value.ToArray())]);
        }
    }

    [Fact]
    public void A_language_model_of_PyTorch_with_its_own_names_is_recognised_and_runs_here()
    {
        TorchScript.Run("write", _folder);
        // A file does not say that an RNN's function is ReLU: tanh is assumed.
        foreach (var cell in Cells.Except([CellKind.RnnRelu]))
        {
            string name = cell.ToString().ToLowerInvariant();
            var foreign = ForeignModel.Open(Path.Combine(_folder, $"torch-model-{name}.safetensors"));
            Assert.Empty(foreign.Problems);
            Assert.Equal(new ForeignShape(cell, 2, 7, 5, false, 5, 11), foreign.Shape);
            using var model = foreign.ToSnapshot(CharacterVocabulary.FromText("abcdefghijk")).CreateModel(_backend);
            var outputs = SafetensorsFile.Read(Path.Combine(_folder, $"torch-outputs-{name}.safetensors"));
            using var state = model.CreateState(1);
            using var tokens = _backend.AllocateIndices(new Shape(9, 1));
            tokens.CopyFrom([.. outputs.Find("test.tokens")!.ToFloats().Select(token => (int)token)]);
            using var trace = model.Forward(tokens, state);
            Near(outputs.Find("test.y")!.ToFloats(), trace.Logits.ToArray());
        }
    }

    public void Dispose()
    {
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WriteNetwork(CellKind cell)
    {
        using var network = new RecurrentNetwork(new RecurrentNetworkOptions { Cell = cell, Input = 4, Hidden = 6, Layers = 2, Bidirectional = true, Seed = 3 }, _backend);
        using var tape = new Tape(_backend, gradients: false);
        using Parameter x = Test("test.x", new Shape(5, 3, 4)), y = Test("test.y", new Shape(5, 3, 12)), hn = Test("test.hn", new Shape(4, 3, 6));
        _backend.FillUniform(x.Value, new PhiloxKey(1, 1), 0, -1, 1);
        var output = network.Forward(tape, new SequenceInput(tape.Constant(x.Value)));
        _backend.Copy(output.Sequence!.Value, y.Value);
        hn.Value.CopyFrom([.. output.Final.SelectMany(state => state.Hidden.Value.ToArray())]);
        string name = cell.ToString().ToLowerInvariant();
        ParameterFile.Save(Path.Combine(_folder, $"ours-network-{name}.safetensors"), [.. network.Parameters, x, y, hn], new Dictionary<string, string> { ["cell"] = name });
    }

    private void WriteLayers()
    {
        using Parameter table = Test("embedding.weight", new Shape(9, 6)), weight = Test("head.weight", new Shape(4, 6)), bias = Test("head.bias", new Shape(4));
        using Parameter tokens = Test("test.tokens", new Shape(5, 2)), y = Test("test.y", new Shape(3, 2, 4));
        var convolution = ConvolutionLayer.ParameterSpecs("conv", 6, 6, 3).Select(spec => new Parameter(spec, _backend)).ToArray();
        var norm = LayerNormLayer.Create(_backend, "norm", 6);
        Parameter[] random = [table, weight, bias, norm.Gain, norm.Bias, .. convolution];
        for (int n = 0; n < random.Length; n++)
            _backend.FillUniform(random[n].Value, new PhiloxKey(2, (ulong)n), 0, -1, 1);
        int[] symbols = [8, 1, 0, 3, 3, 5, 7, 2, 6, 4];
        using var indices = _backend.AllocateIndices(new Shape(5, 2));
        indices.CopyFrom(symbols);
        tokens.Value.CopyFrom([.. symbols.Select(symbol => (float)symbol)]);
        using var tape = new Tape(_backend, gradients: false);
        var read = new SymbolInput(table).Forward(tape, new TokenInput(indices)).Dense!;
        _backend.Copy(new LinearLayer(weight, bias).Forward(tape, norm.Forward(tape, new ConvolutionLayer(convolution[0], convolution[1]).Forward(tape, read))).Value, y.Value);
        ParameterFile.Save(Path.Combine(_folder, "ours-layers.safetensors"), [.. random, tokens, y]);
        foreach (var parameter in convolution)
            parameter.Dispose();
        norm.Gain.Dispose();
        norm.Bias.Dispose();
    }

    private void WriteCheckpoint(CellKind cell, int embedding)
    {
        var vocabulary = CharacterVocabulary.FromText("to be or not");
        var config = new RunConfig { Cell = cell, Layers = 2, Hidden = 8, Embedding = embedding, Seed = 5 };
        using var model = new LanguageModel(config.ToModelConfig(vocabulary.Count), _backend);
        string name = cell.ToString().ToLowerInvariant();
        ModelSnapshot.Take(model, config, vocabulary, step: 12).Save(Path.Combine(_folder, $"ours-checkpoint-{name}.safetensors"));

        int[] text = vocabulary.Encode("to be or not to");
        using var indices = _backend.AllocateIndices(new Shape(text.Length, 1));
        indices.CopyFrom(text);
        using var state = model.CreateState(1);
        using var trace = model.Forward(indices, state);
        using Parameter tokens = Test("test.tokens", indices.Shape), y = Test("test.y", trace.Logits.Shape);
        tokens.Value.CopyFrom([.. text.Select(symbol => (float)symbol)]);
        _backend.Copy(trace.Logits, y.Value);
        ParameterFile.Save(Path.Combine(_folder, $"outputs-checkpoint-{name}.safetensors"), [tokens, y]);
    }

    private Parameter Test(string name, Shape shape) => new(new ParameterSpec(name, shape, "for the test"), _backend);

    private Tensor Tensor(SafetensorsFile file, string name, Shape shape)
    {
        var tensor = _backend.Allocate(shape);
        tensor.CopyFrom(file.Find(name)!.ToFloats());
        return tensor;
    }

    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int n = 0; n < expected.Length; n++)
            Assert.True(Math.Abs(expected[n] - actual[n]) <= 1e-5, $"number {n}: PyTorch has {expected[n]}, RnnLab {actual[n]}");
    }
}
