namespace ActiveLabel.Benchmarks;

/// <summary>One comparison, run by name; it prints what it measured and against what.</summary>
internal interface IBenchmark
{
    Task RunAsync(string[] args, CancellationToken cancellationToken);
}
