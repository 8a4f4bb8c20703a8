namespace RnnLab.Compute.Cpu.Products;

/// <summary>A size that is a constant to the compiler.</summary>
internal interface ICount
{
    static abstract int Count { get; }
}

internal readonly struct One : ICount
{
    public static int Count => 1;
}

internal readonly struct Two : ICount
{
    public static int Count => 2;
}

internal readonly struct Three : ICount
{
    public static int Count => 3;
}

internal readonly struct Four : ICount
{
    public static int Count => 4;
}

internal readonly struct Five : ICount
{
    public static int Count => 5;
}

internal readonly struct Six : ICount
{
    public static int Count => 6;
}

internal readonly struct Seven : ICount
{
    public static int Count => 7;
}

internal readonly struct Eight : ICount
{
    public static int Count => 8;
}

/// <summary>How the left matrix of a product lies in memory, a constant to the compiler.</summary>
internal interface ILayout
{
    static abstract bool IsDepthMajor { get; }
}

/// <summary>Row after row: the depth varies fastest.</summary>
internal readonly struct RowMajor : ILayout
{
    public static bool IsDepthMajor => false;
}

/// <summary>The rows of a tile side by side for each step of the depth: a transposed matrix, or a packed one.</summary>
internal readonly struct DepthMajor : ILayout
{
    public static bool IsDepthMajor => true;
}

/// <summary>Where a tile finds the right-hand panel, a constant to the compiler.</summary>
internal interface IPanel
{
    static abstract bool Packs { get; }
}

/// <summary>The panel is packed.</summary>
internal readonly struct Packed : IPanel
{
    public static bool Packs => false;
}

/// <summary>The panel is read where it lies and packed on the way: stores wait for nobody while multipliers are busy.</summary>
internal readonly struct Packing : IPanel
{
    public static bool Packs => true;
}
