using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

/// <summary>A small network with random weights, and sessions on it.</summary>
internal sealed class SamplingLab : IDisposable
{
    internal SamplingLab(CellKind cell = CellKind.Lstm, ulong seed = 3, string text = "the cat sat\n")
    {
        Vocabulary = CharacterVocabulary.FromText(text);
        var config = new RunConfig { Cell = cell, Layers = 2, Hidden = 5, Seed = seed };
        using var model = new LanguageModel(config.ToModelConfig(Vocabulary.Count), Backend);
        Snapshot = ModelSnapshot.Take(model, config, Vocabulary, 0);
    }

    internal ReferenceBackend Backend { get; } = new();

    internal CharacterVocabulary Vocabulary { get; }

    internal ModelSnapshot Snapshot { get; }

    internal SamplingSession Open(string prime, ulong seed = 1)
    {
        var session = new SamplingSession(Snapshot, Backend) { Seed = seed };
        session.Begin(prime, TestContext.Current.CancellationToken);
        return session;
    }

    internal static int[] Symbols(SamplingSession session) => [.. session.Positions.Select(position => position.Symbol)];

    public void Dispose() => Backend.Dispose();
}
