namespace RnnLab.Training.Views;

/// <summary>
/// Every gate and state of every layer while the model reads a text from a zero state, taken from the very memory that the backend computed
/// them in, with everything that says where the numbers come from.
/// </summary>
/// <param name="RunId">The run whose weights these are.</param>
/// <param name="Step">The weights after this training step.</param>
/// <param name="Backend">The backend that computed them, such as <c>cpu-avx512</c>.</param>
/// <param name="Text">The text that was read, one symbol for each column.</param>
/// <param name="Symbols">The text cut into its T symbols.</param>
/// <param name="Layers">From the bottom up.</param>
public sealed record GateFrame(string RunId, long Step, string Backend, string Text, IReadOnlyList<string> Symbols, IReadOnlyList<GateLayer> Layers);
