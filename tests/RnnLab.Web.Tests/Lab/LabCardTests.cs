using Bunit;
using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Web.Components.Runs.Lab;

namespace RnnLab.Web.Tests.Lab;

/// <summary>The cards of the Lab: every setting has its one place, under a heading where it stands in a drawer.</summary>
public sealed class LabCardTests : BunitContext
{
    [Fact]
    public void Every_setting_of_model_and_training_stands_in_one_place()
    {
        LabForm form = new();
        string[] shown = [.. Model(form).FindAll("[data-setting]").Concat(Training(form).FindAll("[data-setting]")).Select(field => field.GetAttribute("data-setting")!)];
        Assert.Equal(RunSettings.All.Where(setting => setting.Group != SettingGroup.Data).Select(setting => setting.Key).Order(), shown.Order());
    }

    [Fact]
    public void Drawers_have_headings_that_name_their_groups()
    {
        LabForm form = new();
        Assert.Equal(["Stack", "Dropout and zoneout", "Cell"], Model(form).FindAll("fieldset > legend").Select(legend => legend.TextContent));
        Assert.Equal(
            ["Learning rate", "Regularisation and early stop", "Truncation and own inputs", "Batches and steps", "Measuring, saving and samples"],
            Training(form).FindAll("fieldset > legend").Select(legend => legend.TextContent));
    }

    [Fact]
    public void The_options_of_the_stack_are_pressed_and_typed()
    {
        LabForm form = new();
        IRenderedComponent<LabModelCard> card = Model(form);
        Press("residual", "On");
        Press("layernorm", "On");
        Press("dropoutkind", "Variational");
        card.Find("#setting-zoneout").Input("0.1");
        card.Find("#setting-zoneoutcell").Input("0.5");
        card.Find("#setting-recurrentdropout").Input("0.2");
        Assert.Equal("v=1&residual=on&layernorm=on&dropoutkind=variational&recurrentdropout=0.2&zoneout=0.1&zoneoutcell=0.5", form.ToQuery());
        Assert.Equal(
            (true, true, DropoutKind.Variational, 0.2, 0.1, 0.5),
            (form.Config.Residual, form.Config.LayerNormalized, form.Config.DropoutKind, form.Config.RecurrentDropout, form.Config.ZoneoutHidden, form.Config.ZoneoutCell));
        Assert.Empty(form.Problems);
        card.Render();
        Assert.StartsWith("The same units all along a sequence", card.Find("#setting-dropoutkind-line").TextContent, StringComparison.Ordinal);
        Assert.Equal("On", RunSettings.Get("residual").Show(form.Config));

        void Press(string key, string choice) => card.FindAll($"[data-setting={key}] button[aria-pressed]").Single(button => button.TextContent == choice).Click();
    }

    [Fact]
    public void What_a_cell_does_not_have_is_said_in_its_field_and_the_drawer_opens()
    {
        LabForm form = LabForm.FromQuery("?cell=gru&zoneoutcell=0.1");
        Assert.Equal(CellKind.Gru, form.Config.Cell);
        IRenderedComponent<LabModelCard> card = Model(form);
        Assert.Equal("GRU has no cell state, so nothing of it can be kept: set the zoneout of the cell state to 0.", card.Find("#setting-zoneoutcell-line").TextContent);
        Assert.True(card.Find("details").HasAttribute("open"));
    }

    private IRenderedComponent<LabModelCard> Model(LabForm form) => Render<LabModelCard>(p => p.Add(card => card.Form, form).Add(card => card.Problems, form.Problems));

    private IRenderedComponent<LabTrainingCard> Training(LabForm form) => Render<LabTrainingCard>(p => p.Add(card => card.Form, form).Add(card => card.Problems, form.Problems));
}
