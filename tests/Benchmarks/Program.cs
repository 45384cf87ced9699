using ActiveLabel.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- truth-inference
// A benchmark is a class that implements IBenchmark; its name on the command line is its class name in kebab case.
var benchmarks = typeof(IBenchmark).Assembly.GetTypes()
    .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IBenchmark)))
    .ToDictionary(type => KebabCase(type.Name), type => type);

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var found))
{
    Console.Error.WriteLine($"Which benchmark? {string.Join(", ", benchmarks.Keys.Order())}");
    return 2;
}
await ((IBenchmark)Activator.CreateInstance(found)!).RunAsync(args[1..], CancellationToken.None);
return Environment.ExitCode;

static string KebabCase(string name)
    => string.Concat(name
        .Replace("Benchmark", "", StringComparison.Ordinal).Replace("QL", "ql", StringComparison.Ordinal)
        .Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"-{letter}" : $"{letter}"))
        .ToLowerInvariant();
