using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnLab.Training.Checkpoints;

/// <summary>A step of a run's past that can be gone back to.</summary>
/// <param name="Step">Training steps done there.</param>
/// <param name="Weights">The safetensors file of the weights; <see cref="ModelSnapshot.Load"/> reads it.</param>
/// <param name="Resume">The file of what an exact continuation needs beside them; null where only the weights are kept, as in shipped models.</param>
/// <param name="Bytes">The bytes of both.</param>
public sealed record HistoryEntry(long Step, string Weights, string? Resume, long Bytes);

/// <summary>
/// The stored past of a run: weights and optimizer state at steps that lie close together at the beginning, where most happens, and ever farther apart. When they take
/// more room than allowed, those that leave the smallest gap are given up, so that what stays is spread evenly over the logarithm of the steps.
/// </summary>
public sealed partial class CheckpointHistory(string directory)
{
    /// <summary>Each stored step is about a quarter later than the one before.</summary>
    private const double Growth = 1.25;

    /// <summary>Whether a step is one of those that are stored: 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, and so on. It depends on the step alone, so that a resumed run stores the same.</summary>
    public static bool IsDue(long step)
    {
        long due = 0;
        while (due < step)
            due = Math.Max(due + 1, (long)(due * Growth));
        return due == step;
    }

    /// <summary>What is stored, by step; a step of which one file is missing does not count.</summary>
    public IReadOnlyList<HistoryEntry> List()
    {
        if (!Directory.Exists(directory))
            return [];
        var found = new List<HistoryEntry>();
        foreach (string weights in Directory.EnumerateFiles(directory, "step-*.safetensors"))
        {
            var match = NamePattern().Match(Path.GetFileName(weights));
            if (!match.Success || !long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out long step))
                continue;
            FileInfo first = new(weights), second = new(ResumePath(step));
            if (first.Exists && second.Exists)
                found.Add(new(step, weights, second.FullName, first.Length + second.Length));
        }

        return [.. found.OrderBy(entry => entry.Step)];
    }

    /// <summary>Stores the session as it stands, and gives up what is more than the room.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    internal void Save(TrainingSession session, double? validationLoss, long room)
    {
        Directory.CreateDirectory(directory);

        // The weights last: their name makes the step count.
        session.SaveResume(ResumePath(session.Step));
        session.Snapshot(validationLoss).Save(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"step-{session.Step:00000000}.safetensors")));
        foreach (var entry in Superfluous(List(), room))
            Delete(entry);
    }

    /// <summary>Deletes what lies after a step: a run that goes on from an earlier checkpoint makes it anew.</summary>
    internal void CutBack(long step)
    {
        foreach (var entry in List())
        {
            if (entry.Step > step)
                Delete(entry);
        }
    }

    /// <summary>Deletes everything.</summary>
    internal void Clear() => CutBack(-1);

    /// <summary>The entries to give up so that the rest fits.</summary>
    internal static IReadOnlyList<HistoryEntry> Superfluous(IReadOnlyList<HistoryEntry> entries, long room)
    {
        var kept = entries.ToList();
        var given = new List<HistoryEntry>();
        long bytes = kept.Sum(entry => entry.Bytes);
        while (bytes > room && kept.Count > 0)
        {
            // The beginning and the latest stay as long as anything does.
            int at = kept.Count > 2
                ? Enumerable.Range(1, kept.Count - 2).MinBy(n => Math.Log((kept[n + 1].Step + 1.0) / (kept[n - 1].Step + 1.0)))
                : 0;
            given.Add(kept[at]);
            bytes -= kept[at].Bytes;
            kept.RemoveAt(at);
        }

        return given;
    }

    private static void Delete(HistoryEntry entry)
    {
        AtomicFile.TryDelete(entry.Weights);
        if (entry.Resume is { } resume)
            AtomicFile.TryDelete(resume);
    }

    private string ResumePath(long step) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"resume-{step:00000000}.safetensors"));

    [GeneratedRegex(@"^step-(\d{8,18})\.safetensors$")]
    private static partial Regex NamePattern();
}
