namespace RnnLab.Compute.Cpu.Threads;

/// <summary>
/// How many threads can multiply at full speed. Two hardware threads of one core share its multipliers, so a second one per core adds waiting and no
/// speed.
/// </summary>
internal static class ProcessorCores
{
    private const string Topology = "/sys/devices/system/cpu";

    /// <summary>Physical cores where the system tells them, else hardware threads; never more than this process may use.</summary>
    public static int Count { get; } = Math.Clamp(Physical() ?? int.MaxValue, 1, Environment.ProcessorCount);

    private static int? Physical()
    {
        try
        {
            if (!OperatingSystem.IsLinux() || !Directory.Exists(Topology))
                return null;
            int cores = Directory.EnumerateDirectories(Topology, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
            return cores > 0 ? cores : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
