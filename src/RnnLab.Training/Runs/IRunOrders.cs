namespace RnnLab.Training.Runs;

/// <summary>What people want of a run that is training; asked between steps by the training thread.</summary>
internal interface IRunOrders
{
    /// <summary>Whether training should stand still now.</summary>
    bool Interrupted { get; }

    /// <summary>Takes one step out of those ordered; false where none is left.</summary>
    bool TakeStep();

    /// <summary>Called between two steps, when the model may be read.</summary>
    void AtStepBoundary(TrainingSession session);
}
