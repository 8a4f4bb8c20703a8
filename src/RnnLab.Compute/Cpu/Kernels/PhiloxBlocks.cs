using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Several blocks of <see cref="Philox"/> side by side. Integer arithmetic: the words are the same however they are computed.</summary>
internal static unsafe class PhiloxBlocks
{
    /// <summary>Blocks computed together.</summary>
    public const int Count = 4;

    /// <summary>The sixteen words of blocks counter to counter + 3, in the order of the stream.</summary>
    public static void Words(PhiloxKey key, ulong counter, uint* words)
    {
        if (Avx2.IsSupported)
        {
            WordsAvx2(key, counter, words);
            return;
        }

        for (ulong n = 0; n < Count; n++, words += 4)
            (words[0], words[1], words[2], words[3]) = Philox.Block(key, counter + n);
    }

    /// <summary>Each 64-bit lane holds one block's word in its low half; what is in the high half never reaches a result, because the products read low halves alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WordsAvx2(PhiloxKey key, ulong counter, uint* words)
    {
        var m0 = Vector256.Create(0xD2511F53UL).AsUInt32();
        var m1 = Vector256.Create(0xCD9E8D57UL).AsUInt32();
        var c0 = Vector256.Create(counter, counter + 1, counter + 2, counter + 3);
        var c1 = Vector256.ShiftRightLogical(c0, 32);
        var c2 = Vector256.Create(key.Stream);
        var c3 = Vector256.ShiftRightLogical(c2, 32);
        uint k0 = (uint)key.Seed, k1 = (uint)(key.Seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            var p0 = Avx2.Multiply(m0, c0.AsUInt32());
            var p1 = Avx2.Multiply(m1, c2.AsUInt32());
            c0 = Vector256.ShiftRightLogical(p1, 32) ^ c1 ^ Vector256.Create((ulong)k0);
            c1 = p1;
            c2 = Vector256.ShiftRightLogical(p0, 32) ^ c3 ^ Vector256.Create((ulong)k1);
            c3 = p0;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        // Words 0 and 1 of a block share a lane, then words 2 and 3; then lanes of a block come together.
        var low = Vector256.Create(0xFFFFFFFFUL);
        var w01 = (c0 & low) | Vector256.ShiftLeft(c1, 32);
        var w23 = (c2 & low) | Vector256.ShiftLeft(c3, 32);
        var even = Avx2.UnpackLow(w01, w23);
        var odd = Avx2.UnpackHigh(w01, w23);
        Avx2.Permute2x128(even, odd, 0x20).AsUInt32().Store(words);
        Avx2.Permute2x128(even, odd, 0x31).AsUInt32().Store(words + 8);
    }
}
