namespace RnnLab.Compute.Cpu.Products;

/// <summary>Splits rows into tiles of nearly equal height: 50 rows in tiles of at most 8 are 7 tiles of 7 or 8, not 6 of 8 and one of 2.</summary>
internal static class RowTiles
{
    /// <summary>How many tiles of at most <paramref name="largest"/> rows.</summary>
    public static int Count(int rows, int largest) => (rows + largest - 1) / largest;

    /// <summary>Where a tile begins and how many rows it has.</summary>
    public static (int Row, int Count) Get(int rows, int tiles, int tile)
    {
        int height = rows / tiles, taller = rows % tiles;
        return tile < taller ? (tile * (height + 1), height + 1) : (tile * height + taller, height);
    }
}
