using System.Net;
using System.Text.RegularExpressions;

namespace RnnLab.Web.Tests.Hosting;

/// <summary>The running application, asked over HTTP.</summary>
public sealed partial class RnnLabAppTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("rnnlab-web-").FullName;
    private readonly HttpClient _client = new();
    private RnnLabApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = RnnLabApp.Build(["--urls", "http://127.0.0.1:0", "--RnnLab:DataDirectory", _data, "--Logging:LogLevel:Default", "Error"]);
        await _app.StartAsync();
        _client.BaseAddress = _app.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Blazors_script_is_served()
    {
        string home = await Get("/");
        Match script = BlazorScript().Match(home);
        Assert.True(script.Success, "The document names no Blazor script.");
        string code = await Get("/" + script.Value);
        Assert.True(code.Length > 50_000, $"The script holds only {code.Length} characters.");
        Assert.True((await Get("/_framework/blazor.web.js")).Length > 50_000);
    }

    [Fact]
    public async Task Style_sheets_are_served_under_fingerprinted_addresses()
    {
        Match sheet = Tokens().Match(await Get("/"));
        Assert.True(sheet.Success, "The document does not name tokens.css by a fingerprinted address.");
        using HttpResponseMessage answer = await _client.GetAsync("/" + sheet.Value, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(answer.Headers.ETag);
        Assert.Contains("--ink", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/lib/plotly/plotly.min.js")]
    [InlineData("/lib/katex/katex.mjs")]
    [InlineData("/lib/katex/katex.min.css")]
    [InlineData("/lib/fonts/inter/index.css")]
    [InlineData("/Interop/PlotlyChart.razor.js")]
    [InlineData("/Interop/MatrixCanvas.razor.js")]
    [InlineData("/health")]
    public async Task What_the_pages_need_is_served(string path) => Assert.NotEmpty(await Get(path));

    [Theory]
    [InlineData("/no/such/page")]
    [InlineData("/css/")]
    [InlineData("/lib/")]
    [InlineData("/../appsettings.json")]
    [InlineData("/appsettings.json")]
    public async Task What_is_not_there_is_404_with_a_friendly_page(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("blazor.web", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using HttpResponseMessage answer = await _client.GetAsync("/", TestContext.Current.CancellationToken);
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_wrong_setting_is_named()
    {
        string said = await FailToStart("--RnnLab:ConcurrentTrainings", "0");
        Assert.Contains("A setting is wrong", said, StringComparison.Ordinal);
        Assert.Contains("ConcurrentTrainings", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_what_to_do()
    {
        string said = await FailToStart("--urls", _app.Address.GetLeftPart(UriPartial.Authority));
        Assert.Contains("address already in use", said, StringComparison.Ordinal);
        Assert.Contains("choose another port", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        string file = Path.Combine(_data, "a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        string said = await FailToStart("--RnnLab:DataDirectory", Path.Combine(file, "below"));
        Assert.Contains("data folder cannot be used", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_another_program_uses_is_named_and_left_alone()
    {
        string said = await FailToStart("--RnnLab:DataDirectory", _data);
        Assert.Contains($"(process {Environment.ProcessId}) is using the data folder \"{_data}\"", said, StringComparison.Ordinal);
        Assert.Contains("choose another folder", said, StringComparison.Ordinal);
        Assert.Single(said.TrimEnd().Split('\n'));
        Assert.Equal("Healthy", await Get("/health"));
    }

    // The process' error stream, while the application fails to start.
    private async Task<string> FailToStart(params string[] args)
    {
        TextWriter before = Console.Error;
        await using StringWriter said = new();
        Console.SetError(said);
        try
        {
            Assert.Equal(1, await RnnLabApp.RunAsync(["--urls", "http://127.0.0.1:0", "--RnnLab:DataDirectory", Path.Combine(_data, "other"), "--Logging:LogLevel:Default", "None", .. args]));
        }
        finally
        {
            Console.SetError(before);
        }
        return said.ToString();
    }

    private async Task<string> Get(string path) => await _client.GetStringAsync(path, TestContext.Current.CancellationToken);

    [GeneratedRegex(@"_framework/blazor\.web[^""]*\.js")]
    private static partial Regex BlazorScript();

    [GeneratedRegex(@"css/tokens\.[a-z0-9]{6,}\.css")]
    private static partial Regex Tokens();
}
