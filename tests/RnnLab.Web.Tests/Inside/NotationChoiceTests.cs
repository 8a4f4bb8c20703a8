using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Web.Components.Inside.Notations;
using RnnLab.Web.Components.Layout;

namespace RnnLab.Web.Tests.Inside;

public sealed class NotationChoiceTests : BunitContext
{
    private NavigationManager Nav => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void The_browser_keeps_the_choice()
    {
        Services.AddScoped<NotationSetting>();
        JSInterop.Setup<string>("rnnlabNotation.get").SetResult("d2l");
        JSInterop.SetupVoid("rnnlabNotation.set", _ => true).SetVoidResult();
        IRenderedComponent<NotationChoice> choice = Render<NotationChoice>();
        NotationSetting setting = Services.GetRequiredService<NotationSetting>();
        Assert.Equal(Notation.D2l, setting.Now);
        Assert.Equal("d2l", choice.Find("select").GetAttribute("value"));
        choice.Find("select").Change("coursera");
        Assert.Equal(Notation.Coursera, setting.Now);
        Assert.Equal("coursera", JSInterop.Invocations["rnnlabNotation.set"].Single().Arguments[0]);
        choice.Find("select").Change("nonsense");
        Assert.Equal(Notation.Coursera, setting.Now);
    }

    [Fact]
    public void A_shared_link_shows_what_the_sharer_saw()
    {
        Nav.NavigateTo("gates?v=1&t=3");
        using NotationSetting sharer = new(Nav);
        Assert.EndsWith("gates?v=1&t=3", sharer.Link, StringComparison.Ordinal);
        sharer.Choose(Notation.Coursera);
        Assert.EndsWith("gates?v=1&t=3&notation=coursera", sharer.Link, StringComparison.Ordinal);

        Nav.NavigateTo(sharer.Link);
        using NotationSetting reader = new(Nav);
        Assert.Equal(Notation.Coursera, reader.Now);
        reader.Kept("d2l");
        Assert.Equal(Notation.Coursera, reader.Now);
        // Whoever then chooses is no longer overruled by the address.
        reader.Choose(Notation.PyTorch);
        Assert.EndsWith("gates?v=1&t=3", Nav.Uri, StringComparison.Ordinal);
        Assert.Equal(Nav.Uri, reader.Link);
    }
}
