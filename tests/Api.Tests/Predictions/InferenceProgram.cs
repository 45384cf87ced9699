using System.Runtime.CompilerServices;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>The inference program as the build put it beside the api.</summary>
internal static class InferenceProgram
{
    public static string Directory([CallerFilePath] string here = "")
    {
        // tests/Api.Tests/bin/Debug/net10.0: the same configuration and framework as the api's output.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
        return Path.GetFullPath(Path.Combine(root, "api", "bin", output.Parent!.Name, output.Name, "inference"));
    }
}
