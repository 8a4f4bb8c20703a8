using System.Buffers.Binary;
using RnnLab.Training.Views;
using RnnLab.Web.Components.Gates;

namespace RnnLab.Web.Tests.Gates;

/// <summary>What travels to the browser: a byte a value, and only the columns that it lacks.</summary>
public sealed class GateBytesTests
{
    [Fact]
    public void Every_value_is_a_byte_of_its_scale()
    {
        byte[] message = new GateBytes().Encode(Layer(3, [0f, 0.5f, 1f, 0.25f, float.NaN, 0.75f]))!;
        Assert.Equal([0, 3, 2, 1], Header(message));
        Assert.Equal([0, 127, 254, 64, 255, 190], message[28..].Select(value => (int)value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(77)]
    public void Many_values_at_a_time_are_the_bytes_of_each(int count)
    {
        Random draw = new(count);
        float[] values = [.. Enumerable.Range(0, count).Select(n => (n % 9) switch { 3 => float.NaN, 5 => float.PositiveInfinity, 7 => float.NegativeInfinity, _ => (draw.NextSingle() * 3) - 1.5f })];
        byte[] bytes = new byte[count];
        GateBytes.Quantize(values, bytes, -1, 127);
        Assert.Equal(values.Select(value => float.IsFinite(value) ? (byte)Math.Clamp(MathF.Round((value + 1) * 127), 0, 254) : (byte)255), bytes);
    }

    [Fact]
    public void The_size_that_is_announced_is_the_messages_own()
    {
        GateBytes bytes = new();
        GateLayer one = Layer(2, [0.1f, 0.2f, 0.3f, 0.4f]), longer = Layer(3, [0.1f, 0.2f, 0.5f, 0.3f, 0.4f, 1f]);
        Assert.Equal(bytes.Size(one), bytes.Encode(one)!.Length);
        Assert.Equal(0, bytes.Size(one));
        Assert.Equal(bytes.Size(longer), bytes.Encode(longer)!.Length);
        bytes.Forget();
        Assert.Equal(new GateBytes().Size(longer), bytes.Size(longer));
    }

    [Fact]
    public void A_text_that_grows_sends_only_its_new_columns()
    {
        GateBytes bytes = new();
        bytes.Encode(Layer(2, [0.1f, 0.2f, 0.3f, 0.4f]));
        byte[] message = bytes.Encode(Layer(3, [0.1f, 0.2f, 0.5f, 0.3f, 0.4f, 1f]))!;
        Assert.Equal([2, 3, 2, 1], Header(message));
        Assert.Equal([127, 254], message[28..].Select(value => (int)value));
    }

    [Fact]
    public void A_change_in_the_middle_sends_everything_from_there_and_the_same_layer_nothing()
    {
        GateBytes bytes = new();
        bytes.Encode(Layer(3, [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f]));
        var changed = Layer(3, [0.1f, 0.2f, 0.3f, 0.4f, 0.9f, 0.6f]);
        Assert.Equal(1, Header(bytes.Encode(changed)!)[0]);
        Assert.Null(bytes.Encode(changed));
        bytes.Forget();
        Assert.Equal(0, Header(bytes.Encode(changed)!)[0]);
    }

    [Theory]
    [InlineData(0.3f, 0.5f)]
    [InlineData(3.4f, 5f)]
    [InlineData(7f, 10f)]
    [InlineData(0f, 1f)]
    public void Limits_of_what_has_none_are_round_and_hold_the_values(float highest, float limit)
    {
        var (low, high) = GateBytes.Limits(new GateMap("c", true, [0, -highest], bounded: false));
        Assert.Equal(limit, high, 1e-6f);
        Assert.Equal(-limit, low, 1e-6f);
    }

    private static GateLayer Layer(int time, float[] values) => new(0, values.Length / time, time, [new GateMap("f", false, values)]);

    private static int[] Header(byte[] message) => [.. Enumerable.Range(0, 4).Select(n => BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(4 * n)))];
}
