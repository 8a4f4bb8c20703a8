using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RnnLab.Compute.Cpu.Kernels;
using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu;

/// <summary>
/// Float32 on the processor: vector instructions, dedicated threads, pooled native memory. With one instruction set the results are the same to the bit
/// whatever the number of threads, because the division of work depends on the problem alone.
/// </summary>
public sealed unsafe partial class CpuBackend : IComputeBackend
{
    private readonly ComputeThreads _threads;
    private readonly MemoryPool _pool = new();
    private readonly KernelSet _kernels;

    /// <summary>Starts a backend.</summary>
    /// <param name="threads">Threads that compute, the caller among them; null for one per processor core.</param>
    /// <param name="instructionSet">Which vector instructions to use.</param>
    /// <param name="givesWay">
    /// Whether its threads stand back behind others of this machine, as beside a web server; the thread that calls should then do the same by <see cref="ThreadNiceness"/>, or it
    /// gets more of a busy machine than its helpers do, and waits for them.
    /// </param>
    /// <exception cref="PlatformNotSupportedException">The processor lacks the instructions asked for.</exception>
    public CpuBackend(int? threads = null, CpuInstructionSet instructionSet = CpuInstructionSet.Auto, bool givesWay = true)
    {
        if (threads is < 1 or > 1024)
            throw new ArgumentOutOfRangeException(nameof(threads), threads, "The number of threads must lie between 1 and 1024.");
        InstructionSet = instructionSet == CpuInstructionSet.Auto ? Best() : instructionSet;
        if (!IsSupported(InstructionSet))
            throw new PlatformNotSupportedException($"This processor has no {InstructionSet}. Choose {Best()}, or leave the choice to the program.");
        _threads = new ComputeThreads(threads ?? ProcessorCores.Count, givesWay);
        _kernels = InstructionSet switch
        {
            CpuInstructionSet.Avx512 => new SimdKernelSet<Avx512Simd, Vector512<float>>(_threads, _pool),
            CpuInstructionSet.Avx2 => new SimdKernelSet<Avx2Simd, Vector256<float>>(_threads, _pool),
            _ => new SimdKernelSet<PortableSimd, Vector<float>>(_threads, _pool),
        };
    }

    /// <summary>The instructions in use, never <see cref="CpuInstructionSet.Auto"/>.</summary>
    public CpuInstructionSet InstructionSet { get; }

    /// <summary>The threads that compute, the caller among them.</summary>
    public int Threads => _threads.Count;

    /// <inheritdoc/>
    public string Name => InstructionSet switch
    {
        CpuInstructionSet.Avx512 => "cpu-avx512",
        CpuInstructionSet.Avx2 => "cpu-avx2",
        _ => "cpu-vector",
    };

    /// <inheritdoc/>
    public string Description
    {
        get
        {
            string instructions = InstructionSet switch
            {
                CpuInstructionSet.Avx512 => "AVX-512",
                CpuInstructionSet.Avx2 => "AVX2 and FMA",
                _ => $"{Vector<float>.Count * 32}-bit vectors",
            };
            return $"CPU: float32, {instructions}, {Threads} {(Threads == 1 ? "thread" : "threads")}.";
        }
    }

    /// <summary>Whether this processor can run the given instructions.</summary>
    public static bool IsSupported(CpuInstructionSet instructionSet) => instructionSet switch
    {
        CpuInstructionSet.Avx512 => Avx512F.IsSupported,
        CpuInstructionSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };

    /// <inheritdoc/>
    public Tensor Allocate(Shape shape) => new CpuTensor(this, shape, _pool);

    /// <inheritdoc/>
    public IndexTensor AllocateIndices(Shape shape) => new CpuIndexTensor(this, shape, _pool);

    /// <summary>Ends the threads and frees the pool; memory of tensors still alive is freed with them.</summary>
    public void Dispose()
    {
        _threads.Dispose();
        _pool.Dispose();
    }

    /// <summary>AVX-512 only where the runtime finds it worth using: some early processors slow down with it.</summary>
    private static CpuInstructionSet Best() =>
        Vector512.IsHardwareAccelerated && IsSupported(CpuInstructionSet.Avx512) ? CpuInstructionSet.Avx512
        : IsSupported(CpuInstructionSet.Avx2) ? CpuInstructionSet.Avx2
        : CpuInstructionSet.Vector;

    // An operation asks for what it reads before what it overwrites: both may be the same tensor, still to be cleared.
    private float* Read(Tensor tensor) => Own(tensor).Read();

    private float* Write(Tensor tensor) => Own(tensor).Write();

    private float* ReadOrNull(Tensor? tensor) => tensor is null ? null : Read(tensor);

    private float* WriteOrNull(Tensor? tensor) => tensor is null ? null : Write(tensor);

    private int* Read(IndexTensor tensor, string operation, int size, int? ignored = null) => Own(tensor).ReadChecked(operation, size, ignored);

    private CpuIndexTensor Own(IndexTensor tensor) => tensor is CpuIndexTensor own && ReferenceEquals(own.Backend, this)
        ? own
        : throw new ArgumentException($"Indices {tensor.Shape} of the backend {tensor.Backend.Name} were given to {Name}; copy their values into indices of this backend first.");

    private CpuTensor Own(Tensor tensor) => tensor is CpuTensor own && ReferenceEquals(own.Backend, this)
        ? own
        : throw new ArgumentException($"A tensor {tensor.Shape} of the backend {tensor.Backend.Name} was given to {Name}; copy its values into a tensor of this backend first.");
}
