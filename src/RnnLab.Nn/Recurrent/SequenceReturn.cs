namespace RnnLab.Nn.Recurrent;

/// <summary>What of the top layer's output is wanted.</summary>
public enum SequenceReturn
{
    /// <summary>The output at every time.</summary>
    Sequence,

    /// <summary>The output at each sequence's own last step alone.</summary>
    Last,

    /// <summary>Both.</summary>
    Both,
}
