using System.IO.MemoryMappedFiles;
using System.Text;

namespace ActiveLabel.Inference.Models;

/// <summary>What is at work just now, in a file that outlives the process: what a crash leaves in it was at work then.
/// </summary>
/// <remarks>
/// The file is mapped into memory, so that an entry costs two small copies and no call to the system; what is written
/// to it stays there however the process ends. Safe for several threads.
/// </remarks>
internal sealed class CrashJournal : IDisposable
{
    private const string FileName = ".at-work";
    private const int SlotBytes = 128;
    private const int Slots = 1_024;

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int[] _taken = new int[Slots];
    private int _next;
    private volatile bool _isClosed;

    /// <param name="directory">Of the models. What was left in its journal is forgotten.</param>
    public CrashJournal(string directory)
    {
        _path = Path.Combine(directory, FileName);
        // Another file than that of a process that is just ending.
        File.Delete(_path);
        _file = MemoryMappedFile.CreateFromFile(
            new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
            mapName: null,
            Slots * SlotBytes,
            MemoryMappedFileAccess.ReadWrite,
            HandleInheritability.None,
            leaveOpen: false);
        _view = _file.CreateViewAccessor();
    }

    /// <returns>What was at work when the process ended that had the journal last.</returns>
    public static IReadOnlyList<string> Left(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (new FileInfo(path) is not { Exists: true, Length: <= Slots * SlotBytes })
            return [];
        return [.. File.ReadAllBytes(path).Chunk(SlotBytes).Where(slot => slot[0] is > 0 and < SlotBytes)
            .Select(slot => Encoding.UTF8.GetString(slot, 1, Math.Min(slot[0], slot.Length - 1)))];
    }

    /// <param name="what">Of <see cref="Named"/>.</param>
    /// <returns>Ends the entry.</returns>
    public Entry Begin(byte[] what)
    {
        for (var tries = 0; tries < Slots && !_isClosed; tries++)
        {
            var slot = (int)((uint)Interlocked.Increment(ref _next) % Slots);
            if (Interlocked.CompareExchange(ref _taken[slot], 1, 0) != 0)
                continue;
            _view.WriteArray((slot * SlotBytes) + 1, what, 0, what.Length);
            _view.Write(slot * SlotBytes, (byte)what.Length);
            return new(this, slot);
        }
        // More is at work at once than anybody lets in: what has no entry is blamed for nothing.
        return new(this, -1);
    }

    /// <summary>What is said of an entry, cut to its length.</summary>
    public static byte[] Named(string what)
    {
        var bytes = Encoding.UTF8.GetBytes(what);
        return bytes.Length < SlotBytes ? bytes : bytes[..(SlotBytes - 1)];
    }

    /// <summary>The process ends because it is told to: nothing that is at work has a part in it.</summary>
    public void Close()
    {
        _isClosed = true;
        for (var slot = 0; slot < Slots; slot++)
            _view.Write(slot * SlotBytes, (byte)0);
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It says nothing any more, wherever it is.
        }
    }

    public void Dispose()
    {
        Close();
        _view.Dispose();
        _file.Dispose();
    }

    internal readonly struct Entry(CrashJournal journal, int slot) : IDisposable
    {
        public void Dispose()
        {
            if (slot < 0 || journal._isClosed)
                return;
            journal._view.Write(slot * SlotBytes, (byte)0);
            Volatile.Write(ref journal._taken[slot], 0);
        }
    }
}
