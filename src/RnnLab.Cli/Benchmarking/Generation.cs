using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Sampling;

namespace RnnLab.Cli.Benchmarking;

/// <summary>How fast a model writes, by the very sampler that people use: one character after another, softmax and draw included.</summary>
internal static class Generation
{
    /// <summary>Characters a second, the best of the rounds that fit in <paramref name="time"/>.</summary>
    public static double Measure(LanguageModel model, int characters, TimeSpan time, CancellationToken interrupt)
    {
        using var sampler = new TextSampler(model, Symbols(model.Config.Vocabulary));
        var options = new SamplingOptions(Prime: "", Length: characters, Temperature: 1);
        var timing = Timing.Measure(
            () =>
            {
                foreach (var token in sampler.Sample(options, interrupt))
                    _ = token;
            },
            time, atLeast: 3, interrupt);
        return characters / (timing.Minimum / 1e3);
    }

    /// <summary>A vocabulary of that many symbols, whichever: code points from CJK on, where there are enough in one row.</summary>
    private static CharacterVocabulary Symbols(int count)
    {
        const int first = 0x4E00, surrogates = 0xD800, afterSurrogates = 0xE000;
        return CharacterVocabulary.FromList([.. Enumerable.Range(first, count).Select(code => char.ConvertFromUtf32(code < surrogates ? code : code - surrogates + afterSurrogates))]);
    }
}
