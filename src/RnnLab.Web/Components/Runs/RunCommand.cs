namespace RnnLab.Web.Components.Runs;

/// <summary>What a person can ask of a run.</summary>
public enum RunCommand
{
    /// <summary>Start or resume.</summary>
    Start,

    /// <summary>Pause at the next step boundary.</summary>
    Pause,

    /// <summary>Train one step.</summary>
    Step,

    /// <summary>End the run here.</summary>
    Stop,

    /// <summary>Forget everything learned.</summary>
    Reset,
}
