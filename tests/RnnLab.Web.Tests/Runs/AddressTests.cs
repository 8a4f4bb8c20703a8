using RnnLab.Web.Components.Runs;

namespace RnnLab.Web.Tests.Runs;

public class AddressTests
{
    [Fact]
    public void A_view_comes_back_from_its_address()
    {
        RunView view = new() { Layer = 1, Map = "f", Sample = 1200, LogLoss = true, Smoothing = 0.97, Against = "abc" };
        Assert.Equal("v=1&layer=2&map=f&sample=1200&loss=log&smooth=0.97&against=abc", view.ToQuery());
        Assert.Equal(view, RunView.FromQuery("?" + view.ToQuery()));
        Assert.Equal("", new RunView().ToQuery());
    }

    [Theory]
    [InlineData("?layer=-3&sample=x&smooth=7&loss=cubic")]
    [InlineData("?layer=99999999999999&map=&against=")]
    [InlineData("?&&==&%zz")]
    public void Nonsense_in_the_address_falls_back_to_the_usual(string query) => Assert.Equal(new RunView(), RunView.FromQuery(query));

    [Fact]
    public void The_list_comes_back_from_its_address()
    {
        RunsView view = new RunsView().SortedBy(RunColumn.Loss).SortedBy(RunColumn.Loss).Toggled("a").Toggled("b");
        Assert.Equal("v=1&sort=-loss&compare=a,b", view.ToQuery());
        RunsView back = RunsView.FromQuery("?" + view.ToQuery());
        Assert.Equal((view.Sort, view.Reversed), (back.Sort, back.Reversed));
        Assert.Equal(view.Compared, back.Compared);
        Assert.Equal(RunColumn.Created, RunsView.FromQuery("?sort=7&compare=,,").Sort);
    }

    [Fact]
    public void No_more_runs_are_compared_than_can_be_told_apart()
    {
        RunsView view = new();
        for (int i = 0; i < 20; i++)
            view = view.Toggled($"run{i}");
        Assert.Equal(RunsView.MostCompared, view.Compared.Count);
        Assert.Equal("run19", view.Compared[^1]);
    }
}
