using System.Text.Json;
using RnnLab.Compute;

namespace RnnLab.Nn.Tests.Support;

/// <summary>One PyTorch run, made by fixtures/make_fixtures.py.</summary>
public sealed record Fixture
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public required string Cell { get; init; }

    public int Layers { get; init; }

    public int Embedding { get; init; }

    public int Vocabulary { get; init; }

    public int Hidden { get; init; }

    public int Time { get; init; }

    public int Batch { get; init; }

    public double Grid { get; init; }

    public required int[] Text { get; init; }

    public required Dictionary<string, int[]> Weights { get; init; }

    public required int[] H0 { get; init; }

    public int[]? C0 { get; init; }

    public required double[] Logits { get; init; }

    public required double[] Hn { get; init; }

    public double[]? Cn { get; init; }

    public double Loss { get; init; }

    public required Dictionary<string, double[]> Gradients { get; init; }

    public required double[] Dh0 { get; init; }

    public double[]? Dc0 { get; init; }

    public required Curve[] Curves { get; init; }

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*-*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "fixtures");

    public LanguageModelConfig Config => new()
    {
        Cell = Enum.Parse<CellKind>(Cell, ignoreCase: true),
        Layers = Layers,
        Hidden = Hidden,
        Vocabulary = Vocabulary,
        Embedding = Embedding,
    };

    public static Fixture Load(string name) => Read<Fixture>(name);

    public static T Read<T>(string name) => JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(Folder, name + ".json")), Options)!;

    /// <summary>The model with the fixture's weights.</summary>
    public LanguageModel Build(IComputeBackend backend)
    {
        var model = new LanguageModel(Config, backend, initialize: false);
        Assert.Equal(Weights.Keys.Order(StringComparer.Ordinal), model.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        foreach (var parameter in model.Parameters)
            parameter.Value.CopyFrom(Scaled(Weights[parameter.Name]));
        return model;
    }

    /// <summary>A state of this model with the fixture's initial values.</summary>
    public ModelState InitialState(LanguageModel model)
    {
        var state = model.CreateState(Batch);
        for (int layer = 0; layer < Layers; layer++)
        {
            state.Hidden(layer).CopyFrom(Scaled(OfLayer(H0, layer)));
            state.Cell(layer)?.CopyFrom(Scaled(OfLayer(C0!, layer)));
        }

        return state;
    }

    /// <summary>T rows of the text from a row on, [T, B].</summary>
    public IndexTensor Rows(IComputeBackend backend, int first)
    {
        var tensor = backend.AllocateIndices(new Shape(Time, Batch));
        tensor.CopyFrom(Text.AsSpan(first * Batch, Time * Batch));
        return tensor;
    }

    /// <summary>The [B, H] block of one layer in values of all layers.</summary>
    public T[] OfLayer<T>(T[] all, int layer) => all.AsSpan(layer * Batch * Hidden, Batch * Hidden).ToArray();

    public double[] Scaled(int[] integers) => [.. integers.Select(k => k / Grid)];

    public sealed record Curve
    {
        public required string Optimizer { get; init; }

        public double Rate { get; init; }

        public required string Clip { get; init; }

        public double Limit { get; init; }

        public required double[] Losses { get; init; }

        public required double[] NormsBefore { get; init; }

        public required double[] NormsAfter { get; init; }

        public required double[] HeadBias { get; init; }
    }
}
