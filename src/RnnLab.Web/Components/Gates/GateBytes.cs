using System.Buffers.Binary;
using RnnLab.Training.Views;

namespace RnnLab.Web.Components.Gates;

/// <summary>
/// All maps of a layer on their way to the browser: one message of one byte a value, because a colour needs no more. The exact values stay on the server, which answers for
/// the cell under the pointer. What the browser has already is not sent again: a network that reads from left to right changes only what stands right of the change.
/// </summary>
/// <remarks>Little-endian: first column, columns, units, maps (int32); for each map lowest and highest value (float32) and 1 where it lies about zero (int32); then the bytes,
/// map by map, unit by unit: 0 to 254 from the lowest to the highest value, 255 for what is not a number.</remarks>
public sealed class GateBytes
{
    private const int HeaderBytes = 16, MapBytes = 12, NotANumber = 255, Steps = 254;

    private GateLayer? _sent;
    private (float Low, float High)[] _limits = [];

    /// <summary>Forgets what the browser has.</summary>
    public void Forget() => _sent = null;

    /// <summary>The bytes of the message that brings the browser from what it has to a layer; 0 where it has it.</summary>
    public int Size(GateLayer layer) =>
        ReferenceEquals(layer, _sent) ? 0 : Size(layer, Same(layer, [.. layer.Maps.Select(Limits)]));

    /// <summary>The message that brings the browser from what it has to a layer; null where it has it.</summary>
    public byte[]? Encode(GateLayer layer)
    {
        if (ReferenceEquals(layer, _sent))
            return null;
        var limits = layer.Maps.Select(Limits).ToArray();
        int from = Same(layer, limits);
        int columns = layer.Time - from;
        byte[] bytes = new byte[Size(layer, from)];
        Span<byte> rest = bytes;
        foreach (int number in (ReadOnlySpan<int>)[from, layer.Time, layer.Hidden, layer.Maps.Count])
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, number);
            rest = rest[4..];
        }

        for (int n = 0; n < limits.Length; n++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rest, limits[n].Low);
            BinaryPrimitives.WriteSingleLittleEndian(rest[4..], limits[n].High);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], layer.Maps[n].Signed ? 1 : 0);
            rest = rest[MapBytes..];
        }

        for (int n = 0; n < limits.Length; n++)
        {
            var (low, high) = limits[n];
            float factor = Steps / (high - low);
            for (int unit = 0; unit < layer.Hidden; unit++)
            {
                foreach (float value in layer.Maps[n].Values.AsSpan((unit * layer.Time) + from, columns))
                {
                    rest[0] = float.IsFinite(value) ? (byte)Math.Clamp(MathF.Round((value - low) * factor), 0, Steps) : (byte)NotANumber;
                    rest = rest[1..];
                }
            }
        }

        (_sent, _limits) = (layer, limits);
        return bytes;
    }

    private static int Size(GateLayer layer, int from) => HeaderBytes + (layer.Maps.Count * (MapBytes + (layer.Hidden * (layer.Time - from))));

    /// <summary>The limits of a scale: of a gate what it can reach, of a sum a round number above what it reached, so that they seldom change.</summary>
    public static (float Low, float High) Limits(GateMap map)
    {
        if (map.Bounded)
            return map.Signed ? (-1, 1) : (0, 1);
        float highest = 0;
        foreach (float value in map.Values)
            highest = float.IsFinite(value) ? Math.Max(highest, Math.Abs(value)) : highest;
        float round = Round(highest);
        return map.Signed ? (-round, round) : (0, round);
    }

    /// <summary>The next of 1, 2, 5, 10, 20 and so on.</summary>
    private static float Round(float value)
    {
        if (value <= 0)
            return 1;
        double ten = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
        {
            if (value <= digit * ten * (1 + 1e-6))
                return (float)(digit * ten);
        }

        return (float)(10 * ten);
    }

    /// <summary>The columns, from the left, that the browser has already.</summary>
    private int Same(GateLayer layer, (float Low, float High)[] limits)
    {
        if (_sent is not { } sent || sent.Hidden != layer.Hidden || sent.Maps.Count != layer.Maps.Count || sent.Index != layer.Index || !limits.SequenceEqual(_limits))
            return 0;
        int shared = Math.Min(sent.Time, layer.Time);
        for (int n = 0; n < layer.Maps.Count; n++)
        {
            if (sent.Maps[n].Name != layer.Maps[n].Name)
                return 0;
            for (int unit = 0; unit < layer.Hidden && shared > 0; unit++)
            {
                var before = sent.Maps[n].Values.AsSpan(unit * sent.Time, shared);
                var now = layer.Maps[n].Values.AsSpan(unit * layer.Time, shared);
                // A longer text may be computed in other blocks, whose sums differ in the last bits; no colour shows that.
                float eye = (limits[n].High - limits[n].Low) / 2000;
                int same = 0;
                while (same < shared && Math.Abs(before[same] - now[same]) <= eye)
                    same++;
                shared = same;
            }
        }

        return shared;
    }
}
