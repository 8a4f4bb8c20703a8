namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>What a network computed while it read a text from a zero state.</summary>
/// <param name="Text">What it read, one symbol for each of the T steps.</param>
/// <param name="Units">H: units of its top layer.</param>
/// <param name="Steps">T.</param>
/// <param name="Hidden">The top layer's hidden state [H, T], row-major: unit u after symbol t is at <c>u * T + t</c>.</param>
/// <param name="Next">Every symbol of the vocabulary with its probability to come next, the likeliest first.</param>
public sealed record HiddenReading(string Text, int Units, int Steps, float[] Hidden, IReadOnlyList<NextCharacter> Next);
