using RnnLab.Compute;

namespace RnnLab.Nn.Tests;

public class LanguageModelConfigTests
{
    private static readonly LanguageModelConfig Valid = new() { Cell = CellKind.Lstm, Layers = 2, Hidden = 128, Vocabulary = 65 };

    [Theory]
    [InlineData(CellKind.Rnn, 1, 128, 65, 0, 33_345)]
    [InlineData(CellKind.Gru, 2, 128, 65, 0, 182_337)]
    [InlineData(CellKind.Lstm, 2, 128, 65, 0, 240_321)]
    [InlineData(CellKind.Lstm, 1, 7, 11, 5, 535)]
    [InlineData(CellKind.RnnRelu, 1, 128, 65, 0, 33_345)]
    [InlineData(CellKind.GruResetBefore, 2, 128, 65, 0, 182_337)]
    [InlineData(CellKind.Mgu, 1, 7, 11, 0, 368)]
    public void Parameters_are_counted_as_PyTorch_counts_them(CellKind cell, int layers, int hidden, int vocabulary, int embedding, long count)
    {
        var config = new LanguageModelConfig { Cell = cell, Layers = layers, Hidden = hidden, Vocabulary = vocabulary, Embedding = embedding };
        Assert.Equal(count, config.ParameterCount);
        Assert.Equal(count, config.ParameterSpecs.Sum(spec => spec.Count));
    }

    [Theory]
    [InlineData(LstmVariant.Peephole, "rnn.weight_ch_l0 [3, 128]")]
    [InlineData(LstmVariant.CoupledGates | LstmVariant.Peephole, "rnn.weight_ch_l0 [2, 128]")]
    [InlineData(LstmVariant.FullGateRecurrence, "rnn.weight_gh_l0 [384, 384]")]
    [InlineData(LstmVariant.NoInputGate, "rnn.weight_hh_l0 [384, 128]")]
    [InlineData(LstmVariant.NoInputActivation, "rnn.weight_hh_l0 [512, 128]")]
    public void Variants_have_the_weights_that_they_need_and_no_others(LstmVariant variant, string expected)
    {
        var config = Valid with { Variant = variant };
        config.Validate();
        Assert.Contains(expected, config.ParameterSpecs.Select(spec => $"{spec.Name} {spec.Shape}"));
        Assert.Equal(config.ParameterCount, config.ParameterSpecs.Sum(spec => spec.Count));
    }

    [Fact]
    public void Specs_have_PyTorch_names_and_shapes_in_order()
    {
        var specs = (Valid with { Layers = 1, Embedding = 16 }).ParameterSpecs;
        Assert.Equal(
            ["embedding.weight [65, 16]", "rnn.weight_ih_l0 [512, 16]", "rnn.weight_hh_l0 [512, 128]", "rnn.bias_ih_l0 [512]", "rnn.bias_hh_l0 [512]", "head.weight [65, 128]", "head.bias [65]"],
            specs.Select(spec => $"{spec.Name} {spec.Shape}"));
    }

    [Fact]
    public void A_valid_configuration_passes() => Valid.Validate();

    public static TheoryData<LanguageModelConfig, string> Bad => new()
    {
        { Valid with { Hidden = 0 }, "hidden size must be between 1 and 1,048,576, not 0" },
        { Valid with { Hidden = -5 }, "hidden size" },
        { Valid with { Hidden = int.MaxValue }, "hidden size" },
        { Valid with { Layers = 0 }, "layers must be between 1 and 4, not 0" },
        { Valid with { Layers = 5 }, "layers" },
        { Valid with { Vocabulary = 1 }, "vocabulary" },
        { Valid with { Embedding = -1 }, "embedding" },
        { Valid with { Dropout = 1 }, "Dropout must be at least 0 and below 1, not 1" },
        { Valid with { Dropout = double.NaN }, "Dropout" },
        { Valid with { Cell = (CellKind)9 }, "cell" },
        { Valid with { Cell = CellKind.Gru, Variant = LstmVariant.Peephole }, "need an LSTM" },
        { Valid with { Cell = CellKind.Gru, ForgetBias = 1 }, "GRU has none" },
        { Valid with { Variant = LstmVariant.CoupledGates, ForgetBias = 1 }, "LSTM (cifg) has none" },
        { Valid with { ForgetBias = double.NaN }, "forget-gate bias must lie between" },
        { Valid with { Hidden = 1_000_000 }, "smaller hidden size" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_sizes_are_refused_in_plain_words_before_anything_is_allocated(LanguageModelConfig config, string words)
    {
        Assert.Contains(words, Assert.Throws<ArgumentException>(config.Validate).Message, StringComparison.Ordinal);
    }
}
