using System.Buffers.Binary;

namespace RnnLab.Training.Checkpoints;

/// <summary>One named tensor of a safetensors file: its format, shape and little-endian bytes, row-major.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, SafetensorsType type, IReadOnlyList<long> shape, byte[] data)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Data = data;
    }

    /// <summary>The name, such as <c>rnn.weight_ih_l0</c>.</summary>
    public string Name { get; }

    /// <summary>The number format.</summary>
    public SafetensorsType Type { get; }

    /// <summary>The extents, row-major.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Data.Length / SizeOf(Type);

    /// <summary>Whether these are whole numbers: counters, positions or masks, never weights.</summary>
    public bool IsWhole => Type >= SafetensorsType.I64;

    internal byte[] Data { get; }

    /// <summary>A tensor of single precision.</summary>
    public static SafetensorsTensor FromFloats(string name, IReadOnlyList<long> shape, ReadOnlySpan<float> values)
    {
        var data = new byte[checked(values.Length * sizeof(float))];
        for (int n = 0; n < values.Length; n++)
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(n * sizeof(float)), values[n]);
        return new(name, SafetensorsType.F32, shape, data);
    }

    /// <summary>
    /// A tensor that keeps every bit of <paramref name="values"/>: single precision where all of them are singles (a float32 backend),
    /// double precision otherwise (the float64 reference).
    /// </summary>
    public static SafetensorsTensor FromDoubles(string name, IReadOnlyList<long> shape, ReadOnlySpan<double> values)
    {
        bool single = true;
        for (int n = 0; n < values.Length && single; n++)
            single = (float)values[n] == values[n];
        int size = single ? sizeof(float) : sizeof(double);
        var data = new byte[checked(values.Length * size)];
        for (int n = 0; n < values.Length; n++)
        {
            if (single)
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(n * size), (float)values[n]);
            else
                BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(n * size), values[n]);
        }

        return new(name, single ? SafetensorsType.F32 : SafetensorsType.F64, shape, data);
    }

    /// <summary>The elements in single precision (doubles are rounded).</summary>
    public float[] ToFloats()
    {
        var values = new float[Count];
        for (int n = 0; n < values.Length; n++)
            values[n] = (float)Element(n);
        return values;
    }

    /// <summary>The elements in double precision, exact for every format but whole numbers beyond 2^53.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        for (int n = 0; n < values.Length; n++)
            values[n] = Element(n);
        return values;
    }

    /// <summary>The same numbers under another name, in a shape of as many.</summary>
    internal SafetensorsTensor As(string name, IReadOnlyList<long> shape) => new(name, Type, shape, Data);

    internal static int SizeOf(SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 => 2,
        _ => 1,
    };

    private double Element(int index) => Type switch
    {
        SafetensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(Data.AsSpan(index * 4)),
        SafetensorsType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(Data.AsSpan(index * 8)),
        SafetensorsType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(Data.AsSpan(index * 2)),
        SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(Data.AsSpan(index * 8)),
        SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(Data.AsSpan(index * 4)),
        SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(Data.AsSpan(index * 2)),
        SafetensorsType.I8 => (sbyte)Data[index],
        SafetensorsType.U8 or SafetensorsType.Bool => Data[index],
        _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(Data.AsSpan(index * 2)) << 16),
    };
}
