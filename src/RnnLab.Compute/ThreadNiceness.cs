using System.Runtime.InteropServices;

namespace RnnLab.Compute;

/// <summary>
/// Makes a computing thread give way to the threads that answer people. On Linux .NET ignores <see cref="Thread.Priority"/>; there
/// the thread's nice value is raised instead, which each thread has for itself.
/// </summary>
public static partial class ThreadNiceness
{
    /// <summary>How far computing threads stand back behind the process's own priority, on Linux's scale from -20 to 19.</summary>
    private const int Niceness = 10;

    /// <summary>
    /// Lowers the calling thread's priority for the rest of its life (it cannot be raised again without privilege, so never call this on
    /// a thread-pool thread). The thread that drives a training run should call it: it takes part in the computation. Where the system
    /// refuses, nothing changes.
    /// </summary>
    public static void LowerCurrentThread()
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            return;
        }

        try
        {
            // Process (0) and thread id 0 name the calling thread: on Linux the value belongs to the thread. A refusal is not an error.
            _ = SetPriority(0, 0, Math.Min(19, GetPriority(0, 0) + Niceness));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library without setpriority: the threads then compete as equals.
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);
}
