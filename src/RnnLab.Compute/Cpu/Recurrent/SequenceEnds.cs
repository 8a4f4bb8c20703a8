namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>
/// What sequences of different lengths need beside the walk through time that all of them share: at padded steps the state is carried, and in the
/// end nothing is left there but zeros.
/// </summary>
internal static unsafe class SequenceEnds
{
    /// <summary>Whether this time is padding in all of these sequences, so that there is nothing to multiply.</summary>
    public static bool AllPadded(in RecurrentPointers layer, int t, int first, int rows)
    {
        for (int b = first; b < first + rows; b++)
        {
            if (t < layer.Lengths[b])
                return false;
        }

        return true;
    }

    /// <summary>A padded step forward: gates are zero; the state moves on unchanged, so that a reverse walk meets the initial state where the sequence begins.</summary>
    public static void Carry(in RecurrentPointers layer, int step, int b)
    {
        var d = layer.Dimensions;
        nint row = (nint)d.TimeOf(step) * d.Batch + b;
        if (d.CarriesGates)
            Copy(step == 0 ? layer.InitialGates + (nint)b * d.GateWidth : layer.Gates + ((nint)d.TimeOf(step - 1) * d.Batch + b) * d.GateWidth, layer.Gates + row * d.GateWidth, d.GateWidth);
        else
            new Span<float>(layer.Gates + row * d.GateWidth, d.GateWidth).Clear();
        if (layer.Candidate != null)
            new Span<float>(layer.Candidate + row * d.Hidden, d.Hidden).Clear();
        Copy(Before(layer, layer.InitialHidden, layer.Hidden, step, b), layer.Hidden + row * d.Hidden, d.Hidden);
        if (d.Cell.HasCellState())
            Copy(Before(layer, layer.InitialCell, layer.Cell, step, b), layer.Cell + row * d.Hidden, d.Hidden);
    }

    /// <summary>After the walk: hands out the final states where they are wanted, and clears the states carried over padded steps.</summary>
    public static void Finish(in RecurrentPointers layer)
    {
        var d = layer.Dimensions;
        nint last = (nint)d.TimeOf(d.Time - 1) * d.Batch * d.Hidden;
        if (layer.FinalHidden != null)
            Copy(layer.Hidden + last, layer.FinalHidden, d.Batch * d.Hidden);
        if (layer.FinalCell != null)
            Copy(layer.Cell + last, layer.FinalCell, d.Batch * d.Hidden);
        if (layer.FinalGates != null)
            Copy(layer.Gates + (nint)d.TimeOf(d.Time - 1) * d.Batch * d.GateWidth, layer.FinalGates, d.Batch * d.GateWidth);
        if (layer.Lengths == null)
            return;
        for (int b = 0; b < d.Batch; b++)
        {
            for (int t = layer.Lengths[b]; t < d.Time; t++)
            {
                nint state = ((nint)t * d.Batch + b) * d.Hidden;
                new Span<float>(layer.Hidden + state, d.Hidden).Clear();
                if (d.Cell.HasCellState())
                    new Span<float>(layer.Cell + state, d.Hidden).Clear();
                if (d.CarriesGates)
                    new Span<float>(layer.Gates + ((nint)t * d.Batch + b) * d.GateWidth, d.GateWidth).Clear();
            }
        }
    }

    /// <summary>A step backward: the product with the recurrent weights has written dL/dh of all rows; those outside their sequence get back what they had.</summary>
    public static void Keep(in RecurrentPointers layer, int t, int first, int rows, float* carried, float* kept)
    {
        int hidden = layer.Dimensions.Hidden;
        for (int b = first; b < first + rows; b++)
        {
            nint state = (nint)b * hidden;
            if (t >= layer.Lengths[b])
                Copy(kept + state, carried + state, hidden);
            else
                Copy(carried + state, kept + state, hidden);
        }
    }

    /// <summary>The rows of the first step of every sequence of a reverse walk [B, count]; zero for empty ones.</summary>
    public static void GatherFirstSteps(in RecurrentPointers layer, float* rows, int stride, int count, float* gathered)
    {
        int batch = layer.Dimensions.Batch;
        for (int b = 0; b < batch; b++)
        {
            float* target = gathered + (nint)b * count;
            if (layer.Lengths[b] == 0)
                new Span<float>(target, count).Clear();
            else
                Copy(rows + ((layer.Lengths[b] - 1) * (nint)batch + b) * stride, target, count);
        }
    }

    private static float* Before(in RecurrentPointers layer, float* initial, float* states, int step, int b)
    {
        var d = layer.Dimensions;
        return step == 0 ? initial + (nint)b * d.Hidden : states + ((nint)d.TimeOf(step - 1) * d.Batch + b) * d.Hidden;
    }

    private static void Copy(float* source, float* target, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));
}
