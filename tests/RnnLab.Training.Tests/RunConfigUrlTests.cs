using RnnLab.Compute;

namespace RnnLab.Training.Tests;

public class RunConfigUrlTests
{
    [Fact]
    public void The_default_is_only_its_version() => Assert.Equal("v=1", RunConfigUrl.ToQuery(new RunConfig()));

    [Fact]
    public void Only_what_differs_is_written() =>
        Assert.Equal("v=1&cell=gru&hidden=64", RunConfigUrl.ToQuery(new RunConfig { Cell = CellKind.Gru, Hidden = 64 }));

    [Fact]
    public void Every_field_survives_the_link()
    {
        var (config, problems) = RunConfigUrl.FromQuery("?" + RunConfigUrl.ToQuery(RunConfigTests.Different));
        Assert.Empty(problems);
        Assert.Equal(RunConfigTests.Different, config);
    }

    [Fact]
    public void The_table_has_every_field_of_the_configuration()
    {
        var fields = typeof(RunConfig).GetProperties().Where(property => property.CanWrite && property.Name != nameof(RunConfig.Version)).Select(property => property.Name);
        Assert.Equal(fields.Order(), RunConfigField.All.Select(field => field.Name).Order());
    }

    [Fact]
    public void Names_of_texts_are_escaped()
    {
        var config = new RunConfig { Corpus = "a b&c=d/ü" };
        Assert.Equal(config, RunConfigUrl.FromQuery(RunConfigUrl.ToQuery(config)).Config);
    }

    [Theory]
    [InlineData("v=1&hidden=many", nameof(RunConfig.Hidden), "hidden=many")]
    [InlineData("v=1&hidden=99999999999999", nameof(RunConfig.Hidden), "not a whole number")]
    [InlineData("v=1&hidden=-5", nameof(RunConfig.Hidden), "not -5")]
    [InlineData("v=1&cell=transformer", nameof(RunConfig.Cell), "rnn, gru, lstm")]
    [InlineData("v=1&cell=2", nameof(RunConfig.Cell), "rnn, gru, lstm")]
    [InlineData("v=1&lr=NaN", nameof(RunConfig.LearningRate), "not a number")]
    [InlineData("v=1&seed=-1", nameof(RunConfig.Seed), "at least 0")]
    [InlineData("v=7", nameof(RunConfig.Version), "version 7")]
    public void Nonsense_is_reported_and_never_thrown(string query, string field, string words)
    {
        var problem = Assert.Single(RunConfigUrl.FromQuery(query).Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_keeps_its_default() => Assert.Equal(new RunConfig().Hidden, RunConfigUrl.FromQuery("v=1&hidden=x").Config.Hidden);

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("&&&=&%&%zz=1&tab=gates&step=40")]
    public void Foreign_and_broken_queries_are_left_alone(string query)
    {
        var (config, problems) = RunConfigUrl.FromQuery(query);
        Assert.Empty(problems);
        Assert.Equal(new RunConfig(), config);
    }
}
