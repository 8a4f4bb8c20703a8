using RnnLab.Compute.Cpu.Products;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>
/// How the rows of a batch are divided. Each piece runs through all time steps by itself, because rows never meet within a layer:
/// no thread waits for another between steps.
/// </summary>
internal static class BatchPieces
{
    /// <summary>The number of pieces of at most a tile's height: a power of two up to 8, then multiples of 4, which two, four and eight threads share evenly.</summary>
    public static int Count(int batch, int tileRows)
    {
        int tiles = RowTiles.Count(batch, tileRows);
        int rounded = tiles switch
        {
            <= 2 => tiles,
            <= 4 => 4,
            _ => (tiles + 3) / 4 * 4,
        };
        return Math.Min(rounded, batch);
    }

    /// <summary>Where a piece begins and how many rows it has: heights differ by one at most, and the taller ones lie apart, so that every thread's share has its part of them.</summary>
    public static (int Row, int Count) Get(int batch, int pieces, int piece)
    {
        int first = (int)((long)batch * piece / pieces), end = (int)((long)batch * (piece + 1) / pieces);
        return (first, end - first);
    }
}
