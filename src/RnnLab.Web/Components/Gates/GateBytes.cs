using System.Buffers.Binary;
using System.Runtime.Intrinsics;
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
    private Plan? _plan;

    /// <summary>Forgets what the browser has.</summary>
    public void Forget() => (_sent, _plan) = (null, null);

    /// <summary>The bytes of the message that brings the browser from what it has to a layer; 0 where it has it.</summary>
    public int Size(GateLayer layer) =>
        ReferenceEquals(layer, _sent) ? 0 : Size(layer, PlanOf(layer).From);

    /// <summary>The message that brings the browser from what it has to a layer; null where it has it.</summary>
    public byte[]? Encode(GateLayer layer)
    {
        if (ReferenceEquals(layer, _sent))
            return null;
        var (_, limits, from) = PlanOf(layer);
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
                Quantize(layer.Maps[n].Values.AsSpan((unit * layer.Time) + from, columns), rest[..columns], low, factor);
                rest = rest[columns..];
            }
        }

        (_sent, _limits, _plan) = (layer, limits, null);
        return bytes;
    }

    /// <summary>One byte for each value: 0 to 254 in steps of 1/factor from low, 255 for what is not a number or has no end.</summary>
    public static void Quantize(ReadOnlySpan<float> values, Span<byte> bytes, float low, float factor)
    {
        int done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var lows = Vector256.Create(low);
            var factors = Vector256.Create(factor);
            for (; done + Vector256<byte>.Count <= values.Length; done += Vector256<byte>.Count)
            {
                var part = values.Slice(done, Vector256<byte>.Count);
                var first = Vector256.Narrow(Quarter(part, lows, factors), Quarter(part[8..], lows, factors));
                var second = Vector256.Narrow(Quarter(part[16..], lows, factors), Quarter(part[24..], lows, factors));
                Vector256.Narrow(first, second).CopyTo(bytes[done..]);
            }
        }

        for (; done < values.Length; done++)
            bytes[done] = float.IsFinite(values[done]) ? (byte)Math.Clamp(MathF.Round((values[done] - low) * factor), 0, Steps) : (byte)NotANumber;
    }

    private static Vector256<uint> Quarter(ReadOnlySpan<float> values, Vector256<float> low, Vector256<float> factor)
    {
        var value = Vector256.Create(values);
        var step = Vector256.Min(Vector256.Max(Vector256.Round((value - low) * factor), Vector256<float>.Zero), Vector256.Create((float)Steps));
        // Not true of what is not a number, nor of infinities.
        var finite = Vector256.LessThanOrEqual(Vector256.Abs(value), Vector256.Create(float.MaxValue));
        return Vector256.ConvertToInt32(Vector256.ConditionalSelect(finite, step, Vector256.Create((float)NotANumber))).AsUInt32();
    }

    // Asked for the size first and for the message right after, the comparison with what was sent is made once.
    private Plan PlanOf(GateLayer layer)
    {
        if (_plan is { } plan && ReferenceEquals(plan.Layer, layer))
            return plan;
        (float, float)[] limits = [.. layer.Maps.Select(Limits)];
        return _plan = new(layer, limits, Same(layer, limits));
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

    private sealed record Plan(GateLayer Layer, (float Low, float High)[] Limits, int From);
}
