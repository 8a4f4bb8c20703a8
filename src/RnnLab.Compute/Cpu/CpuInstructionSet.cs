namespace RnnLab.Compute.Cpu;

/// <summary>Which vector instructions the CPU backend uses.</summary>
public enum CpuInstructionSet
{
    /// <summary>The widest that this processor runs well.</summary>
    Auto,

    /// <summary>AVX-512: 16 floats at a time.</summary>
    Avx512,

    /// <summary>AVX2 with fused multiply-add: 8 floats at a time.</summary>
    Avx2,

    /// <summary>Portable vectors of whatever width the processor has: ARM's NEON, older x86.</summary>
    Vector,
}
