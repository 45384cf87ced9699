using Microsoft.Data.Sqlite;

namespace ActiveLabel.Api.Simulation;

/// <summary>A directory that goes with its user.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("activelabel-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
