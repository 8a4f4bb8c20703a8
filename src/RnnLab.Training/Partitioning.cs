namespace RnnLab.Training;

/// <summary>How mini-batches are cut from the text.</summary>
public enum Partitioning
{
    /// <summary>Each of the B rows walks through its own stretch of the text, and the state is carried from batch to batch within an epoch.</summary>
    Sequential,

    /// <summary>Pieces of T characters in a shuffled order; the state starts from zero in every batch.</summary>
    Random,
}
