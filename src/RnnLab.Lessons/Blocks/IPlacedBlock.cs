namespace RnnLab.Lessons.Blocks;

/// <summary>A block that may stand beside the text or across it.</summary>
public interface IPlacedBlock
{
    /// <summary>Where it stands on a wide screen.</summary>
    Placement Place { get; }
}
