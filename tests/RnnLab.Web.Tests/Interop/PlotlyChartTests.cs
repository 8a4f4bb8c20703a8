using System.Text.Json;
using Bunit;
using Microsoft.JSInterop;
using RnnLab.Web.Interop;
using RnnLab.Web.Interop.Plotly;

namespace RnnLab.Web.Tests.Interop;

public sealed class PlotlyChartTests : BunitContext
{
    private const string Module = "/Interop/PlotlyChart.razor.js";
    private static readonly Trace[] Data = [new() { Name = "training", X = [1, 2], Y = [4, 3] }];
    private readonly BunitJSModuleInterop _module;

    public PlotlyChartTests()
    {
        _module = JSInterop.SetupModule(Module);
        _module.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Is_created_once_with_data_layout_config_and_the_address_of_plotly()
    {
        Layout layout = new() { YAxis = new Axis { Title = "loss" } };
        IRenderedComponent<PlotlyChart> chart = Render<PlotlyChart>(p => p.Add(c => c.Title, "Loss").Add(c => c.Data, Data).Add(c => c.Layout, layout));
        chart.Render();

        JSRuntimeInvocation created = Assert.Single(_module.Invocations["create"]);
        Assert.Same(Data, created.Arguments[1]);
        Assert.Same(layout, created.Arguments[2]);
        Assert.False(Assert.IsType<Config>(created.Arguments[3]).ShowSendToCloud);
        Assert.Equal("/lib/plotly/plotly.min.js", created.Arguments[4]);
        Assert.Empty(_module.Invocations["update"]);
    }

    [Fact]
    public void New_data_is_sent_as_an_update_and_the_same_data_is_not()
    {
        IRenderedComponent<PlotlyChart> chart = Render<PlotlyChart>(p => p.Add(c => c.Title, "Loss").Add(c => c.Data, Data));
        chart.Render(p => p.Add(c => c.Data, Data));
        Assert.Empty(_module.Invocations["update"]);
        Trace[] other = [new() { Name = "training", X = [1], Y = [2] }];
        chart.Render(p => p.Add(c => c.Data, other));
        Assert.Same(other, Assert.Single(_module.Invocations["update"]).Arguments[1]);
    }

    [Fact]
    public void Data_that_comes_while_the_chart_is_being_made_is_drawn_after_it()
    {
        JSRuntimeInvocationHandler create = _module.SetupVoid("create", _ => true);
        IRenderedComponent<PlotlyChart> chart = Render<PlotlyChart>(p => p.Add(c => c.Title, "Loss").Add(c => c.Data, Data));
        Trace[] other = [new() { Name = "training", X = [1], Y = [2] }];
        chart.Render(p => p.Add(c => c.Data, other));
        Assert.Empty(_module.Invocations["update"]);
        create.SetVoidResult();
        chart.WaitForAssertion(() => Assert.Same(other, Assert.Single(_module.Invocations["update"]).Arguments[1]));
    }

    [Fact]
    public async Task Points_are_extended_without_rendering()
    {
        IRenderedComponent<PlotlyChart> chart = Render<PlotlyChart>(p => p.Add(c => c.Title, "Loss").Add(c => c.Data, Data));
        int renders = chart.RenderCount;
        Assert.True(await chart.Instance.ExtendAsync([new TraceExtension(0, [3], [2.5])]));
        Assert.Equal(renders, chart.RenderCount);
        Assert.Single(_module.Invocations["extend"]);
    }

    [Fact]
    public void A_failure_is_said_in_its_place_and_can_be_tried_again()
    {
        JSRuntimeInvocationHandler create = _module.SetupVoid("create", _ => true);
        create.SetException(new JSException("plotly.js could not be fetched from the server."));
        IRenderedComponent<PlotlyChart> chart = Render<PlotlyChart>(p => p.Add(c => c.Title, "Loss").Add(c => c.Data, Data));
        Assert.Contains("plotly.js could not be fetched", chart.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        _module.SetupVoid("create", _ => true).SetVoidResult();
        chart.Find("[role=alert] button").Click();
        Assert.Empty(chart.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task Disposal_purges_the_browsers_side()
    {
        Render<PlotlyChart>(p => p.Add(c => c.Title, "Loss").Add(c => c.Data, Data));
        await DisposeComponentsAsync();
        Assert.Single(_module.Invocations["dispose"]);
    }

    [Fact]
    public void Gaps_travel_as_null_because_JSON_has_no_NaN()
    {
        string json = JsonSerializer.Serialize(new Trace { Name = "loss", X = [1, 2, 3], Y = [1.5, double.NaN, double.PositiveInfinity] });
        Assert.Contains("\"y\":[1.5,null,null]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logarithmic_axis_says_so()
    {
        string json = JsonSerializer.Serialize(new Axis { Title = "loss", Logarithmic = true });
        Assert.Contains("loss, log scale", json, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"log\"", json, StringComparison.Ordinal);
    }
}
