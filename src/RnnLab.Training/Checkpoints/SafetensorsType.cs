namespace RnnLab.Training.Checkpoints;

/// <summary>The number formats that are read. Float32 and float64 are also written.</summary>
public enum SafetensorsType
{
    /// <summary>IEEE 754 single precision, <c>F32</c>.</summary>
    F32,

    /// <summary>IEEE 754 double precision, <c>F64</c>.</summary>
    F64,

    /// <summary>IEEE 754 half precision, <c>F16</c>.</summary>
    F16,

    /// <summary>The upper half of a single, <c>BF16</c>.</summary>
    BF16,

    /// <summary>Whole numbers of 64 bits, <c>I64</c>: counters and positions beside the weights.</summary>
    I64,

    /// <summary>Whole numbers of 32 bits, <c>I32</c>.</summary>
    I32,

    /// <summary>Whole numbers of 16 bits, <c>I16</c>.</summary>
    I16,

    /// <summary>Whole numbers of 8 bits, <c>I8</c>.</summary>
    I8,

    /// <summary>Whole numbers from 0 to 255, <c>U8</c>.</summary>
    U8,

    /// <summary>0 for no, 1 for yes, <c>BOOL</c>.</summary>
    Bool,
}
