using RnnLab.Compute;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Tests.Inside;

public sealed class CellNotationTests
{
    [Theory]
    [InlineData(CellKind.Lstm, "i f g o c h", "Γu Γf c̃ Γo c a", "I F C̃ O C H")]
    [InlineData(CellKind.Gru, "r z n h", "Γr z c̃ c", "R Z H̃ H")]
    [InlineData(CellKind.GruResetBefore, "r z n h", "Γr z c̃ c", "R Z H̃ H")]
    [InlineData(CellKind.Mgu, "f n h", "Γf c̃ c", "F H̃ H")]
    [InlineData(CellKind.Rnn, "h x", "a x", "H X")]
    [InlineData(CellKind.RnnRelu, "h x", "a x", "H X")]
    public void Every_quantity_has_its_letter(CellKind cell, string letters, string coursera, string d2l)
    {
        Assert.Equal(letters, Names(Notation.PyTorch));
        Assert.Equal(coursera, Names(Notation.Coursera));
        Assert.Equal(d2l, Names(Notation.D2l));

        string Names(Notation notation) => string.Join(' ', letters.Split(' ').Select(CellNotation.Of(notation, cell).Plain));
    }

    [Theory]
    [InlineData(Notation.PyTorch, @"\q{f}{f^{(2)}_{t-1}}", "W_{f}", "U_{f}", "W")]
    [InlineData(Notation.Coursera, @"\q{f}{\Gamma_{f}^{[2]\langle t-1\rangle}}", "W_{fx}", "W_{fa}", "W_{ax}")]
    [InlineData(Notation.D2l, @"\q{f}{\mathbf{F}^{(2)}_{t-1}}", @"\mathbf{W}_{xf}", @"\mathbf{W}_{hf}", @"\mathbf{W}_{xh}")]
    public void Formulas_put_time_and_layer_where_the_convention_does(Notation notation, string tex, string input, string recurrent, string plain)
    {
        CellNotation names = CellNotation.Of(notation, CellKind.Lstm);
        Assert.Equal(tex, names.Name("f").Tex("t-1", "(2)"));
        Assert.Equal((input, recurrent), (names.WeightTex("Wf"), names.WeightTex("Uf")));
        Assert.Equal(plain, CellNotation.Of(notation, CellKind.Rnn).WeightTex("W"));
    }

    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Mgu)]
    [InlineData(CellKind.Rnn)]
    public void Different_weights_have_different_names(CellKind cell)
    {
        string[] gates = cell switch { CellKind.Lstm => ["i", "f", "g", "o"], CellKind.Gru => ["r", "z", "n"], CellKind.Mgu => ["f", "n"], _ => [""] };
        string[] weights = [.. gates.SelectMany(gate => new[] { "W", "U", "b", "d" }.Select(kind => kind + gate)), "V", "a", "E", .. cell == CellKind.Lstm ? ["pi", "po", "Rif", "Rfi"] : Array.Empty<string>()];
        foreach (var (notation, _, _, _) in NotationWords.All)
        {
            CellNotation names = CellNotation.Of(notation, cell);
            Assert.Equal(weights.Length, weights.Select(names.WeightTex).Distinct().Count());
            Assert.Equal(weights.Length, weights.Select(names.WeightPlain).Distinct().Count());
        }
    }

    [Fact]
    public void Where_a_convention_means_another_number_it_is_said_and_not_renamed()
    {
        CellNotation coursera = CellNotation.Of(Notation.Coursera, CellKind.Gru);
        Assert.Equal("z", coursera.Plain("z"));
        Assert.Contains("Γu is 1 − z", coursera.Note("z"), StringComparison.Ordinal);
        Assert.Null(CellNotation.Of(Notation.PyTorch, CellKind.Gru).Note("z"));
        Assert.Null(CellNotation.Of(Notation.D2l, CellKind.Gru).Note("z"));
        Assert.Contains("before the product", CellNotation.Of(Notation.D2l, CellKind.Gru).Note("n"), StringComparison.Ordinal);
        Assert.Null(CellNotation.Of(Notation.D2l, CellKind.GruResetBefore).Note("n"));
    }

    [Fact]
    public void An_own_cell_keeps_its_names()
    {
        CellNotation names = CellNotation.Of(Notation.Coursera, (CellKind?)null);
        Assert.Equal(("keep", "h", "Wf"), (names.Plain("keep"), names.Plain("h"), names.WeightPlain("Wf")));
        Assert.Equal(@"\mathit{keep\_it}_{t}", names.Name("keep_it").Tex("t"));
    }
}
