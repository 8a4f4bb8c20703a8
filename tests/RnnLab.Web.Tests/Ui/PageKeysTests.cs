using Bunit;
using Microsoft.JSInterop;
using RnnLab.Web.Components.Ui;

namespace RnnLab.Web.Tests.Ui;

public sealed class PageKeysTests : BunitContext
{
    [Fact]
    public async Task It_says_when_it_listens_and_tells_every_key_in_order()
    {
        var module = JSInterop.SetupModule("/Components/Ui/PageKeys.razor.js");
        var created = module.SetupVoid("create", _ => true);
        List<string> told = [];
        var keys = Render<PageKeys>(p => p.Add(k => k.Keys, ["Space", "Shift ArrowLeft"]).Add(k => k.Also, ".text-strip").Add(k => k.Pressed, (string key) => told.Add(key)));
        Assert.Equal("soon", keys.Find("span").GetAttribute("data-page-keys"));
        created.SetVoidResult();
        keys.WaitForAssertion(() => Assert.Equal("on", keys.Find("span").GetAttribute("data-page-keys")), TimeSpan.FromSeconds(30));
        JSRuntimeInvocation call = Assert.Single(module.Invocations["create"]);
        Assert.Equal(["Space", "Shift ArrowLeft"], Assert.IsAssignableFrom<IReadOnlyList<string>>(call.Arguments[2]));
        Assert.Equal(".text-strip", call.Arguments[3]);
        Assert.Null(call.Arguments[4]);
        var owner = Assert.IsType<DotNetObjectReference<PageKeys>>(call.Arguments[1]).Value;
        await keys.InvokeAsync(() => owner.OnKey("Space"));
        await keys.InvokeAsync(() => owner.OnKey("Shift ArrowLeft"));
        Assert.Equal(["Space", "Shift ArrowLeft"], told);
    }

    [Fact]
    public async Task It_stops_listening_with_the_page()
    {
        var module = JSInterop.SetupModule("/Components/Ui/PageKeys.razor.js");
        module.Mode = JSRuntimeMode.Loose;
        Render<PageKeys>(p => p.Add(k => k.Keys, ["Space"]));
        await DisposeComponentsAsync();
        Assert.Equal(module.Invocations["create"][0].Arguments[0], Assert.Single(module.Invocations["dispose"]).Arguments[0]);
    }
}
