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

    private static UnixFileMode ModeOf(string path)
        => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
