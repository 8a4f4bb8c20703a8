using RnnLab.Web.Live;
using RnnLab.Web.Tests.Harness;

namespace RnnLab.Web.Tests.Live;

/// <summary>No second holds more bytes than the budget, whatever the sizes, and nothing waits longer than it must.</summary>
public sealed class WireBudgetTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_message_that_fits_goes_at_once_and_the_next_when_there_is_room()
    {
        WireBudget budget = new(_time, 1000);
        Assert.Equal(TimeSpan.Zero, budget.WaitFor(700));
        budget.Sent(700);
        Assert.Equal(TimeSpan.Zero, budget.WaitFor(300));
        Assert.Equal(TimeSpan.FromSeconds(1), budget.WaitFor(301));
        _time.Advance(TimeSpan.FromSeconds(0.4));
        budget.Sent(300);
        Assert.Equal(TimeSpan.FromSeconds(0.6), budget.WaitFor(301));
        Assert.Equal(TimeSpan.FromSeconds(1), budget.WaitFor(701));
        Assert.Equal(TimeSpan.Zero, budget.WaitFor(0));
        _time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.Equal(TimeSpan.Zero, budget.WaitFor(700));
    }

    [Fact]
    public void A_message_larger_than_the_budget_has_a_second_of_its_own()
    {
        WireBudget budget = new(_time, 1000);
        Assert.Equal(TimeSpan.Zero, budget.WaitFor(5000));
        budget.Sent(5000);
        Assert.Equal(TimeSpan.FromSeconds(1), budget.WaitFor(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, budget.WaitFor(5000));
    }

    [Fact]
    public void No_second_holds_more_than_the_budget()
    {
        Random sizes = new(7);
        WireBudget budget = new(_time, 1000);
        List<(TimeSpan At, int Bytes)> sent = [];
        var now = TimeSpan.Zero;
        for (int n = 0; n < 300; n++)
        {
            int bytes = sizes.Next(1, 1000);
            var wait = budget.WaitFor(bytes);
            _time.Advance(wait);
            now += wait;
            budget.Sent(bytes);
            sent.Add((now, bytes));
        }

        Assert.All(sent, last => Assert.InRange(sent.Where(one => one.At <= last.At && last.At - one.At < TimeSpan.FromSeconds(1)).Sum(one => one.Bytes), 1, 1000));
    }
}
