using RnnLab.Compute.Recurrent;

namespace RnnLab.Nn.Unrolled;

/// <summary>Part of an unrolled network.</summary>
public enum UnrolledPart
{
    /// <summary>The only network, or the encoder.</summary>
    Encoder,

    /// <summary>The decoder of an encoder-decoder.</summary>
    Decoder,
}

/// <summary>Where in the unrolled network something is.</summary>
/// <param name="Part">The network or the decoder.</param>
/// <param name="Layer">0 is the bottom layer; -1 the input below it; L the head above the top layer.</param>
/// <param name="Time">The step, from 0; -1 before the first; T after all, for the loss.</param>
/// <param name="Direction">Which way the layer reads.</param>
public readonly record struct UnrolledPlace(UnrolledPart Part, int Layer, int Time, RecurrentDirection Direction = RecurrentDirection.Forward);
