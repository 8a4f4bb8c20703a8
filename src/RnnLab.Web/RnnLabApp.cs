using System.Reflection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Radzen;
using RnnLab.Training.Runs;
using RnnLab.Web.Components;
using RnnLab.Web.Components.Lessons;
using RnnLab.Web.Hosting;
using RnnLab.Web.Options;

namespace RnnLab.Web;

/// <summary>The workbench as an object: <c>Program</c> runs it, tests start it in their own process on a free port.</summary>
public sealed class RnnLabApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _started;

    private RnnLabApp(WebApplication app) => _app = app;

    /// <summary>The services of the running application.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The address that the application listens on, such as <c>http://localhost:5080</c>; known once it has started.</summary>
    /// <exception cref="InvalidOperationException">The application has not started.</exception>
    public Uri Address
    {
        get
        {
            string? address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            return address is null
                ? throw new InvalidOperationException("The application has no address before StartAsync.")
                : new Uri(ListeningAddress.ForPeople(address));
        }
    }

    /// <summary>Builds the application from command line arguments, environment and <c>appsettings.json</c>.</summary>
    /// <param name="args">Command line arguments, for instance <c>--urls http://localhost:6000</c> or <c>--RnnLab:Threads=4</c>.</param>
    /// <param name="configure">A last say over services and configuration; tests use it.</param>
    /// <param name="pages">Assemblies with further pages; tests show single visuals on pages of their own.</param>
    public static RnnLabApp Build(string[] args, Action<WebApplicationBuilder>? configure = null, params Assembly[] pages)
    {
        ArgumentNullException.ThrowIfNull(args);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // The manifests of the static files are found by this name, whoever the entry assembly is, and lie beside the assembly.
            ApplicationName = typeof(RnnLabApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });

        // Built (not published) output serves the repository's wwwroot in every environment; published output has no such manifest and ignores this.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        if (!HasAddress(builder.Configuration)) builder.WebHost.UseUrls("http://localhost:5080");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Files travel through the circuit in small pieces; no request body is large.
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });

        AddServices(builder);
        builder.Services.AddSingleton(new FurtherPages(pages));
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        Map(app, pages);
        return new RnnLabApp(app);
    }

    /// <summary>Takes the data folder, starts listening, and returns.</summary>
    /// <exception cref="DataDirectoryInUseException">Another program is using the data folder.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Made here and not on the first visit: a folder that another program holds is said at the terminal.
        _ = _app.Services.GetRequiredService<RunRegistry>();
        await _app.StartAsync(cancellationToken);
        _started = true;
    }

    /// <summary>Builds the application and runs it until the process is asked to stop.</summary>
    /// <returns>The process' exit code: 0, or 1 with a sentence on the error stream when the application could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using RnnLabApp app = Build(args);
            await app.StartAsync();
            Console.WriteLine($"RnnLab is up at {app.Address.GetLeftPart(UriPartial.Authority)}");
            Console.WriteLine("Press Ctrl+C to stop.");
            await app._app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (StartFailure.Sentence(error) is { } sentence)
        {
            await Console.Error.WriteLineAsync("RnnLab did not start. " + sentence);
            return 1;
        }
    }

    /// <summary>Stops the application and releases what it holds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_started) await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static bool HasAddress(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey])
        || !string.IsNullOrEmpty(configuration["http_ports"])
        || configuration.GetSection("Kestrel:Endpoints").Exists();

    private static void AddServices(WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<RnnLabOptions>().BindConfiguration(RnnLabOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        // The keys that sign the page's descriptors live with the other data, so that a tab survives a restart and nothing is written elsewhere.
        services.AddDataProtection().SetApplicationName("RnnLab");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<RnnLabOptions>, ILoggerFactory>((keys, options, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(Directory.CreateDirectory(Path.Combine(options.Value.DataDirectory, "keys")), logs));
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DetailedErrors = builder.Environment.IsDevelopment();
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
            circuit.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(20);
        });
        // Messages from the browser stay small (uploads are streams); a slow watcher is dropped after a minute of silence, the run goes on.
        services.Configure<HubOptions>(hub =>
        {
            hub.MaximumReceiveMessageSize = 32 * 1024;
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(60);
            hub.KeepAliveInterval = TimeSpan.FromSeconds(15);
        });
        services.AddRadzenComponents();
        services.AddRnnLabUi();
        services.AddRnnLabEngine();
    }

    private static void Map(WebApplication app, Assembly[] pages)
    {
        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment()) app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapHealthChecks("/health");
        app.MapStaticAssets();
        app.MapLessonFiles();
        app.MapRunDownloads();
        app.MapRazorComponents<App>().AddAdditionalAssemblies(pages).AddInteractiveServerRenderMode(server =>
        {
            // Said once for every answer in SecurityHeaders; compression would cost the cores that train.
            server.ContentSecurityFrameAncestorsPolicy = null;
            server.DisableWebSocketCompression = true;
        });
    }
}
