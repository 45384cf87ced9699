using System.Globalization;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// A project that was worked through: one item is imported, judged by three and done as the server does it, and copied
/// with all its facts by set statements, spread over use cases and days.
/// </summary>
internal sealed class FactorySeed
{
    public const int JudgementsOfItem = 3;

    private const int UseCases = 5;
    private const long SecondsBetween = 20;
    private const long Microseconds = 1_000_000;

    private readonly Item _item;
    private readonly LabelingTask _task;
    private readonly List<Judgement> _judgements;
    private readonly List<ProjectEvent> _events;

    private FactorySeed(
        Project project, Item item, LabelingTask task, List<Judgement> judgements, List<ProjectEvent> events)
        => (Project, _item, _task, _judgements, _events) = (project, item, task, judgements, events);

    public Project Project { get; }

    /// <summary>Events of each item.</summary>
    public int EventsOfItem => _events.Count;

    public static async Task<FactorySeed> CreateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var question = new Question("q", "Which?", AnnotationType.SingleChoice, [new("a", "A"), new("b", "B")]);
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1),
            new(
                "factory",
                new(1, "", [question]),
                new(
                    new(), JudgementsMin: JudgementsOfItem, JudgementsMax: JudgementsOfItem,
                    ControlJudgements: JudgementsOfItem),
                1,
                "factory"),
            cancellationToken);
        await services.GetRequiredService<AddItems>().ExecuteAsync(
            created.Project, [new("first", "{}", """{"useCase":"u0"}""")], cancellationToken);
        for (var number = 0; number < JudgementsOfItem; number++)
            await JudgeAsync(services, created.Project, number, cancellationToken);
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        var item = await db.Items.AsNoTracking().SingleAsync(cancellationToken);
        return new(
            created.Project,
            item,
            await db.Tasks.AsNoTracking().SingleAsync(cancellationToken),
            await db.Judgements.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken),
            await db.Events.AsNoTracking().Where(row => row.ItemId == item.Id).OrderBy(row => row.Sequence)
                .ToListAsync(cancellationToken));
    }

    /// <summary>Copies number <paramref name="from"/> to <paramref name="to"/>, the last one left out.</summary>
    public async Task CopyAsync(ActiveLabelDb db, long from, long to, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await NameIdsAsync(db, cancellationToken);
        var later = string.Create(
            CultureInfo.InvariantCulture, $"(CAST(g.n AS bigint) * {SecondsBetween * Microseconds})");
        var (item, task) = ($"{_item.Id.Value} + g.n", $"{_task.Id.Value} + g.n");
        await QueueSeed.CopyAsync<Item>(
            db, from, to, $"s.\"Id\" = {_item.Id.Value}",
            new()
            {
                ["Id"] = item,
                ["ExternalId"] = "'copy-' || g.n",
                ["Attributes"] = $"'{{\"useCase\":\"u' || (g.n % {UseCases}) || '\"}}'",
                ["CreatedAt"] = $"s.\"CreatedAt\" + {later}",
            },
            cancellationToken);
        await QueueSeed.CopyAsync<LabelingTask>(
            db, from, to, $"s.\"Id\" = {_task.Id.Value}", new() { ["Id"] = task, ["ItemId"] = item },
            cancellationToken);
        foreach (var judgement in _judgements)
            await QueueSeed.CopyAsync<Judgement>(
                db, from, to, $"s.\"Id\" = {judgement.Id.Value}",
                new()
                {
                    ["Id"] = IdOf(judgement),
                    ["ItemId"] = item,
                    ["TaskId"] = task,
                    ["IdempotencyKey"] = "'copy-' || g.n",
                    ["SubmittedAt"] = $"s.\"SubmittedAt\" + {later}",
                },
                cancellationToken);
        var begins = await db.Events.Where(row => row.ProjectId == Project.Id)
            .MaxAsync(row => row.Sequence, cancellationToken);
        foreach (var (rank, happened) in _events.Index())
            await QueueSeed.CopyAsync<ProjectEvent>(
                db, from, to, $"s.\"ProjectId\" = {Project.Id.Value} AND s.\"Sequence\" = {happened.Sequence}",
                new()
                {
                    ["Sequence"] = $"{begins} + ((CAST(g.n AS bigint) - {from}) * {_events.Count}) + {rank + 1}",
                    ["ItemId"] = item,
                    ["Details"] = DetailsOf(db, happened),
                    ["At"] = $"s.\"At\" + {later}",
                },
                cancellationToken);
        await QueueSeed.RunAsync(
            db,
            $"""UPDATE "Ledger" SET "Sequence" = {begins + ((to - from) * _events.Count)} """
            + $"""WHERE "ProjectId" = {Project.Id.Value} """
            + $"""AND "Sequence" = (SELECT MAX("Sequence") FROM "Ledger" WHERE "ProjectId" = {Project.Id.Value})""",
            cancellationToken);
        await QueueSeed.RunAsync(db, "ANALYZE", cancellationToken);
    }

    private string IdOf(Judgement judgement) => $"{judgement.Id.Value} + ({_judgements.Count} * g.n)";

    // An event names its judgement by the id that clients see.
    private string DetailsOf(ActiveLabelDb db, ProjectEvent happened)
    {
        if (_judgements.Find(judgement => happened.Details.Contains(
            GlobalId.Of(judgement.Id), StringComparison.Ordinal)) is not { } named)
            return "s.\"Details\"";
        var id = db is SqliteDb
            ? $"judgement_id({IdOf(named)})"
            : $"rtrim(translate(encode(convert_to('Judgement:' || ({IdOf(named)}), 'UTF8'), 'base64'), "
                + "'+/', '-_'), '=')";
        return $"replace(s.\"Details\", '{GlobalId.Of(named.Id)}', {id})";
    }

    private static async Task NameIdsAsync(ActiveLabelDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
            sqlite.CreateFunction("judgement_id", (long id) => GlobalId.Of(new JudgementId(id)), isDeterministic: true);
    }

    private static async Task JudgeAsync(
        IServiceProvider services, Project project, int number, CancellationToken cancellationToken)
    {
        var worker = ((CreateWorkerResult.Created)await services.GetRequiredService<CreateWorker>().ExecuteAsync(
            project, new($"worker {number}", "private", $"worker {number}"), cancellationToken)).Worker.Id;
        var lease = (await services.GetRequiredService<ClaimTasks>().ExecuteAsync(
            project, worker, 1, cancellationToken)).Leases[0];
        await services.GetRequiredService<SubmitJudgement>().ExecuteAsync(
            project,
            worker,
            new(lease.TaskId, lease.Token, [new("q", new SingleChoiceValue("a"))], $"first {number}", 12),
            cancellationToken);
    }
}
