namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>What a setting is about.</summary>
public enum SettingGroup
{
    /// <summary>What is learned from.</summary>
    Data,

    /// <summary>What learns.</summary>
    Model,

    /// <summary>How it learns.</summary>
    Training,

    /// <summary>How it learns, in more detail.</summary>
    FineTuning,

    /// <summary>How often it is measured, saved and made to write.</summary>
    Watching,
}
