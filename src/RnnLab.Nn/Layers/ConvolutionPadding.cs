namespace RnnLab.Nn.Layers;

/// <summary>What a convolution over time reads beyond the ends of a sequence.</summary>
public enum ConvolutionPadding
{
    /// <summary>Nothing: only whole windows count, and the result is shorter.</summary>
    Valid,

    /// <summary>K - 1 zeros, half before (rounded down) and the rest after: at stride 1 as many steps come out as go in. As torch's padding="same".</summary>
    Same,

    /// <summary>K - 1 zeros before: step t sees nothing later than t.</summary>
    Causal,
}
