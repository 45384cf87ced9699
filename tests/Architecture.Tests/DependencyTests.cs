using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ActiveLabel.Domain.Items;
using Xunit;

namespace ActiveLabel.Architecture.Tests;

public sealed partial class DependencyTests
{
    [Fact]
    public void Domain_references_only_the_runtime_and_numerics()
        => Assert.All(
            typeof(Item).Assembly.GetReferencedAssemblies(),
            reference => Assert.True(IsRuntimeOrNumerics(reference), reference.Name));

    [Fact]
    public void Api_never_names_inference()
        => Assert.All(Sources("api"), source => Assert.False(NamesInference(File.ReadAllText(source)), source));

    [Fact]
    public void The_rules_see_planted_violations()
    {
        Assert.True(NamesInference("using ActiveLabel.Inference.Onnx;"));
        Assert.False(NamesInference("""Path.Combine(directory, "ActiveLabel.Inference")"""));
        Assert.False(IsRuntimeOrNumerics(new("Microsoft.EntityFrameworkCore")));
    }

    [Fact]
    public void A_file_fits_in_300_lines_of_120_columns()
        => Assert.All(
            new[] { "domain", "inference", "api", "tests" }.SelectMany(Sources),
            source =>
            {
                var lines = File.ReadAllLines(source);
                Assert.True(lines.Length <= 300, $"{source} has {lines.Length} lines");
                Assert.True(lines.All(line => line.Length <= 120), $"{source} has a line over 120 columns");
            });

    private static bool IsRuntimeOrNumerics(AssemblyName name)
        => name.Name!.StartsWith("System.", StringComparison.Ordinal) || name.Name == "netstandard";

    private static bool NamesInference(string source) => InferenceNamespace().IsMatch(source);

    private static IEnumerable<string> Sources(string folder)
        => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !GeneratedFolder().IsMatch(path));

    internal static string Root([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    // The api starts the program of that name, which it says as a string of its own.
    [GeneratedRegex(@"\bActiveLabel\.Inference\b(?!"")")]
    private static partial Regex InferenceNamespace();

    [GeneratedRegex(@"[\\/](bin|obj|Migrations)[\\/]")]
    private static partial Regex GeneratedFolder();
}
