using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;

namespace RnnLab.Web.Hosting;

/// <summary>Hands out the saved models of a run as files.</summary>
internal static class RunDownloads
{
    public static void MapRunDownloads(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id}/checkpoints/{file}", (string id, string file, RunRegistry registry) =>
        {
            // Only what the run itself lists: a name from the address never becomes a path.
            CheckpointInfo? found = registry.Find(id)?.Checkpoints.FirstOrDefault(c => Path.GetFileName(c.Path) == file);
            return found is null ? Results.NotFound() : Results.File(found.Path, "application/octet-stream", $"{id}-{file}");
        });
}
