namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>An element-wise function of up to four arrays and two constants.</summary>
internal interface IFunction<V>
    where V : struct
{
    /// <summary>How many arrays it reads: 0 to 4.</summary>
    static abstract int Inputs { get; }

    static abstract V Apply(V a, V b, V c, V d, V alpha, V beta);
}
