using System.ComponentModel.DataAnnotations;

namespace RnnLab.Web.Options;

/// <summary>Settings of the workbench, section <c>RnnLab</c> of the configuration (<c>appsettings.json</c>, <c>RnnLab__Threads=4</c>, <c>--RnnLab:Threads=4</c>).</summary>
public sealed class RnnLabOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "RnnLab";

    /// <summary>Folder that holds runs and uploaded texts. Default: <c>RnnLab</c> in the user's local application data.</summary>
    [Required]
    public string DataDirectory { get; set; } = DefaultDataDirectory();

    /// <summary>Compute threads of one training; 0 takes one per processor.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>How many trainings run at the same time; the others wait in a queue.</summary>
    [Range(1, 64)]
    public int ConcurrentTrainings { get; set; } = 1;

    /// <summary>Largest text that a person may upload, in bytes. Default: 50 MB.</summary>
    [Range(1, long.MaxValue)]
    public long AllowedUploadBytes { get; set; } = 50L * 1000 * 1000;

    /// <summary>The most bytes that the stored past of one run takes (the time machine's steps); 0 stores none. Default: 256 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long HistoryBytes { get; set; } = 256L << 20;

    /// <summary>Folder of the trained models that come with the program. Default: <c>models</c> among the lessons; empty for none.</summary>
    public string? ShippedModels { get; set; }

    private static string DefaultDataDirectory()
    {
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return string.IsNullOrEmpty(local) ? Path.Combine(AppContext.BaseDirectory, "data") : Path.Combine(local, "RnnLab");
    }
}
