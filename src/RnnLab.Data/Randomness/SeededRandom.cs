using System.Numerics;

namespace RnnLab.Data.Randomness;

/// <summary>
/// A small seeded generator whose numbers stay the same for ever, on every machine: xoshiro256** (D. Blackman and S. Vigna,
/// "Scrambled linear pseudorandom number generators", 2018) with its state filled by SplitMix64 (G. Steele, D. Lea, C. Flood, 2014).
/// Corpora are generated and sequences are shuffled with it. Not for secrets, and not safe for use by several threads at once.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the generator.</summary>
    /// <param name="seed">Chooses the sequence.</param>
    /// <param name="stream">Chooses one of many independent sequences of the same seed, such as one for each epoch.</param>
    public SeededRandom(ulong seed, ulong stream = 0)
    {
        ulong state = seed;
        // The stream number is scrambled before it meets the seed, so that (seed, stream + 1) is no near neighbour of (seed + 1, stream).
        ulong scrambled = stream;
        state ^= stream == 0 ? 0 : SplitMix64(ref scrambled);
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number from 0 up to but not including 1, a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 up to but not including <paramref name="bound"/>, each equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        // Multiply and shift, with the few values rejected that would favour some results (D. Lemire, 2019).
        uint range = (uint)bound;
        ulong product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            uint threshold = unchecked(0u - range) % range;
            while ((uint)product < threshold)
                product = (NextUInt64() >> 32) * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>Puts the items in an order drawn evenly from all orders (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
