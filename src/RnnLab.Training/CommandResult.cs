namespace RnnLab.Training;

/// <summary>What a command to a run did.</summary>
/// <param name="Done">False where the command changed nothing, because the run was already there or cannot go there.</param>
/// <param name="Message">A sentence for people, such as "Already running.".</param>
public sealed record CommandResult(bool Done, string Message);
