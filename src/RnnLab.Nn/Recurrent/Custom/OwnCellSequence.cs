using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>What an own cell gave over a sequence.</summary>
/// <param name="Hidden">h after each step [T, B, H]; zero in padding.</param>
/// <param name="Final">The states after each sequence's own last step [B, H], in the order of <see cref="CellProgram.StateNames"/>.</param>
/// <param name="States">Each state after each step [T, B, H], in the same order; in padding it is the carried state.</param>
/// <param name="Gates">Everything of <see cref="CellProgram.GateNames"/> that is no state, after each step [T, B, H]; zero in padding.</param>
public sealed record OwnCellSequence(Variable Hidden, IReadOnlyList<Variable> Final, IReadOnlyList<Variable> States, IReadOnlyList<Variable> Gates)
{
    /// <summary>Each state after each step as a variable of its own [B, H], by state and then by time.</summary>
    internal IReadOnlyList<IReadOnlyList<Variable>> Steps { get; init; } = [];
}
