using System.Diagnostics;
using System.Globalization;
using ActiveLabel.Api;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// A project is worked off by a simulated crowd, with rework, reviews and adjudications; then every item is led through
/// the workflow by its record and compared with what the engine did: <c>workflow [ITEMS]</c>, 10,000 by default.
/// </summary>
internal sealed class WorkflowBenchmark : IBenchmark
{
    private const int WorkerCount = 12;

    private static readonly Workflow Reviewed = new("label",
    [
        new("label", StepKind.Label, [new("done", new PosteriorAtLeast(0.8)), new("rework")], 1, 2),
        new("rework", StepKind.Label, [new("done", new PosteriorAtLeast(0.8)), new("review")], 1, 2,
            Bound: new(2, "adjudicate")),
        new("review", StepKind.Review, [new("rework", new VerdictIs([Verdict.Rejected])), new("done")]),
        new("adjudicate", StepKind.Adjudicate, [new("done")]),
        new("done", StepKind.Done, []),
    ]);

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var items = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
        var path = Path.Combine(Path.GetTempPath(), $"activelabel-workflow-{Environment.ProcessId}.db");
        await using var services = new ServiceCollection().AddLogging().AddSingleton<EventSignal>()
            .AddStorage(new(DatabaseProvider.Sqlite, $"Data Source={path}")).AddUseCases().BuildServiceProvider();
        await MigrateDatabase.ExecuteAsync(services, cancellationToken);
        var project = await CreateAsync(services, items, cancellationToken);

        var watch = Stopwatch.StartNew();
        var done = await WorkAsync(services, project, cancellationToken);
        Console.WriteLine($"{items} items: {done} judgements and decisions in {watch.Elapsed.TotalSeconds:f0} s");
        watch.Restart();
        var result = await SimulateAsync(services, project, cancellationToken);
        Console.WriteLine(
            $"simulated in {watch.Elapsed.TotalSeconds:f1} s: {result.Different} of {result.Items} items in another "
            + $"step, {result.SimulatedJudgements} of {result.ActualJudgements} judgements and decisions asked for");
        foreach (var step in result.Steps)
            Console.WriteLine($"  {step.Step,-12} {step.Actual,7} by the engine {step.Simulated,7} simulated");
        Environment.ExitCode = result.Different == 0 && result.SimulatedJudgements == result.ActualJudgements ? 0 : 1;
        SqliteConnection.ClearAllPools();
        File.Delete(path);
    }

    private static async Task<Project> CreateAsync(
        IServiceProvider services, int items, CancellationToken cancellationToken)
    {
        var question = new Question(
            "q", "Which?", AnnotationType.SingleChoice, [new("a", "A"), new("b", "B"), new("c", "C")]);
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1),
            new("Workflow", new(1, "", [question]), new(new()), 1, "workflow", Workflow: Reviewed),
            cancellationToken);
        var add = services.GetRequiredService<AddItems>();
        foreach (var chunk in Enumerable.Range(0, items)
            .Select(index => new NewItem($"item-{index}", "{\"text\":\"words\"}")).Chunk(AddItems.ChunkSizeMax))
            await add.ExecuteAsync(created.Project, chunk, cancellationToken);
        return created.Project;
    }

    private static async Task<int> WorkAsync(
        IServiceProvider services, Project project, CancellationToken cancellationToken)
    {
        var workers = new List<WorkerId>();
        for (var index = 0; index < WorkerCount; index++)
            workers.Add(((CreateWorkerResult.Created)await services.GetRequiredService<CreateWorker>().ExecuteAsync(
                project, new($"worker {index}", "private", $"w{index}"), cancellationToken)).Worker.Id);
        var (claim, random) = (services.GetRequiredService<ClaimTasks>(), new Random(1));
        for (var (done, idle) = (0, 0); ;)
        {
            var worker = workers[(done + idle) % workers.Count];
            var leases = (await claim.ExecuteAsync(project, worker, ClaimTasks.CountMax, cancellationToken)).Leases;
            idle = leases.Count == 0 ? idle + 1 : 0;
            if (idle == workers.Count)
                return done;
            foreach (var lease in leases)
                done += await AnswerAsync(services, project, worker, lease, random, cancellationToken);
        }
    }

    private static async Task<int> AnswerAsync(
        IServiceProvider services,
        Project project,
        WorkerId worker,
        Lease lease,
        Random random,
        CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        var kind = await db.Tasks.Where(task => task.Id == lease.TaskId).Select(task => task.StepKind)
            .SingleAsync(cancellationToken);
        List<Answer> answers = [new("q", new SingleChoiceValue(random.Next(4) == 0 ? "b" : "a"))];
        var key = $"{lease.TaskId.Value}-{lease.Token}";
        if (kind == StepKind.Label)
            return await services.GetRequiredService<SubmitJudgement>().ExecuteAsync(
                project, worker, new(lease.TaskId, lease.Token, answers, key), cancellationToken)
                is SubmitResult.Recorded ? 1 : 0;
        var (verdict, reason) = kind == StepKind.Adjudicate
            ? ((Verdict?)null, (string?)null)
            : random.Next(3) == 0 ? (Verdict.Rejected, "See the text.") : (Verdict.Corrected, null);
        return await services.GetRequiredService<SubmitDecision>().ExecuteAsync(
            project,
            worker,
            new(lease.TaskId, lease.Token, verdict, verdict == Verdict.Rejected ? [] : answers, reason, key),
            cancellationToken) is DecisionResult.Recorded ? 1 : 0;
    }

    private static async Task<SimulationResult> SimulateAsync(
        IServiceProvider services, Project project, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        var version = await db.WorkflowVersions.SingleAsync(cancellationToken);
        var started = (StartResult.Started)await services.GetRequiredService<StartSimulation>().ExecuteAsync(
            project, version.Id, "simulate", cancellationToken);
        return (SimulationResult)await services.GetRequiredService<RunWorkflowJob>().ExecuteAsync(
            started.Operation, project, cancellationToken);
    }
}
