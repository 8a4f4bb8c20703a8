namespace RnnLab.Training;

/// <summary>Where the gradient of the carried state is cut.</summary>
public enum TruncationKind
{
    /// <summary>Where each sequence ends.</summary>
    Regular,

    /// <summary>There, and at random places within, without biasing the mean gradient; see <see cref="Nn.RandomTruncation"/>.</summary>
    Random,
}
