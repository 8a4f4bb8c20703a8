using Bunit;
using RnnLab.Web.Components.Runs.Lab;

namespace RnnLab.Web.Tests.Lab;

public sealed class SettingFieldTests : BunitContext
{
    [Fact]
    public void A_field_shows_its_help_and_in_the_same_place_what_is_wrong()
    {
        LabForm form = new();
        IRenderedComponent<SettingField> field = Field(form, "hidden");
        Assert.StartsWith("Size of each layer", field.Find(".setting-line").TextContent, StringComparison.Ordinal);
        field.Find("input[type=text]").Input("lots");
        field.Render(p => p.Add(f => f.Problems, form.Problems));
        Assert.Equal("“lots” is not a whole number that fits here.", field.Find(".setting-line").TextContent);
        Assert.Equal("true", field.Find("input[type=text]").GetAttribute("aria-invalid"));
        Assert.Equal("lots", form.Text("hidden"));
    }

    [Fact]
    public void A_novel_that_is_pasted_into_a_field_does_not_go_through_the_circuit()
    {
        foreach (RunSetting setting in RunSettings.All.Where(s => s.Choices.Count == 0))
            Assert.InRange(int.Parse(Field(new LabForm(), setting.Key).Find("input[type=text]").GetAttribute("maxlength")!, System.Globalization.CultureInfo.InvariantCulture), 30, 200);
    }

    [Fact]
    public void A_changed_field_offers_the_way_back()
    {
        LabForm form = new();
        IRenderedComponent<SettingField> field = Field(form, "layers");
        Assert.Empty(field.FindAll(".setting-undo"));
        field.Find("input").Input("3");
        field.Find(".setting-undo").Click();
        Assert.Equal(("2", ""), (form.Text("layers"), form.ToQuery()));
    }

    [Fact]
    public void A_slider_and_its_number_are_one_value()
    {
        LabForm form = new();
        IRenderedComponent<SettingField> field = Field(form, "lr", SliderScale.LearningRate);
        field.Find("input[type=range]").Input("100");
        Assert.Equal("0.01", field.Find("input[type=text]").GetAttribute("value"));
        Assert.Equal(0.01, form.Config.LearningRate);
    }

    [Fact]
    public void A_choice_is_pressed_or_not()
    {
        LabForm form = new();
        IRenderedComponent<SettingField> field = Field(form, "partitioning");
        field.FindAll("button").Single(b => b.TextContent == "Random").Click();
        Assert.Equal(Training.Partitioning.Random, form.Config.Partitioning);
        Assert.Equal("Random", field.Find("[aria-pressed=true]").TextContent);
    }

    [Fact]
    public void Every_cell_can_be_chosen_and_says_what_it_is()
    {
        LabForm form = new();
        IRenderedComponent<SettingField> field = Field(form, "cell");
        List<string> helps = [];
        foreach (string value in field.FindAll("select option").Select(option => option.GetAttribute("value")!).ToList())
        {
            field.Find("select").Change(value);
            field.Render();
            helps.Add(field.Find(".setting-line").TextContent);
            Assert.Equal(value, form.Config.Cell.ToString().ToLowerInvariant());
        }

        Assert.Equal(Enum.GetValues<Compute.CellKind>().Length, helps.Distinct().Count());
    }

    [Fact]
    public void An_own_cell_says_what_its_names_are_or_what_is_wrong_and_where()
    {
        LabForm form = new();
        IRenderedComponent<OwnCellField> field = Render<OwnCellField>(p => p.Add(f => f.Form, form).Add(f => f.Problems, form.Problems));
        field.FindAll("button").Single(b => b.TextContent == "Start from a GRU").Click();
        field.Render(p => p.Add(f => f.Problems, form.Problems));
        Assert.Contains("the states h; learns Wz, Uz, bz, Wr, Ur, br, Wn, Un, cn, bn", field.Find(".setting-line").TextContent, StringComparison.Ordinal);
        Assert.Equal(["z", "r", "n", "h"], form.Config.Description.GateNames);
        field.Find("textarea").Change("z = sigmoid(Wz*x)\nh' = z * hh");
        field.Render(p => p.Add(f => f.Problems, form.Problems));
        Assert.Contains("Line 2, column 10: \"hh\" is computed nowhere and stands right of *", field.Find(".setting-line").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", field.Find("textarea").GetAttribute("aria-invalid"));
        Assert.Equal("z = sigmoid(Wz*x)\nh' = z * hh", LabForm.FromQuery(form.ToQuery()).Text("owncell"));
        field.Find(".setting-undo").Click();
        Assert.Equal("", form.ToQuery());
    }

    [Fact]
    public void Options_of_the_lstm_are_refused_in_words_where_they_do_not_belong()
    {
        Assert.Contains("not made of peephole, cifg", LabForm.FromQuery("?v=1&lstmvariant=peepholes").Problems["lstmvariant"], StringComparison.Ordinal);
        Assert.Contains("need an LSTM", LabForm.FromQuery("?v=1&cell=gru&lstmvariant=cifg").Problems["lstmvariant"], StringComparison.Ordinal);
        Assert.Contains("needs an LSTM", LabForm.FromQuery("?v=1&cell=gru&forgetbias=1").Problems["forgetbias"], StringComparison.Ordinal);
        Assert.Empty(LabForm.FromQuery("?v=1&cell=lstm&lstmvariant=peephole,fgr&forgetbias=1").Problems);
    }

    [Fact]
    public void A_choice_among_many_is_a_list()
    {
        LabForm form = new();
        IRenderedComponent<SettingField> field = Field(form, "optimizer");
        Assert.Equal(["SGD", "Momentum", "Nesterov", "RMSprop", "Adagrad", "Adam", "AdamW"], field.FindAll("select option").Select(option => option.TextContent));
        Assert.Equal("adam", field.Find("select").GetAttribute("value"));
        field.Find("select").Change("nesterov");
        Assert.Equal(Nn.Optimizers.OptimizerKind.Nesterov, form.Config.Optimizer);
        Assert.Equal(field.Find("select").Id, field.Find("label").GetAttribute("for"));
    }

    [Fact]
    public void What_changed_is_listed_setting_by_setting()
    {
        Training.RunConfig before = new(), after = new() { Hidden = 256, Dropout = 0.5 };
        IRenderedComponent<WhatChanged> changes = Render<WhatChanged>(p => p.Add(c => c.Differences, ConfigDifference.Between(before, after)));
        Assert.Equal([["Hidden units", "128", "256"], ["Dropout", "0", "0.5"]], changes.FindAll("li").Select(li => li.QuerySelectorAll("span, del, ins").Select(part => part.TextContent).ToArray()));
    }

    private IRenderedComponent<SettingField> Field(LabForm form, string key, SliderScale? scale = null) =>
        Render<SettingField>(p => p.Add(f => f.Key, key).Add(f => f.Form, form).Add(f => f.Scale, scale).Add(f => f.Problems, form.Problems));
}
