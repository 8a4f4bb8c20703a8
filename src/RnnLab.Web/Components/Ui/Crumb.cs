namespace RnnLab.Web.Components.Ui;

/// <summary>One step of the trail in the top bar.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Href">Where it leads.</param>
public sealed record Crumb(string Text, string Href);
