namespace RnnLab.Web.Components.Ui;

/// <summary>How a <c>Notice</c> is meant.</summary>
public enum NoticeKind
{
    /// <summary>For your information.</summary>
    Info,

    /// <summary>It went well.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Warn,

    /// <summary>It went wrong.</summary>
    Bad,
}
