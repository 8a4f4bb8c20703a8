using System.Globalization;

namespace RnnLab.Training.Runs;

/// <summary>Another program has the data directory open; two of them would damage each other's runs.</summary>
public sealed class DataDirectoryInUseException : IOException
{
    internal DataDirectoryInUseException(string directory, int? processId, Exception inner)
        : base(Text(directory, processId), inner)
    {
        Directory = directory;
        ProcessId = processId;
    }

    /// <summary>The full path of the data directory.</summary>
    public string Directory { get; }

    /// <summary>The process that has it open; null where that cannot be found out.</summary>
    public int? ProcessId { get; }

    private static string Text(string directory, int? processId)
    {
        string who = processId is { } id ? string.Create(CultureInfo.InvariantCulture, $" (process {id})") : "";
        return $"Another program{who} is using the data folder \"{directory}\". Stop that program, or choose another folder.";
    }
}
