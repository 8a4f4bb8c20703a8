namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>One value of a setting with a closed list.</summary>
/// <param name="Value">As links write it.</param>
/// <param name="Label">As the form writes it.</param>
public sealed record SettingChoice(string Value, string Label)
{
    /// <summary>What it is, in one line, shown while it is chosen; null for the setting's own help.</summary>
    public string? Help { get; init; }
}
