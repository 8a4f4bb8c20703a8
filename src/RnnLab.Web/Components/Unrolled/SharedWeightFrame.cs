using System.Runtime.InteropServices;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>The contributions to a weight on their way to the browser: rows, columns and number of maps, then for each map whether it has arrived and its values as float32.</summary>
/// <param name="Bytes">The frame; the last map is the total.</param>
/// <param name="Labels">What stands below each map.</param>
/// <param name="FirstRow">Row of the weight at the top of the maps.</param>
/// <param name="FirstColumn">Column of the weight at their left.</param>
public sealed record SharedWeightFrame(byte[] Bytes, IReadOnlyList<string> Labels, int FirstRow, int FirstColumn)
{
    /// <summary>Rows and columns of a map at most; of larger weights the part about the chosen element is sent.</summary>
    public const int Side = 48;

    /// <summary>Packs the maps.</summary>
    public static SharedWeightFrame Of(SharedWeight shared, int element)
    {
        var weight = shared.Weight;
        int rows = Math.Min(Side, weight.Rows), columns = Math.Min(Side, weight.Columns);
        int firstRow = Math.Clamp((element / weight.Columns) - (rows / 2), 0, weight.Rows - rows), firstColumn = Math.Clamp((element % weight.Columns) - (columns / 2), 0, weight.Columns - columns);
        float[] values = new float[3 + ((shared.Parts.Count + 1) * ((rows * columns) + 1))];
        (values[0], values[1], values[2]) = (rows, columns, shared.Parts.Count + 1);
        int at = 3;
        foreach (var (_, part, arrived) in shared.Parts)
            Put(part, arrived);
        Put(shared.Total, shared.Parts.Any(part => part.Arrived));
        return new(MemoryMarshal.AsBytes<float>(values).ToArray(), [.. shared.Parts.Select(part => (part.Op.Place.Part == UnrolledPart.Decoder ? "d" : "t") + "=" + part.Op.Place.Time), "total"], firstRow, firstColumn);

        void Put(double[] map, bool arrived)
        {
            values[at++] = arrived ? 1 : 0;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                    values[at++] = (float)map[((firstRow + row) * weight.Columns) + firstColumn + column];
            }
        }
    }
}
