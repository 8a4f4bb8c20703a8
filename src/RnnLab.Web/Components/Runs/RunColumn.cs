namespace RnnLab.Web.Components.Runs;

/// <summary>A column of the list of runs that it can be sorted by.</summary>
public enum RunColumn
{
    /// <summary>When the run was made; newest first.</summary>
    Created,

    /// <summary>Its title.</summary>
    Title,

    /// <summary>Where it stands; what trains first.</summary>
    Status,

    /// <summary>How many parameters it has; most first.</summary>
    Size,

    /// <summary>The text it learns from.</summary>
    Text,

    /// <summary>Best validation loss; lowest first.</summary>
    Loss,

    /// <summary>Steps trained; most first.</summary>
    Steps,
}
