using System.Text.Json;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Simulation;

/// <param name="Test">What models are measured on; null measures on the true labels of the control arm.</param>
/// <param name="Workers">How many people of mixed reliability judge; null for an oracle who is always right.</param>
/// <param name="Seeds">Runs with the seeds 1 to this.</param>
/// <param name="Budget">Labels after which a run ends; null runs until everything is labeled.</param>
/// <param name="OutDirectory">Gets <c>curve.csv</c> and <c>summary.json</c>.</param>
public sealed record SimulationRequest(
    IReadOnlyList<LabeledRow> Data,
    IReadOnlyList<LabeledRow>? Test,
    int? Workers,
    int Seeds,
    int? Budget,
    IReadOnlyList<Strategy> Strategies,
    string OutDirectory);

/// <summary>
/// Labels a labeled file with simulated workers and measures what each strategy learns from how many labels.
/// </summary>
public static class RunSimulation
{
    private static readonly JsonSerializerOptions SummaryOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
    };

    /// <param name="progress">Told every point as it is measured.</param>
    /// <exception cref="SimulationException">The data cannot be simulated on.</exception>
    public static async Task<IReadOnlyList<LabelSavings>> ExecuteAsync(
        SimulationRequest request, IProgress<CurveRow> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        var labels = LabelsOf(request);
        Directory.CreateDirectory(request.OutDirectory);
        await using var file = new StreamWriter(Path.Combine(request.OutDirectory, "curve.csv"));
        await file.WriteLineAsync(CurveRow.Header);
        var rows = new List<CurveRow>();
        for (var seed = 1; seed <= request.Seeds; seed++)
            foreach (var strategy in request.Strategies)
            {
                var crew = request.Workers is { } count ? Crew.Mixed(count, seed) : Crew.Oracle();
                var run = new SimulatedRun(
                    strategy, seed, request.Data, request.Test, labels, crew, request.Workers is null, request.Budget);
                await foreach (var row in RunAsync(run, cancellationToken))
                {
                    await file.WriteLineAsync(row.ToString());
                    await file.FlushAsync(cancellationToken);
                    rows.Add(row);
                    progress.Report(row);
                }
            }
        var savings = SavingsOf(rows, request.Strategies);
        await WriteSummaryAsync(request, labels, rows, savings, cancellationToken);
        return savings;
    }

    private static List<string> LabelsOf(SimulationRequest request)
    {
        var labels = request.Data.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal).ToList();
        if (labels.Count < 2)
            throw new SimulationException("The data has fewer than two labels; there is nothing to learn.");
        var stranger = request.Test?.FirstOrDefault(row => !labels.Contains(row.Label));
        return stranger is null
            ? labels
            : throw new SimulationException($"The test file has the label '{stranger.Label}', which the data has not.");
    }

    private static async IAsyncEnumerable<CurveRow> RunAsync(
        SimulatedRun run,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var services = BuildServices(directory.Path);
        await MigrateAsync(services, cancellationToken);
        await using var inference = await HostedServices.StartAsync(services, cancellationToken);
        var project = await SimulatedProject.CreateAsync(services, run, cancellationToken);
        var checkpoint = Math.Min(run.Budget ?? int.MaxValue, DefaultAcquisition.BatchSize(0));
        var count = 0;
        for (var isOver = false; !isOver;)
        {
            isOver = await project.JudgeRoundAsync(checkpoint - count, cancellationToken) == 0;
            count = await project.CountLabelsAsync(cancellationToken);
            isOver |= count >= run.Budget;
            if (count < checkpoint && !isOver)
                continue;
            checkpoint = Math.Min(run.Budget ?? int.MaxValue, count + DefaultAcquisition.BatchSize(count));
            // Twenty items of one label teach nothing yet.
            if (!await project.LearnAsync(cancellationToken))
                continue;
            if (await project.MeasureAsync(cancellationToken) is { } measurement)
                yield return new(
                    NameOf(run.Strategy),
                    run.Seed,
                    count,
                    await project.CountJudgementsAsync(cancellationToken),
                    measurement);
        }
    }

    private static ServiceProvider BuildServices(string directory)
        => new ServiceCollection()
            .AddLogging()
            .AddStorage(new(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(directory, "simulation.db")}"))
            .AddUseCases()
            .AddInference(new(Url: null, Path.Combine(directory, "models")))
            .BuildServiceProvider();

    private static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>How much each strategy saves against the random one.</summary>
    private static List<LabelSavings> SavingsOf(List<CurveRow> rows, IReadOnlyList<Strategy> strategies)
    {
        if (!strategies.Contains(Strategy.Random))
            return [];
        var curves = rows.ToLookup(row => (row.Strategy, row.Seed));
        var seeds = rows.Select(row => row.Seed).Distinct().ToList();
        var others = strategies.Where(strategy => strategy != Strategy.Random).Select(NameOf);
        return [.. others
            .SelectMany(strategy => seeds
                .Select(seed => LabelSavings.Of(RunOf(Strategy.Random, seed), [.. curves[(strategy, seed)]]))
                .Append(LabelSavings.OfMean(
                    [.. seeds.Select(seed => RunOf(Strategy.Random, seed))],
                    [.. seeds.Select(seed => curves[(strategy, seed)].ToList())])))
            .OfType<LabelSavings>()];

        List<CurveRow> RunOf(Strategy strategy, int seed) => [.. curves[(NameOf(strategy), seed)]];
    }

    private static async Task WriteSummaryAsync(
        SimulationRequest request,
        List<string> labels,
        List<CurveRow> rows,
        List<LabelSavings> savings,
        CancellationToken cancellationToken)
    {
        var summary = new
        {
            items = request.Data.Count,
            testItems = request.Test?.Count,
            labels = labels.Count,
            workers = request.Workers,
            request.Seeds,
            request.Budget,
            final = rows.GroupBy(row => (row.Strategy, row.Seed)).Select(run => run.Last()),
            savings,
        };
        await File.WriteAllTextAsync(
            Path.Combine(request.OutDirectory, "summary.json"),
            JsonSerializer.Serialize(summary, SummaryOptions),
            cancellationToken);
    }

    private static string NameOf(Strategy strategy)
        => JsonNamingPolicy.KebabCaseLower.ConvertName(strategy.ToString());
}
