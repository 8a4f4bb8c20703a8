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

    /// <summary>Glorot and Bengio 2010: each gate's matrix, and the head, uniform in +-sqrt(6 / (fan in + fan out)); biases 0, embeddings as PyTorch's.</summary>
    Xavier,

    /// <summary>He et al. 2015: each matrix normal with deviation sqrt(2 / fan in), made for ReLU; biases 0, embeddings as PyTorch's.</summary>
    He,

    /// <summary>
    /// Keras's choice: each gate's recurrent matrix orthogonal (Saxe et al. 2014), so that at first states neither grow nor fade; the others as
    /// <see cref="Xavier"/>.
    /// </summary>
    Orthogonal,

    /// <summary>
    /// Le, Jaitly and Hinton 2015 (IRNN): each gate's recurrent matrix the identity, the other matrices normal with deviation 0.001, biases 0;
    /// embeddings as PyTorch's. Made for plain recurrence with ReLU.
    /// </summary>
    Identity,
}
