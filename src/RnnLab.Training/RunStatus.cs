namespace RnnLab.Training;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Created or reset; nothing is trained yet.</summary>
    Ready,

    /// <summary>Waiting for other trainings to end.</summary>
    Queued,

    /// <summary>Training.</summary>
    Running,

    /// <summary>Standing between two steps; Start continues it. Interrupted runs come back so.</summary>
    Paused,

    /// <summary>Trained for all its epochs or steps.</summary>
    Finished,

    /// <summary>Ended early by a person; Start continues it.</summary>
    Stopped,

    /// <summary>Ended by a loss that is not a number or exploded, or unusable on disk; the message says which.</summary>
    Failed,
}
