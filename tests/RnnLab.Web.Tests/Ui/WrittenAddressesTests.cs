using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Web.Components.Ui;

namespace RnnLab.Web.Tests.Ui;

public sealed class WrittenAddressesTests : BunitContext
{
    [Fact]
    public void What_a_page_wrote_is_known_when_it_comes_back_as_often_as_it_was_written()
    {
        NavigationManager nav = Services.GetRequiredService<NavigationManager>();
        List<(string Location, bool Own)> seen = [];
        WrittenAddresses addresses = new(nav);
        nav.LocationChanged += (_, moved) => seen.Add((nav.ToBaseRelativePath(moved.Location), addresses.Returns(moved.Location)));
        addresses.Write("runs/a?v=1&layer=2");
        nav.NavigateTo("runs/a");
        addresses.Write("runs/a?v=1&layer=2");
        nav.NavigateTo("runs/a?v=1&layer=2&map=z");
        Assert.Equal([("runs/a?v=1&layer=2", true), ("runs/a", false), ("runs/a?v=1&layer=2", true), ("runs/a?v=1&layer=2&map=z", false)], seen);
    }

    [Fact]
    public void The_present_address_is_not_written_again()
    {
        NavigationManager nav = Services.GetRequiredService<NavigationManager>();
        nav.NavigateTo("runs");
        WrittenAddresses addresses = new(nav);
        addresses.Write("runs");
        Assert.False(addresses.Returns(nav.Uri));
    }
}
