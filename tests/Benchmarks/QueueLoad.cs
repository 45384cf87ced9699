using System.Diagnostics;
using ActiveLabel.Api;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <param name="PerSecond">Claims with their judgements.</param>
/// <param name="CpuMicroseconds">Of this process, for each of them; 0 where another did the work.</param>
internal sealed record QueueThroughput(double PerSecond, double CpuMicroseconds);

/// <summary>A project with a queue, and workers that claim and judge through the use cases.</summary>
internal sealed class QueueLoad : IAsyncDisposable
{
    public const int Judgements = 3;

    /// <summary>What is judged, as its column holds it.</summary>
    public static string Answers { get; }
        = JsonColumn.Text<IReadOnlyList<Answer>>([new("q", new SingleChoiceValue("c1"))]);

    private readonly ServiceProvider _services;

    private QueueLoad(ServiceProvider services, Project project, List<WorkerId> workers)
        => (_services, Project, Workers) = (services, project, workers);

    public Project Project { get; }

    public List<WorkerId> Workers { get; }

    public static async Task<QueueLoad> CreateAsync(
        StorageOptions storage, long items, int workerCount, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging().AddStorage(storage).AddUseCases().BuildServiceProvider();
        await MigrateDatabase.ExecuteAsync(services, cancellationToken);
        var choices = Enumerable.Range(0, 8).Select(index => new Choice($"c{index}", $"C{index}")).ToList();
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1),
            new(
                "Queue",
                new(1, "", [new("q", "Which?", AnnotationType.SingleChoice, choices)]),
                new(new(), JudgementsMin: Judgements, JudgementsMax: Judgements),
                1,
                "queue"),
            cancellationToken);
        await services.GetRequiredService<AddItems>().ExecuteAsync(
            created.Project, [new("first", "{\"text\":\"words\"}")], cancellationToken);
        var workers = new List<WorkerId>();
        for (var index = 0; index < workerCount; index++)
            workers.Add(((CreateWorkerResult.Created)await services.GetRequiredService<CreateWorker>().ExecuteAsync(
                created.Project, new($"worker {index}", "private", $"w{index}"), cancellationToken)).Worker.Id);
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        await QueueSeed.CopyTasksAsync(db, created.Project, items, Judgements, cancellationToken);
        return new(services, created.Project, workers);
    }

    /// <summary>So many clients at once, each as fast as it is answered.</summary>
    public async Task<QueueThroughput> RunAsync(int clients, TimeSpan time, CancellationToken cancellationToken)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var counts = await Task.WhenAll(Workers.Take(clients).Select(worker => Task.Run(
            () => WorkAsync(worker, clock, time, cancellationToken), cancellationToken)));
        var used = Environment.CpuUsage.TotalTime - cpu;
        return new(counts.Sum() / clock.Elapsed.TotalSeconds, used.TotalMicroseconds / counts.Sum());
    }

    public async Task DropAsync(CancellationToken cancellationToken)
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        await db.Database.EnsureDeletedAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<int> WorkAsync(
        WorkerId worker, Stopwatch clock, TimeSpan time, CancellationToken cancellationToken)
    {
        var (claim, submit) = (
            _services.GetRequiredService<ClaimTasks>(), _services.GetRequiredService<SubmitJudgement>());
        var cycles = 0;
        for (; clock.Elapsed < time; cycles++)
        {
            var lease = (await claim.ExecuteAsync(Project, worker, 1, cancellationToken)).Leases[0];
            var request = new JudgementRequest(
                lease.TaskId,
                lease.Token,
                [new("q", new SingleChoiceValue($"c{lease.TaskId.Value % 8}"))],
                $"{lease.TaskId.Value}");
            if (await submit.ExecuteAsync(Project, worker, request, cancellationToken) is not SubmitResult.Recorded)
                throw new InvalidOperationException("A judgement was refused.");
        }
        return cycles;
    }
}
