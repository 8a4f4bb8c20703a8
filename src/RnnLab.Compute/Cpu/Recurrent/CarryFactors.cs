namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>Scales what a step of the backward pass hands to the step that the layer read before it, where the caller gave factors.</summary>
internal static unsafe class CarryFactors
{
    /// <summary>Scales dL/dh [B, H], and dL/dc [B, H] and dL/d(gates) [B, G*H] where they are there, in these rows; rows for which time t is padding stay as they are.</summary>
    public static void Apply(in RecurrentPointers layer, float* factors, int t, int first, int rows, float* hidden, float* cell, float* gates)
    {
        if (factors == null || factors[t] == 1)
            return;
        var d = layer.Dimensions;
        for (int b = first; b < first + rows; b++)
        {
            if (layer.Lengths != null && t >= layer.Lengths[b])
                continue;
            Scale(factors[t], hidden + (nint)b * d.Hidden, d.Hidden);
            if (d.Cell.HasCellState())
                Scale(factors[t], cell + (nint)b * d.Hidden, d.Hidden);
            if (gates != null)
                Scale(factors[t], gates + (nint)b * d.GateWidth, d.GateWidth);
        }
    }

    private static void Scale(float factor, float* values, int count)
    {
        for (int n = 0; n < count; n++)
            values[n] = factor == 0 ? 0 : values[n] * factor;
    }
}
