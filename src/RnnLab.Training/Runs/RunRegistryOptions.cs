using RnnLab.Compute;

namespace RnnLab.Training.Runs;

/// <summary>Where runs are kept and how many train at once.</summary>
public sealed record RunRegistryOptions
{
    /// <summary>The folder that holds <c>runs/</c>; made where it is missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>A folder of runs that come with the program, each in a folder of its own; they are only read. Null for none.</summary>
    public string? ShippedDirectory { get; init; }

    /// <summary>Makes the backend of one training from a thread count (0: as many as the machine has); by default the machine's fastest.</summary>
    public Func<int, IComputeBackend> CreateBackend { get; init; } = threads => ComputeBackends.CreateDefault(threads > 0 ? threads : null);

    /// <summary>Trainings at the same time; others wait in a queue.</summary>
    public int ConcurrentTrainings { get; init; } = 1;

    /// <summary>Compute threads of each training; 0 for as many as the machine has.</summary>
    public int Threads { get; init; }

    /// <summary>The longest time between two checkpoints of a run that is training, so that a power cut costs little even in a long epoch.</summary>
    public TimeSpan AutosaveInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most bytes that the stored past of one run takes, beside its best and last checkpoint; 0 stores none.</summary>
    public long HistoryBytes { get; init; } = 256L << 20;

    /// <summary>Characters of the latest sample that the gate panel shows.</summary>
    public int GateTextLength { get; init; } = 100;

    /// <summary>Receives what went wrong behind the scenes.</summary>
    public Action<string, Exception?>? Log { get; init; }
}
