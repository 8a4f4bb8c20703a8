using RnnLab.Web.Components.Lessons;

namespace RnnLab.Web.Hosting;

/// <summary>Services of the pages. What belongs to all circuits is a singleton, what belongs to one is scoped.</summary>
internal static class UiServices
{
    public static IServiceCollection AddRnnLabUi(this IServiceCollection services)
    {
        services.AddScoped<Components.Ui.KeyHints>();
        services.AddScoped<Components.Inside.Selection>();
        services.AddScoped<Components.Inside.Notations.NotationSetting>();
        services.AddLessons();
        return services;
    }
}
