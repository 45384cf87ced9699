using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Onnx;

namespace ActiveLabel.Inference.Models;

/// <summary>Files that wait to become part of a model version, by owner and hash; a day at the most.</summary>
internal sealed partial class StagedFiles(string directory)
{
    public const string Folder = ".staged";

    /// <summary>Of all owners together.</summary>
    public const int FilesMax = 256;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Takes a file in; one that is there already is taken again.</summary>
    /// <returns>Its SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="ArgumentException">It is too large, or too many wait already.</exception>
    public async Task<string> AddAsync(string owner, Stream content, CancellationToken cancellationToken)
    {
        var folder = FolderOf(owner);
        Directory.CreateDirectory(folder);
        Forget();
        var beside = Path.Combine(folder, $"{Guid.NewGuid():n}.partial");
        try
        {
            var hash = await CopyAsync(content, beside, cancellationToken);
            File.Move(beside, Path.Combine(folder, hash), overwrite: true);
            return hash;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <exception cref="ModelNotAvailableException">Its owner has no such file here.</exception>
    public byte[] Read(string owner, string hash)
    {
        var path = Path.Combine(FolderOf(owner), hash);
        return IsHash(hash) && File.Exists(path)
            ? File.ReadAllBytes(path)
            : throw new ModelNotAvailableException("There is no such uploaded file; upload it again.");
    }

    public static bool IsHash(string text) => Hash().IsMatch(text);

    private static async Task<string> CopyAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[128 * 1024];
        for (long all = 0; await content.ReadAsync(buffer, cancellationToken) is > 0 and var read;)
        {
            if ((all += read) > OnnxGuard.UploadBytesMax)
                throw new ArgumentException($"A file has {OnnxGuard.UploadBytesMax} bytes at the most.");
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Nobody's clock matters here: a file is old by the clock that dated it.
    private void Forget()
    {
        var files = new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        var newest = files.Count == 0 ? default : files.Max(file => file.LastWriteTimeUtc);
        foreach (var old in files.Where(file => newest - file.LastWriteTimeUtc > Lifetime))
            old.Delete();
        if (files.Count >= FilesMax)
            throw new ArgumentException("Too many uploaded files wait to be used; try again tomorrow.");
    }

    private string FolderOf(string owner)
        => ModelStore.IsName(owner)
            ? Path.Combine(directory, owner)
            : throw new ArgumentException("This is no name of an owner.");

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Hash();
}
