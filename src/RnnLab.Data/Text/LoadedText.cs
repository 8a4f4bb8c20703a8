namespace RnnLab.Data.Text;

/// <summary>A text as it will be trained on: valid Unicode, every line ended by one line feed, no byte-order mark.</summary>
/// <param name="Text">The text.</param>
/// <param name="Note">What was changed while reading, in words for the person, or null when nothing was.</param>
public sealed record LoadedText(string Text, string? Note);
