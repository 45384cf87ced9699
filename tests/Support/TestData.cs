using System.Runtime.CompilerServices;
using Xunit;

namespace ActiveLabel.Tests.Support;

/// <summary>Real public data that is not part of the repository.</summary>
public static class TestData
{
    /// <returns>The path of a file below the data folder; the test is skipped where it is missing.</returns>
    public static string Path(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable("ACTIVELABEL_TEST_DATA")
            ?? System.IO.Path.Combine(Repository(), "..", "shared", "data");
        var path = System.IO.Path.Combine([root, .. parts]);
        var name = string.Join('/', parts);
        Skip.If(!File.Exists(path), $"{name} is not there: point ACTIVELABEL_TEST_DATA at the data.");
        return path;
    }

    private static string Repository([CallerFilePath] string here = "")
        => System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", ".."));
}
