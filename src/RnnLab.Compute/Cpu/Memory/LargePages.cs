using System.Runtime.InteropServices;

namespace RnnLab.Compute.Cpu.Memory;

/// <summary>
/// Asks Linux to back large memory by pages of 2 MB: kernels that walk down the columns of a matrix touch a new page every few rows, and with small pages
/// spend their time looking addresses up. Elsewhere, and where the system refuses, nothing changes.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes of a large page; memory must begin on such a boundary to be made of them from its start.</summary>
    public const long Size = 2 << 20;

    private const int AdviceHugePage = 14;

    private static bool _unavailable = !OperatingSystem.IsLinux();

    /// <summary>Advises on the given memory, whose address is a multiple of <see cref="Size"/>; the last, incomplete page stays small.</summary>
    public static void Advise(nint address, long bytes)
    {
        if (_unavailable)
            return;
        try
        {
            _ = MemoryAdvise((void*)address, (nuint)(bytes / Size * Size), AdviceHugePage);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            _unavailable = true;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* address, nuint length, int advice);
}
