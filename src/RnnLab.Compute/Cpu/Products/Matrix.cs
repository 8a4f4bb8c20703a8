namespace RnnLab.Compute.Cpu.Products;

/// <summary>A row-major matrix in memory, read as it is or transposed. Stride is the distance between stored rows.</summary>
internal readonly unsafe struct Matrix(float* values, nint stride, bool transposed = false)
{
    public readonly float* Values = values;
    public readonly nint Stride = stride;
    public readonly bool Transposed = transposed;

    /// <summary>The address of element (row, column) after the transposition.</summary>
    public float* At(nint row, nint column) => Transposed ? Values + column * Stride + row : Values + row * Stride + column;
}
