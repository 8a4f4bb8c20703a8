using RnnLab.Training;

namespace RnnLab.Web.Components.Runs;

/// <summary>How a run's status is said and toned.</summary>
public static class RunStatusWords
{
    /// <summary>The status in one word.</summary>
    public static string Word(RunStatus status) => status switch
    {
        RunStatus.Ready => "Ready",
        RunStatus.Queued => "Waiting",
        RunStatus.Running => "Training",
        RunStatus.Paused => "Paused",
        RunStatus.Finished => "Finished",
        RunStatus.Stopped => "Stopped",
        _ => "Failed",
    };

    /// <summary>The name of the tone that style sheets know: calm, live, wait, good or bad.</summary>
    public static string Tone(RunStatus status) => status switch
    {
        RunStatus.Running => "live",
        RunStatus.Queued or RunStatus.Paused => "wait",
        RunStatus.Finished => "good",
        RunStatus.Failed => "bad",
        _ => "calm",
    };

    /// <summary>The Lucide icon of the status: status is never told by colour alone.</summary>
    public static string Icon(RunStatus status) => status switch
    {
        RunStatus.Ready => "circle",
        RunStatus.Queued => "clock",
        RunStatus.Running => "circle-play",
        RunStatus.Paused => "circle-pause",
        RunStatus.Finished => "circle-check",
        RunStatus.Stopped => "circle-stop",
        _ => "circle-alert",
    };

    /// <summary>True while the trainer has, or will have, work to do on it.</summary>
    public static bool IsActive(RunStatus status) => status is RunStatus.Running or RunStatus.Queued;

    /// <summary>True where pressing Start or Resume makes sense.</summary>
    public static bool CanStart(RunStatus status) => status is RunStatus.Ready or RunStatus.Paused or RunStatus.Stopped;

    /// <summary>What the main button says.</summary>
    public static string StartVerb(RunStatus status) => status == RunStatus.Ready ? "Train" : "Resume";
}
