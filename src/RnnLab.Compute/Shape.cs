using System.Diagnostics.CodeAnalysis;

namespace RnnLab.Compute;

/// <summary>
/// The extents of a row-major tensor of rank 0 to 4. The letters used throughout RnnLab are
/// B batch, T time, I input, H hidden, L layers, V vocabulary, G gates.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int _a, _b, _c, _d;

    /// <summary>A vector of <paramref name="a"/> elements.</summary>
    public Shape(int a) : this(1, a, 1, 1, 1) { }

    /// <summary>A matrix of <paramref name="a"/> rows and <paramref name="b"/> columns.</summary>
    public Shape(int a, int b) : this(2, a, b, 1, 1) { }

    /// <summary>A rank-3 tensor; <paramref name="c"/> varies fastest.</summary>
    public Shape(int a, int b, int c) : this(3, a, b, c, 1) { }

    /// <summary>A rank-4 tensor; <paramref name="d"/> varies fastest.</summary>
    public Shape(int a, int b, int c, int d) : this(4, a, b, c, d) { }

    private Shape(int rank, int a, int b, int c, int d)
    {
        if (a < 0 || b < 0 || c < 0 || d < 0)
            throw new ArgumentException($"A tensor extent cannot be negative: [{a}, {b}, {c}, {d}].");
        Rank = rank;
        _a = a;
        _b = b;
        _c = c;
        _d = d;
    }

    /// <summary>The number of axes, 0 to 4.</summary>
    public int Rank { get; }

    /// <summary>The number of elements: the product of all extents (1 for rank 0).</summary>
    public long Count => Rank == 0 ? 1 : (long)_a * _b * _c * _d;

    /// <summary>The extent of axis <paramref name="axis"/>.</summary>
    public int this[int axis] => (uint)axis >= (uint)Rank
        ? throw new ArgumentOutOfRangeException(nameof(axis), $"Axis {axis} does not exist in shape {this}.")
        : axis switch { 0 => _a, 1 => _b, 2 => _c, _ => _d };

    /// <summary>The extent of the last axis, 1 for rank 0: the length of a row.</summary>
    public int Columns => Rank == 0 ? 1 : this[Rank - 1];

    /// <summary>The number of rows when all leading axes are folded into one: <c>Count / Columns</c>.</summary>
    public int Rows
    {
        get
        {
            long rows = 1;
            for (int axis = 0; axis < Rank - 1; axis++)
                rows *= this[axis];
            return checked((int)rows);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) =>
        Rank == other.Rank && _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, _a, _b, _c, _d);

    /// <summary>Whether both shapes have the same rank and extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the shapes differ in rank or in an extent.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The shape as <c>[a, b, c]</c>.</summary>
    public override string ToString() => Rank switch
    {
        0 => "[]",
        1 => $"[{_a}]",
        2 => $"[{_a}, {_b}]",
        3 => $"[{_a}, {_b}, {_c}]",
        _ => $"[{_a}, {_b}, {_c}, {_d}]",
    };
}
