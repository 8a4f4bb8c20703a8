using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Interchange;

namespace RnnLab.Training.Tests.Interchange;

/// <summary>Files of any origin, and what is said of them.</summary>
public sealed class ForeignModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnnlab-foreign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rnn.", "embedding", "head")]
    [InlineData("model.lstm.", "model.encoder", "model.decoder")]
    [InlineData("", "emb", "fc")]
    [InlineData("net.0.", "net.wte", "net.linear")]
    [InlineData("net.0.", "net.1", "net.2")]
    public void A_language_model_is_recognised_whatever_its_modules_are_called(string owner, string embedding, string head)
    {
        foreach (var cell in new[] { CellKind.Rnn, CellKind.Gru, CellKind.Lstm })
        {
            var model = Open([.. Layers(owner, cell, 5, 6, 2), Weights($"{embedding}.weight", 9, 5), Weights($"{head}.weight", 9, 6), Weights($"{head}.bias", 9)]);
            Assert.Empty(model.Problems);
            Assert.Equal(new ForeignShape(cell, 2, 6, 5, false, 5, 9), model.Shape);
            Assert.Equal("rnn.weight_hh_l1", model.Roles[$"{owner}weight_hh_l1"]);
            Assert.Equal("head.weight", model.Roles[$"{head}.weight"]);
            Assert.Equal("embedding.weight", model.Roles[$"{embedding}.weight"]);
        }
    }

    [Fact]
    public void One_hot_input_missing_biases_and_tied_weights_are_named_as_assumptions()
    {
        var model = Open([.. Layers("rnn.", CellKind.Gru, 9, 6, 1).Where(tensor => !tensor.Name.Contains("bias", StringComparison.Ordinal)), Weights("head.weight", 9, 6)]);
        Assert.Empty(model.Problems);
        Assert.Equal(0, model.Shape!.Embedding);
        Assert.Contains(model.Notes, note => note.Contains("one-hot input, 9 symbols", StringComparison.Ordinal));
        Assert.Contains(model.Notes, note => note.Contains("biases of the recurrent layers are not in the file; zeros", StringComparison.Ordinal));
        Assert.Contains(model.Notes, note => note.Contains("head has no bias", StringComparison.Ordinal));
        Assert.All(model.ToSnapshot(CharacterVocabulary.FromText("abcdefghi")).Weights["rnn.bias_hh_l0"], value => Assert.Equal(0, value));

        var tied = Open([.. Layers("rnn.", CellKind.Lstm, 6, 6, 1), Weights("embedding.weight", 9, 6)]);
        Assert.Empty(tied.Problems);
        Assert.Contains(tied.Notes, note => note.Contains("tied weights", StringComparison.Ordinal));
        var weights = tied.ToSnapshot(CharacterVocabulary.FromText("abcdefghi")).Weights;
        Assert.Equal(weights["embedding.weight"], weights["head.weight"]);
    }

    [Fact]
    public void What_does_not_match_is_said_in_words()
    {
        SafetensorsTensor[] rnn = [.. Layers("rnn.", CellKind.Lstm, 9, 6, 2)];
        Says("It holds no recurrent layer", Weights("conv.weight", 3, 3));
        Says("2 recurrent networks (\"encoder\", \"decoder\")", [.. Layers("encoder.", CellKind.Gru, 3, 4, 1), .. Layers("decoder.", CellKind.Gru, 3, 4, 1)]);
        Says("No head was found: a matrix with 6 columns", rnn);
        Says("\"rnn.weight_ih_l1\" has the shape [24, 5]; beside the other layers it should have [24, 6]", Weights("head.weight", 9, 6), rnn[0], rnn[1], rnn[2], rnn[3], Weights("rnn.weight_ih_l1", 24, 5), rnn[5]);
        Says("Layer 1 lacks weight_hh_l1", [.. rnn.Where(tensor => tensor.Name != "rnn.weight_hh_l1"), Weights("head.weight", 9, 6)]);
        Says("has the shape [25, 6]; of a recurrent layer it is [G H, H]", Weights("rnn.weight_hh_l0", 25, 6), Weights("rnn.weight_ih_l0", 25, 9));
        Says("reads in both directions", [.. Layers("rnn.", CellKind.Gru, 9, 6, 1), .. Layers("rnn.", CellKind.Gru, 9, 6, 1, "_reverse"), Weights("head.weight", 9, 12)]);
        Says("projects the hidden state", [.. rnn, Weights("rnn.weight_hr_l0", 3, 6)]);
        Says("Several tensors could be the head", [.. rnn, Weights("fc1.weight", 9, 6), Weights("fc2.weight", 9, 6)]);
        Says("knows 8 symbols, but the head \"head.weight\" scores 9", [.. rnn, Weights("embedding.weight", 8, 9), Weights("head.weight", 9, 6)]);
        Says("One tensor belongs to nothing that was recognised", [.. rnn, Weights("head.weight", 9, 6), Weights("norm.gain", 6)]);
        Says("Layer 0 reads 9 numbers, but no embedding", [.. rnn, Weights("head.weight", 7, 6)]);

        void Says(string words, params SafetensorsTensor[] tensors)
        {
            var model = Open(tensors);
            Assert.Contains(model.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
            Assert.Contains("no language model that can be run here", Assert.Throws<ArgumentException>(() => model.ToSnapshot(CharacterVocabulary.FromText("abc"))).Message);
        }
    }

    [Fact]
    public void The_names_of_a_single_cell_are_recognised_and_whole_numbers_left_alone()
    {
        var cell = Layers("cell.", CellKind.Lstm, 9, 6, 1).Select(tensor => tensor.As(tensor.Name.Replace("_l0", "", StringComparison.Ordinal), tensor.Shape));
        var steps = new SafetensorsTensor("steps", SafetensorsType.I64, [2], [7, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
        var model = Open([.. cell, Weights("head.weight", 9, 6), steps]);
        Assert.Empty(model.Problems);
        Assert.Equal("rnn.bias_hh_l0", model.Roles["cell.bias_hh"]);
        Assert.Contains(model.Notes, note => note.Contains("whole numbers", StringComparison.Ordinal));
        Assert.Equal([7, -1], model.Tensors.Single(tensor => tensor.Name == "steps").ToDoubles());
    }

    [Fact]
    public void A_vocabulary_of_another_size_is_refused()
    {
        var model = Open([.. Layers("rnn.", CellKind.Gru, 9, 6, 1), Weights("head.weight", 9, 6)]);
        Assert.Contains("scores 9 symbols, but the vocabulary has 3", Assert.Throws<ArgumentException>(() => model.ToSnapshot(CharacterVocabulary.FromText("abc"))).Message);
    }

    [Fact]
    public void Our_own_checkpoint_is_recognised_and_keeps_every_weight()
    {
        using var backend = new CpuBackend(1);
        var vocabulary = CharacterVocabulary.FromText("abcdefg");
        var config = new RunConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 5, Embedding = 3 };
        using var model = new LanguageModel(config.ToModelConfig(vocabulary.Count), backend);
        var snapshot = ModelSnapshot.Take(model, config, vocabulary, 3);
        snapshot.Save(Path.Combine(_folder, "own.safetensors"));
        var opened = ForeignModel.Open(Path.Combine(_folder, "own.safetensors"));
        Assert.Empty(opened.Problems);
        Assert.Empty(opened.Notes);
        Assert.All(opened.Roles, role => Assert.Equal(role.Key, role.Value));
        var again = opened.ToSnapshot(vocabulary);
        Assert.All(snapshot.Weights, pair => Assert.Equal(pair.Value, again.Weights[pair.Key]));
    }

    [Fact]
    public void Files_of_random_tensors_never_break_the_reader()
    {
        string[] names = ["weight_ih_l0", "rnn.weight_hh_l0", "rnn.weight_ih_l0", "rnn.weight_hh_l1", "rnn.bias_ih_l0", "head.weight", "head.bias", "embedding.weight", "weight", "", ".weight", "rnn.weight_ih_l0_reverse", "rnn.weight_ih_l99", "x.0.weight"];
        for (uint seed = 0; seed < 500; seed++)
        {
            uint Draw(ulong n, uint below) => Philox.Word(new PhiloxKey(seed, 3), n) % below;
            var tensors = names.Where((_, n) => Draw((ulong)n, 2) == 0).Select((name, n) => Weights(name, [.. Enumerable.Range(0, (int)Draw(100 + (ulong)n, 4)).Select(axis => (int)Draw(200 + (ulong)(n * 4) + (ulong)axis, 7))]));
            var model = Open([.. tensors]);
            if (model.Problems.Count > 0)
                Assert.Throws<ArgumentException>(() => model.ToSnapshot(CharacterVocabulary.FromText("ab")));
        }
    }

    [Theory]
    [InlineData("[\"\\n\", \"b\", \"a\"]", "\nba")]
    [InlineData("{\"b\": 1, \"a\": 2, \"\\n\": 0}", "\nba")]
    public void A_vocabulary_is_read_from_JSON(string json, string symbols)
    {
        File.WriteAllText(Path.Combine(_folder, "v.json"), json);
        Assert.Equal(symbols, string.Concat(VocabularyFile.Read(Path.Combine(_folder, "v.json")).ToList()));
    }

    [Theory]
    [InlineData("3", "neither a JSON list")]
    [InlineData("[1]", "entry 0 is not text")]
    [InlineData("[\"ab\"]", "not one symbol")]
    [InlineData("{\"a\": 1}", "need the indices 0 to 0")]
    [InlineData("{\"a\": 0, \"b\": 0}", "each once")]
    [InlineData("[\"a\"", "not valid JSON")]
    [InlineData("[]", "empty")]
    public void A_vocabulary_that_cannot_be_used_is_refused_in_words(string json, string words)
    {
        File.WriteAllText(Path.Combine(_folder, "v.json"), json);
        Assert.Contains(words, Assert.Throws<TextFormatException>(() => VocabularyFile.Read(Path.Combine(_folder, "v.json"))).Message);
    }

    [Fact]
    public void A_vocabulary_is_read_from_the_text_that_was_trained_on()
    {
        File.WriteAllText(Path.Combine(_folder, "text.txt"), "cab\nabba");
        Assert.Equal("\nabc", string.Concat(VocabularyFile.Read(Path.Combine(_folder, "text.txt")).ToList()));
    }

    [Fact]
    public void Parameters_load_all_or_nothing_and_say_what_is_missing()
    {
        using var backend = new CpuBackend(1);
        using Parameter first = new(new ParameterSpec("a", new Shape(2), ""), backend), second = new(new ParameterSpec("b", new Shape(3), ""), backend);
        string path = Path.Combine(_folder, "p.safetensors");
        new SafetensorsFile([Weights("a", 2), Weights("b", 4)], new Dictionary<string, string>()).Write(path);
        Assert.Contains("\"b\" has the shape [4] and should have [3]", Assert.Throws<SafetensorsException>(() => ParameterFile.Load(path, [first, second])).Message);
        Assert.Equal([0, 0], first.Value.ToArray());
        Assert.Contains("lacks the tensor \"x.a\". It holds \"a\", \"b\"", Assert.Throws<SafetensorsException>(() => ParameterFile.Load(path, [first], name => "x." + name)).Message);
        ParameterFile.Load(path, [first]);
        Assert.Equal(Weights("a", 2).ToFloats(), first.Value.ToArray());
        Assert.Throws<ArgumentException>(() => ParameterFile.Save(path, [first, first]));
    }

    [Fact]
    public void What_the_shapes_do_not_say_the_person_can()
    {
        SafetensorsTensor[] rnn = [.. Layers("rnn.", CellKind.Rnn, 9, 6, 1), Weights("head.weight", 9, 6), Weights("head.bias", 9)], gru = [.. Layers("rnn.", CellKind.Gru, 9, 6, 1), Weights("head.weight", 9, 6)];
        var vocabulary = CharacterVocabulary.FromText("abcdefghi");
        var assumed = Open(rnn);
        Assert.Equal(CellKind.Rnn, assumed.Shape!.Cell);
        Assert.Contains("tanh was assumed, PyTorch's default. If it was trained with ReLU, say --cell rnn-relu.", string.Join(" ", assumed.Notes), StringComparison.Ordinal);
        var said = As(CellKind.RnnRelu, rnn);
        Assert.Contains("ReLU was assumed, since you said so", string.Join(" ", said.Notes), StringComparison.Ordinal);
        Assert.Equal(CellKind.RnnRelu, said.ToSnapshot(vocabulary).Config.Cell);
        Assert.Equal(assumed.ToSnapshot(vocabulary).Weights, said.ToSnapshot(vocabulary).Weights);
        Assert.Equal(CellKind.GruResetBefore, As(CellKind.GruResetBefore, gru).ToSnapshot(vocabulary).Config.Cell);
        Assert.Contains("before the product was assumed", string.Join(" ", As(CellKind.GruResetBefore, gru).Notes), StringComparison.Ordinal);
        Assert.Contains("of an LSTM with 6 hidden units it would be [24, 6]. These shapes are those of a GRU", Assert.Single(As(CellKind.Lstm, gru).Problems), StringComparison.Ordinal);
        Assert.Equal(CellKind.Mgu, As(CellKind.Mgu, [.. Layers("rnn.", CellKind.Mgu, 9, 6, 1), Weights("head.weight", 9, 6)]).Shape!.Cell);

        ForeignModel As(CellKind cell, SafetensorsTensor[] tensors)
        {
            Open(tensors);
            return ForeignModel.Open(Path.Combine(_folder, "model.safetensors"), cell);
        }
    }

    private ForeignModel Open(params SafetensorsTensor[] tensors)
    {
        string path = Path.Combine(_folder, "model.safetensors");
        new SafetensorsFile(tensors, new Dictionary<string, string>()).Write(path);
        return ForeignModel.Open(path);
    }

    private static IEnumerable<SafetensorsTensor> Layers(string owner, CellKind cell, int input, int hidden, int layers, string suffix = "")
    {
        int gates = cell.GateCount() * hidden;
        for (int layer = 0; layer < layers; layer++)
        {
            yield return Weights($"{owner}weight_ih_l{layer}{suffix}", gates, layer == 0 ? input : hidden);
            yield return Weights($"{owner}weight_hh_l{layer}{suffix}", gates, hidden);
            yield return Weights($"{owner}bias_ih_l{layer}{suffix}", gates);
            yield return Weights($"{owner}bias_hh_l{layer}{suffix}", gates);
        }
    }

    /// <summary>A tensor whose numbers depend on its name.</summary>
    private static SafetensorsTensor Weights(string name, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (product, extent) => product * extent)];
        for (int n = 0; n < values.Length; n++)
            values[n] = (float)Philox.Uniform(new PhiloxKey((ulong)name.Length, name.Length == 0 ? 0UL : name[^1]), (ulong)n) - 0.5f;
        return SafetensorsTensor.FromFloats(name, [.. shape.Select(extent => (long)extent)], values);
    }
}
