using RnnLab.Compute;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Nn.Tests.Support;

/// <summary>One network in PyTorch, made by fixtures/make_stack_fixtures.py.</summary>
public sealed record StackFixture
{
    public required string Cell { get; init; }

    public string Variant { get; init; } = "";

    public int Layers { get; init; }

    public bool Bidirectional { get; init; }

    public bool BatchMajor { get; init; }

    public int[]? Lengths { get; init; }

    public int Time { get; init; }

    public int Batch { get; init; }

    public int Input { get; init; }

    public int Hidden { get; init; }

    public double Grid { get; init; }

    public required Dictionary<string, int[]> Weights { get; init; }

    public required int[] X { get; init; }

    public int[]? H0 { get; init; }

    public int[]? C0 { get; init; }

    public required int[] OutputWeights { get; init; }

    public required int[] StateWeights { get; init; }

    public required double[] Y { get; init; }

    public required double[] Hn { get; init; }

    public double[]? Cn { get; init; }

    public double Loss { get; init; }

    public required Dictionary<string, double[]> Gradients { get; init; }

    public required double[] Dx { get; init; }

    public double[]? Dh0 { get; init; }

    public double[]? Dc0 { get; init; }

    /// <summary>The networks of torch.nn, without the written-out ones.</summary>
    public static IEnumerable<string> Names => Files("*-*.json").Where(name => !name.Contains("normalized", StringComparison.Ordinal));

    /// <summary>The layer-normalised cells written out.</summary>
    public static IEnumerable<string> NormalizedNames => Files("normalized-*.json");

    public RecurrentNetworkOptions Options => new()
    {
        Cell = Enum.Parse<CellKind>(Cell, ignoreCase: true), Variant = LstmVariants.TryParse(Variant, out var variant) ? variant : throw new FormatException(Variant), Layers = Layers, Bidirectional = Bidirectional, BatchMajor = BatchMajor, Input = Input, Hidden = Hidden, Prefix = "",
    };

    public Shape InputShape => BatchMajor ? new Shape(Batch, Time, Input) : new Shape(Time, Batch, Input);

    private static IEnumerable<string> Files(string pattern) => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "fixtures", "stacks"), pattern)
        .Select(file => $"stacks/{Path.GetFileNameWithoutExtension(file)}").Order(StringComparer.Ordinal);

    public static StackFixture Load(string name) => Fixture.Read<StackFixture>(name);

    /// <summary>The network with the fixture's weights.</summary>
    public RecurrentNetwork Build(IComputeBackend backend, RecurrentNetworkOptions options)
    {
        var network = new RecurrentNetwork(options, backend, initialize: false);
        Assert.Equal(Weights.Keys.Order(StringComparer.Ordinal), network.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        foreach (var parameter in network.Parameters)
            parameter.Value.CopyFrom(Scaled(Weights[parameter.Name]));
        return network;
    }

    public Tensor Tensor(IComputeBackend backend, Shape shape, int[] integers)
    {
        var tensor = backend.Allocate(shape);
        tensor.CopyFrom(Scaled(integers));
        return tensor;
    }

    /// <summary>The [B, H] block of one direction of one layer.</summary>
    public T[] Block<T>(T[] all, int n) => all.AsSpan(n * Batch * Hidden, Batch * Hidden).ToArray();

    private double[] Scaled(int[] integers) => [.. integers.Select(k => k / Grid)];
}
