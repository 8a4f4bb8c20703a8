using System.Runtime.InteropServices;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>A matrix as colours.</summary>
/// <param name="Label">What stands below it.</param>
/// <param name="Values">Its numbers, row by row; null where they are not computed yet.</param>
/// <param name="Group">Maps of one group share their colours.</param>
public sealed record WeightMap(string Label, double[]? Values, int Group = 0);

/// <summary>Matrices of one shape on their way to the browser: rows, columns and number of maps, then for each map whether it is there, its group, and its values, all as float32.</summary>
/// <param name="Bytes">The frame.</param>
/// <param name="FirstRow">Row of the matrix at the top of the maps.</param>
/// <param name="FirstColumn">Column of the matrix at their left.</param>
public sealed record WeightMapsFrame(byte[] Bytes, int FirstRow, int FirstColumn)
{
    /// <summary>Packs the maps; of larger matrices the part about an element.</summary>
    /// <param name="rows">Rows of every matrix.</param>
    /// <param name="columns">Columns of every matrix.</param>
    /// <param name="maps">The matrices.</param>
    /// <param name="element">The element about which a part is taken.</param>
    /// <param name="side">Rows and columns that are sent at most.</param>
    public static WeightMapsFrame Of(int rows, int columns, IReadOnlyList<WeightMap> maps, int element, int side)
    {
        int height = Math.Min(side, rows), width = Math.Min(side, columns);
        int firstRow = Math.Clamp((element / columns) - (height / 2), 0, rows - height), firstColumn = Math.Clamp((element % columns) - (width / 2), 0, columns - width);
        float[] values = new float[3 + (maps.Count * ((height * width) + 2))];
        (values[0], values[1], values[2]) = (height, width, maps.Count);
        int at = 3;
        foreach (var map in maps)
        {
            values[at++] = map.Values is null ? 0 : 1;
            values[at++] = map.Group;
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++, at++)
                    values[at] = map.Values is { } numbers ? (float)numbers[((firstRow + row) * columns) + firstColumn + column] : 0;
            }
        }

        return new(MemoryMarshal.AsBytes<float>(values).ToArray(), firstRow, firstColumn);
    }
}
