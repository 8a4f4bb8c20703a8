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
}
