namespace RnnLab.Web.Components.Layout;

/// <summary>Names of the places in the top bar that a page may fill with <c>SectionContent</c>.</summary>
public static class ShellSections
{
    /// <summary>The trail at the left: which page, which run, which step. <c>PageHeader</c> fills it.</summary>
    public const string Where = "where";

    /// <summary>The status at the right: what trains now, with its pause button.</summary>
    public const string Status = "status";
}
