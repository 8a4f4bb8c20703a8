namespace RnnLab.Compute.Cpu.Products;

/// <summary>A row-major matrix in memory, read as it is or transposed. Stride is the distance between stored rows.</summary>
internal readonly unsafe struct Matrix(float* values, nint stride, bool transposed = false)
{
    public readonly float* Values = values;
    public readonly nint Stride = stride;
    public readonly bool Transposed = transposed;

    /// <summary>The same matrix without its first rows.</summary>
    public Matrix FromRow(nint row) => new(At(row, 0), Stride, Transposed);

    /// <summary>The same matrix without its first columns.</summary>
    public Matrix FromColumn(nint column) => new(At(0, column), Stride, Transposed);

    /// <summary>The address of element (row, column) after the transposition.</summary>
    public float* At(nint row, nint column) => Transposed ? Values + column * Stride + row : Values + row * Stride + column;
}
