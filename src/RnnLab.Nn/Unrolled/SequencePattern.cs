namespace RnnLab.Nn.Unrolled;

/// <summary>Which steps read and which steps answer.</summary>
public enum SequencePattern
{
    /// <summary>One step: reads a symbol and answers.</summary>
    OneToOne,

    /// <summary>Reads at the first step alone, answers at every step: a caption for a picture.</summary>
    OneToMany,

    /// <summary>Reads at every step, answers at the last: the class of a text.</summary>
    ManyToOne,

    /// <summary>Reads and answers at every step: the next character.</summary>
    ManyToMany,

    /// <summary>Reads a whole sequence, then a second network starts from its state and writes another: translation (Sutskever et al. 2014; Cho et al. 2014).</summary>
    EncoderDecoder,
}
