using System.Globalization;

namespace RnnLab.Training.Runs;

/// <summary>
/// Keeps every other program out of a data directory: the file <c>.lock</c>, opened for this process alone. The system lets go of it when the process
/// ends, however it ends. Beside it <c>.lock-process</c> says who holds it, since the locked file itself cannot be read by others.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const int WouldBlockLinux = 11, WouldBlockMac = 35, SharingViolationWindows = unchecked((int)0x80070020);
    private readonly string _holder;
    private FileStream? _lock;

    private DataDirectoryLock(FileStream stream, string holder) => (_lock, _holder) = (stream, holder);

    /// <summary>Makes the directory where it is missing and takes it.</summary>
    /// <exception cref="DataDirectoryInUseException">Another program has it, or this one has it open already.</exception>
    /// <exception cref="IOException">It cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        string full = Path.GetFullPath(directory), holder = Path.Combine(full, ".lock-process");
        Directory.CreateDirectory(full);
        FileStream stream;
        try
        {
            stream = new(Path.Combine(full, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException problem) when (problem.HResult is WouldBlockLinux or WouldBlockMac or SharingViolationWindows)
        {
            throw new DataDirectoryInUseException(full, ReadProcess(holder), problem);
        }

        try
        {
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            // The lock holds without it; the message of the next program then names no process.
        }

        return new(stream, holder);
    }

    /// <summary>Lets the directory go. The lock file stays: another program may be opening it at this moment, and two files of that name would be two locks.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _lock, null) is not { } held)
            return;
        using (held)
        {
            try
            {
                File.Delete(_holder);
            }
            catch (Exception problem) when (DiskTrouble.Is(problem))
            {
                // It is read only while somebody holds the lock, and overwritten by whoever does.
            }
        }
    }

    private static int? ReadProcess(string holder)
    {
        try
        {
            return int.TryParse(File.ReadAllText(holder), CultureInfo.InvariantCulture, out int id) ? id : null;
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            return null;
        }
    }
}
