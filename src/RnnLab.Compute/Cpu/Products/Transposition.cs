using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>Turns small blocks of a matrix in registers.</summary>
internal static unsafe class Transposition
{
    /// <summary>Rows and columns of a block.</summary>
    public const int Block = 8;

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx.IsSupported;

    /// <summary>target[k * width + row] = source[row * stride + k] for rows 0..7 and k in [0, depth), depth a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint stride, int depth, float* target, nint width)
    {
        for (int k = 0; k < depth; k += Block, source += Block, target += Block * width)
        {
            Vector256<float> a0 = Vector256.Load(source), a1 = Vector256.Load(source + stride), a2 = Vector256.Load(source + 2 * stride), a3 = Vector256.Load(source + 3 * stride);
            Vector256<float> a4 = Vector256.Load(source + 4 * stride), a5 = Vector256.Load(source + 5 * stride), a6 = Vector256.Load(source + 6 * stride), a7 = Vector256.Load(source + 7 * stride);

            // Pairs of rows, then fours, then the two halves.
            Vector256<float> b0 = Avx.UnpackLow(a0, a1), b1 = Avx.UnpackHigh(a0, a1), b2 = Avx.UnpackLow(a2, a3), b3 = Avx.UnpackHigh(a2, a3);
            Vector256<float> b4 = Avx.UnpackLow(a4, a5), b5 = Avx.UnpackHigh(a4, a5), b6 = Avx.UnpackLow(a6, a7), b7 = Avx.UnpackHigh(a6, a7);
            a0 = Avx.Shuffle(b0, b2, 0x44);
            a1 = Avx.Shuffle(b0, b2, 0xEE);
            a2 = Avx.Shuffle(b1, b3, 0x44);
            a3 = Avx.Shuffle(b1, b3, 0xEE);
            a4 = Avx.Shuffle(b4, b6, 0x44);
            a5 = Avx.Shuffle(b4, b6, 0xEE);
            a6 = Avx.Shuffle(b5, b7, 0x44);
            a7 = Avx.Shuffle(b5, b7, 0xEE);
            Avx.Permute2x128(a0, a4, 0x20).Store(target);
            Avx.Permute2x128(a1, a5, 0x20).Store(target + width);
            Avx.Permute2x128(a2, a6, 0x20).Store(target + 2 * width);
            Avx.Permute2x128(a3, a7, 0x20).Store(target + 3 * width);
            Avx.Permute2x128(a0, a4, 0x31).Store(target + 4 * width);
            Avx.Permute2x128(a1, a5, 0x31).Store(target + 5 * width);
            Avx.Permute2x128(a2, a6, 0x31).Store(target + 6 * width);
            Avx.Permute2x128(a3, a7, 0x31).Store(target + 7 * width);
        }
    }
}
