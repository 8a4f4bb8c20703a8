namespace RnnLab.Compute.Recurrent;

/// <summary>The order in which a recurrent layer reads a sequence. What lies at time t of its output always belongs to time t of its input.</summary>
public enum RecurrentDirection
{
    /// <summary>From t = 0 to each sequence's last element.</summary>
    Forward,

    /// <summary>From each sequence's last element to t = 0, as the second half of a bidirectional layer (Schuster and Paliwal 1997).</summary>
    Reverse,
}
