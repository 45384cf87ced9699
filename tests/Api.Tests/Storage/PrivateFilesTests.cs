using ActiveLabel.Api.Storage;
using Xunit;

namespace ActiveLabel.Api.Tests.Storage;

public sealed class PrivateFilesTests
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [SkippableFact]
    public async Task What_the_server_keeps_is_for_its_user_alone()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("Windows has no such modes.");
        var directory = Path.Combine(Path.GetTempPath(), $"activelabel-{Guid.NewGuid():n}", "data");
        await using var app = await ServerHost.BuildAsync(
            new(directory, "http://127.0.0.1:0")
            {
                InferenceUrl = "http://127.0.0.1:9",
                Scheduling = null,
                IsQuiet = true,
            },
            CancellationToken.None);

        Assert.Equal(UnixFileMode.None, ModeOf(directory) & Others);
        Assert.All(
            Directory.EnumerateFiles(directory), file => Assert.Equal(UnixFileMode.None, ModeOf(file) & Others));
        Assert.NotEmpty(Directory.EnumerateFiles(directory));
    }

    [SkippableFact]
    public void A_secret_is_private_from_the_moment_its_file_is_there()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("Windows has no such modes.");
        var directory = Directory.CreateTempSubdirectory("activelabel").FullName;
        var path = Path.Combine(directory, "secret");
        File.WriteAllText(path, "for all to read");
        using var reader = File.OpenRead(path);

        PrivateFiles.Write(path, "secret");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(path));
        Assert.Equal("secret", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFiles(directory));
        // Whoever had the old file open has the old file.
        Assert.Equal("for all to read", new StreamReader(reader).ReadToEnd());
        Directory.Delete(directory, recursive: true);
    }

    private static UnixFileMode ModeOf(string path)
        => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
