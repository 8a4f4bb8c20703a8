namespace RnnLab.Compute;

/// <summary>
/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a counter-based generator, so that
/// number n of a stream is the same on every backend, with any number of threads, and after a resume.
/// </summary>
/// <param name="Seed">The key: the run's seed.</param>
/// <param name="Stream">Which use of randomness: initialisation, shuffling, dropout, sampling each have their own.</param>
public readonly record struct PhiloxKey(ulong Seed, ulong Stream);

/// <summary>The block function of <see cref="PhiloxKey"/>.</summary>
public static class Philox
{
    /// <summary>The four 32-bit words at block <paramref name="counter"/> of the stream.</summary>
    public static (uint A, uint B, uint C, uint D) Block(PhiloxKey key, ulong counter)
    {
        const uint m0 = 0xD2511F53, m1 = 0xCD9E8D57, w0 = 0x9E3779B9, w1 = 0xBB67AE85;
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = (uint)key.Stream, c3 = (uint)(key.Stream >> 32);
        uint k0 = (uint)key.Seed, k1 = (uint)(key.Seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)m0 * c0, p1 = (ulong)m1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += w0;
            k1 += w1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>Word <paramref name="index"/> of the stream (four words a block).</summary>
    public static uint Word(PhiloxKey key, ulong index)
    {
        var (a, b, c, d) = Block(key, index >> 2);
        return (index & 3) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>Number <paramref name="index"/> of the stream, uniform in [0, 1) with 24 bits, exact in float32.</summary>
    public static float Uniform(PhiloxKey key, ulong index) => (Word(key, index) >> 8) * (1f / (1 << 24));
}
