using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;

namespace RnnLab.Training.Views;

/// <summary>How numbers are spread: how many lie in each of equally wide bins from -Limit to Limit.</summary>
/// <param name="Limit">The largest size among them.</param>
/// <param name="Counts">How many numbers each bin holds, from the lowest.</param>
public sealed record Spread(double Limit, IReadOnlyList<int> Counts)
{
    private const int Bins = 61;

    /// <summary>Of numbers; where all are 0, or some are not numbers, the limit says so and the bins are empty.</summary>
    public static Spread Of(ReadOnlySpan<float> values)
    {
        double limit = 0;
        foreach (float value in values)
            limit = Math.Max(limit, Math.Abs((double)value));
        int[] counts = new int[Bins];
        if (limit > 0 && double.IsFinite(limit))
        {
            foreach (float value in values)
                counts[Math.Min(Bins - 1, (int)((value + limit) / (2 * limit) * Bins))]++;
        }

        return new(limit, counts);
    }

    /// <summary>Where the lowest bin begins.</summary>
    public double Low { get; init; } = -Limit;

    /// <summary>Of numbers between bounds that do not depend on them; what is not a number is left out, and what lies outside goes into the outermost bin.</summary>
    public static Spread Between(ReadOnlySpan<float> values, double low, double high)
    {
        int[] counts = new int[Bins];
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
                counts[(int)Math.Clamp((value - low) / (high - low) * Bins, 0, Bins - 1)]++;
        }

        return new(high, counts) { Low = low };
    }

    /// <summary>The middle of a bin.</summary>
    public double Middle(int bin) => Low + ((bin + 0.5) / Counts.Count * (Limit - Low));
}

/// <summary>How a model's weights and their gradients are spread.</summary>
/// <param name="Name">PyTorch's name of the parameter.</param>
/// <param name="Weights">The weights.</param>
/// <param name="Gradients">The gradients of the loss on the text that was read.</param>
/// <param name="WeightNorm">The Euclidean norm of the weights.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradients.</param>
public sealed record ParameterSpread(string Name, Spread Weights, Spread Gradients, double WeightNorm, double GradientNorm);

/// <summary>A stored step of a run looked at from all sides: what the network does with one and the same text, what it writes, and how its weights and gradients are spread.</summary>
/// <param name="Gates">Every gate and state over the text.</param>
/// <param name="Loss">The mean loss on the text in nats a character; null for a text of one character.</param>
/// <param name="Sample">What it writes from nothing.</param>
/// <param name="Parameters">Every parameter.</param>
/// <param name="Flow">The norms of the loss's gradients with respect to every state; null for a text of one character, and for a vocabulary that is too large without an embedding.</param>
public sealed record PastMoment(GateFrame Gates, double? Loss, string Sample, IReadOnlyList<ParameterSpread> Parameters, StateFlow? Flow)
{
    /// <summary>The step.</summary>
    public long Step => Gates.Step;

    /// <summary>Computes it all.</summary>
    /// <param name="snapshot">The weights.</param>
    /// <param name="backend">Where to compute; stays the caller's.</param>
    /// <param name="text">What the network reads.</param>
    /// <param name="options">How it writes.</param>
    /// <param name="runId">The run whose weights these are.</param>
    /// <param name="gatesRead">Told the gates, which are there long before the rest; null for nobody.</param>
    /// <param name="cancellation">Gives up.</param>
    public static PastMoment Compute(ModelSnapshot snapshot, IComputeBackend backend, string text, SamplingOptions options, string runId, Action<GateFrame>? gatesRead = null, CancellationToken cancellation = default)
    {
        using var model = snapshot.CreateModel(backend);
        var gates = GateProbe.Compute(model, snapshot.Vocabulary, text, runId, snapshot.Step);
        gatesRead?.Invoke(gates);
        cancellation.ThrowIfCancellationRequested();
        using var sampler = new TextSampler(model, snapshot.Vocabulary);
        string sample = string.Concat(sampler.Sample(options, cancellation).Select(token => token.Text));
        var flow = FlowOf(model, snapshot, text);
        cancellation.ThrowIfCancellationRequested();
        double? loss = Differentiate(model, snapshot.Vocabulary.Encode(text));
        var spreads = model.Parameters.Select(parameter =>
        {
            float[] weights = parameter.Value.ToArray(), gradients = parameter.Gradient.ToArray();
            return new ParameterSpread(parameter.Name, Spread.Of(weights), Spread.Of(gradients), Norm(weights), Norm(gradients));
        });
        return new(gates, loss, sample, [.. spreads], flow);
    }

    /// <summary>The gradient flow alone; null for a text of one character.</summary>
    /// <param name="snapshot">The weights.</param>
    /// <param name="backend">Where to compute; stays the caller's.</param>
    /// <param name="text">What the network reads.</param>
    public static StateFlow? ComputeFlow(ModelSnapshot snapshot, IComputeBackend backend, string text)
    {
        using var model = snapshot.CreateModel(backend);
        return FlowOf(model, snapshot, text);
    }

    private static StateFlow? FlowOf(LanguageModel model, ModelSnapshot snapshot, string text) =>
        StateFlow.Fits(model.Config) && snapshot.Vocabulary.Encode(text) is { Length: > 1 } symbols ? StateFlow.Compute(model, symbols) : null;

    private static double? Differentiate(LanguageModel model, int[] symbols)
    {
        model.ZeroGradients();
        if (symbols.Length < 2)
            return null;
        var shape = new Shape(symbols.Length - 1, 1);
        using var tokens = model.Backend.AllocateIndices(shape);
        using var targets = model.Backend.AllocateIndices(shape);
        tokens.CopyFrom(symbols[..^1]);
        targets.CopyFrom(symbols[1..]);
        using var state = model.CreateState(1);
        return model.ForwardBackward(tokens, targets, state, 0);
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
