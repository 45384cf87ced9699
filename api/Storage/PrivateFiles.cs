using System.Text;

namespace ActiveLabel.Api.Storage;

/// <summary>What the server keeps on disk is for the user it runs as, and for nobody else on the machine.</summary>
public static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A directory that others cannot look into; one that is there stays as its owner has it.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Makes the file if there is none: SQLite gives its journals the mode of the database.</summary>
    public static void CreateFile(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        using var file = new FileStream(path, options);
    }

    /// <summary>
    /// Writes a file that nobody else may read at any moment; what was there under its name is replaced as a whole.
    /// </summary>
    public static void Write(string path, string text)
    {
        var fresh = $"{path}.{Guid.CreateVersion7():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        using (var writer = new StreamWriter(fresh, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options))
            writer.Write(text);
        File.Move(fresh, path, overwrite: true);
    }
}
