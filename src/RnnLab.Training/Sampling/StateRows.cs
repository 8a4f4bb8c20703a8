using RnnLab.Nn;

namespace RnnLab.Training.Sampling;

/// <summary>A model's state laid out as <see cref="ModelState.ToArray"/> gives it, for other batches: a tensor [B, width] for h, c and the rest of each layer.</summary>
internal static class StateRows
{
    /// <summary>The state of batch 1 repeated for B sequences.</summary>
    internal static float[] Repeat(LanguageModelConfig config, ReadOnlySpan<float> one, int batch) => Select(config, one, 1, new int[batch]);

    /// <summary>A state of batch <paramref name="batch"/> whose rows are put together anew: row n of the result is row <c>rows[n]</c>.</summary>
    internal static float[] Select(LanguageModelConfig config, ReadOnlySpan<float> state, int batch, ReadOnlySpan<int> rows)
    {
        float[] result = new float[state.Length / batch * rows.Length];
        int from = 0, to = 0;
        for (int layer = 0; layer < config.Layers; layer++)
        {
            foreach (int width in Widths(config))
            {
                foreach (int row in rows)
                {
                    state.Slice(from + (row * width), width).CopyTo(result.AsSpan(to));
                    to += width;
                }

                from += batch * width;
            }
        }

        return result;
    }

    private static IEnumerable<int> Widths(LanguageModelConfig config)
    {
        yield return config.Hidden;
        if (config.Description.HasCellState)
            yield return config.Hidden;
        if (config.Description.FurtherStates > 0)
            yield return config.Description.FurtherStates * config.Hidden;
    }
}
