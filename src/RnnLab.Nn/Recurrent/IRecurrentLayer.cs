using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>A recurrent layer of any cell, built-in or own.</summary>
public interface IRecurrentLayer
{
    /// <summary>Records the layer over a sequence from states [B, H].</summary>
    /// <param name="tape">Where to record.</param>
    /// <param name="input">Dense [T, B, I] or tokens [T, B].</param>
    /// <param name="initialHidden">h before the first step [B, H].</param>
    /// <param name="initialCell">c before the first step [B, H]; only for cells that have it.</param>
    /// <param name="direction">The order in which the layer reads.</param>
    /// <param name="initialFurther">What the cell carries beside h and c [B, n*H], such as the gates of an LSTM with full gate recurrence; only for cells that have it.</param>
    /// <param name="training">Where dropout and zoneout inside the layer draw their masks; null in evaluation, and not read by layers that have neither.</param>
    /// <param name="stateGates">Factors for the gradients of the states on their way back through time; null for none.</param>
    RecurrentOutput Forward(
        Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, RecurrentDirection direction = RecurrentDirection.Forward, Variable? initialFurther = null,
        DropoutPosition? training = null, StateGates? stateGates = null);
}
