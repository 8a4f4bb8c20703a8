using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RnnLab.Training.Runs;

namespace RnnLab.Web.Hosting;

/// <summary>Why the application could not start, for the person at the terminal.</summary>
internal static class StartFailure
{
    /// <summary>What happened and what to do, or null for an error that is not the person's to mend.</summary>
    public static string? Sentence(Exception error) => error switch
    {
        OptionsValidationException wrong => "A setting is wrong: " + string.Join(' ', wrong.Failures),
        IOException { InnerException: AddressInUseException } taken =>
            taken.Message + " Stop the other program, or choose another port: dotnet run --project src/RnnLab.Web -- --urls http://localhost:5081",
        DataDirectoryInUseException taken =>
            taken.Message + " For instance: dotnet run --project src/RnnLab.Web -- --RnnLab:DataDirectory=/path/to/folder",
        UnauthorizedAccessException or IOException =>
            $"Its data folder cannot be used: {error.Message} Choose another: dotnet run --project src/RnnLab.Web -- --RnnLab:DataDirectory=/path/to/folder",
        _ => null,
    };
}
