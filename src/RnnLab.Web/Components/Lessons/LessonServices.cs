using RnnLab.Lessons;
using RnnLab.Web.Components.Layout;
using RnnLab.Web.Components.Lessons.Live;

namespace RnnLab.Web.Components.Lessons;

/// <summary>Puts the lessons into the application.</summary>
public static class LessonServices
{
    /// <summary>What the lessons of this app are checked against: its live blocks, and the places that links may lead to.</summary>
    public static LessonRules Rules { get; } = new(LiveBlockRegistry.Catalog, Places.All.Select(place => place.Href.Trim('/')).ToHashSet(StringComparer.Ordinal));

    /// <summary>Adds the library, which reads the lessons once, when the first page asks for it, and the reader's progress.</summary>
    public static IServiceCollection AddLessons(this IServiceCollection services)
    {
        services.AddSingleton(provider => ReadLibrary(provider));
        services.AddSingleton<LessonModels>();
        services.AddScoped<LessonProgress>();
        return services;
    }

    /// <summary>Answers requests for the pictures, data and models beside a lesson.</summary>
    public static void MapLessonFiles(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/lessons/{slug}/files/{name}", (string slug, string name, LessonLibrary library) =>
            library.Find(slug)?.Lesson is { } lesson && LessonFiles.Find(lesson, name) is { } path
                ? Results.File(path, LessonFiles.ContentType(name))
                : Results.NotFound());

    private static LessonLibrary ReadLibrary(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILogger<LessonLibrary>>();
        string? folder = LessonFolders.Find(AppContext.BaseDirectory, provider.GetRequiredService<IHostEnvironment>().ContentRootPath);
        if (folder is null)
        {
            log.LogWarning("No folder of lessons (with {Marker}) beside or above {Start}: there are no lessons.", LessonFolders.Marker, AppContext.BaseDirectory);
            return LessonLibrary.Empty;
        }

        var library = LessonLibrary.Read(folder, Rules);
        foreach (var issue in library.Issues)
            log.LogWarning("Lesson: {Issue}", issue);
        return library;
    }
}
