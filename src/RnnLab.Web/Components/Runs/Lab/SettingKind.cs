namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>What the text of a setting has to be.</summary>
public enum SettingKind
{
    /// <summary>A name.</summary>
    Word,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Real,

    /// <summary>One of a closed list.</summary>
    Choice,
}
