namespace RnnLab.Nn;

/// <summary>How fresh weights are drawn.</summary>
public enum InitializationScheme
{
    /// <summary>
    /// torch.nn defaults: recurrent weights and biases uniform in +-1/sqrt(H), the head uniform in +-1/sqrt(H), embeddings from the
    /// standard normal distribution.
    /// </summary>
    PyTorch,

    /// <summary>
    /// karpathy/char-rnn: everything uniform in +-0.08; the forget gate of an LSTM gets an input bias of 1, so that a fresh network remembers.
    /// </summary>
    CharRnn,
}
