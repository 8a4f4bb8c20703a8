using Microsoft.Extensions.Options;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Data.Text;
using RnnLab.Lessons;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Unrolled;
using RnnLab.Web.Options;

namespace RnnLab.Web.Hosting;

/// <summary>The engine's singletons: texts and runs. The only place of the web project that names a backend.</summary>
internal static class EngineServices
{
    public static IServiceCollection AddRnnLabEngine(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            RnnLabOptions options = provider.GetRequiredService<IOptions<RnnLabOptions>>().Value;
            return new CorpusLibrary(Path.Combine(options.DataDirectory, "corpora"), new TextLimits(options.AllowedUploadBytes));
        });
        services.AddSingleton(provider =>
        {
            RnnLabOptions options = provider.GetRequiredService<IOptions<RnnLabOptions>>().Value;
            ILogger log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("RnnLab.Runs");
            return new RunRegistryOptions
            {
                DataDirectory = options.DataDirectory,
                ShippedDirectory = ShippedModels(options, provider.GetRequiredService<IHostEnvironment>()),
                CreateBackend = threads => ComputeBackends.CreateDefault(threads == 0 ? null : threads),
                ConcurrentTrainings = options.ConcurrentTrainings,
                HistoryBytes = options.HistoryBytes,
                Threads = options.Threads,
                Log = (message, problem) => log.LogWarning(problem, "{Message}", message),
            };
        });
        services.AddSingleton<RunRegistry>();
        services.AddSingleton(new UnrollEngine(() => ComputeBackends.Create("reference-f64"), () => ComputeBackends.CreateDefault(1)));
        return services;
    }

    /// <summary>Where the trained models lie that come with the program; null for none.</summary>
    private static string? ShippedModels(RnnLabOptions options, IHostEnvironment environment)
    {
        if (options.ShippedModels is { } chosen)
            return chosen.Length == 0 ? null : chosen;
        return LessonFolders.Find(AppContext.BaseDirectory, environment.ContentRootPath) is { } lessons && Path.Combine(lessons, LessonFolders.Models) is var models && Directory.Exists(models) ? models : null;
    }
}
