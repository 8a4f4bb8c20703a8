namespace RnnLab.Web.Interop.Matrices;

/// <summary>A cell that a person pinned: a number on screen with its address.</summary>
/// <param name="Step">Training step.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Unit">Unit, from 0.</param>
/// <param name="Time">Position in the sequence, from 0.</param>
/// <param name="Value">The value; null when it is missing or not a number.</param>
public sealed record MatrixCell(int Step, int Layer, int Unit, int Time, double? Value);
