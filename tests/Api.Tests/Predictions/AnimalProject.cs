using ActiveLabel.Api.Items;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

/// <summary>A project whose texts a model learns well enough to be trusted with many of them.</summary>
internal static class AnimalProject
{
    public const int Items = 320;
    public const int Judged = 230;

    public static async Task<Project> CreateAsync(TestDatabase database, Workflow workflow)
    {
        var question = new Question(
            "animal", "Which animal?", AnnotationType.SingleChoice, [new("cat", "Cat"), new("dog", "Dog")],
            TargetConfidence: 0.9);
        var created = Assert.IsType<CreateProjectResult.Created>(
            await new CreateProject(database.Writing, TimeProvider.System).ExecuteAsync(
                new(1),
                new(
                    "Animals",
                    new(1, "", [question]),
                    new(new(0.2, 0.3, 0.05), Strategy.Random, JudgementsMax: 1, ControlJudgements: 1),
                    Seed: 7,
                    IdempotencyKey: "animals"),
                CancellationToken.None));
        var draft = Assert.IsType<DraftResult.Drafted>(
            await new DraftWorkflow(database.Writing, TimeProvider.System).ExecuteAsync(
                created.Project, workflow, note: null, "draft", CancellationToken.None)).Version;
        Assert.IsType<PublishResult.Published>(
            await new PublishWorkflow(database.Writing, new OperationQueue(), TimeProvider.System).ExecuteAsync(
                created.Project, draft.Id, new Dictionary<string, string>(), "key:1", CancellationToken.None));
        await using var db = database.CreateDbContext();
        var project = await db.Projects.AsNoTracking().SingleAsync();
        await ImportAsync(database, project, 0, Items);
        return project;
    }

    public static Task<AddedItems> ImportAsync(TestDatabase database, Project project, int first, int count)
        => database.AddItems.ExecuteAsync(
            project,
            [.. Enumerable.Range(first, count).Select(
                index => new NewItem($"item-{index}", ItemContent.DataOf(TextOf(index))))],
            CancellationToken.None);

    public static async Task<WorkerId> JudgeAsync(TestDatabase database, Project project)
    {
        var worker = await database.CreateWorkerAsync(project, "Ada");
        await using var db = database.CreateDbContext();
        var truth = (await db.Items.AsNoTracking().ToListAsync()).ToDictionary(item => item.Id, TruthOf);
        for (var judged = 0; judged < Judged;)
            foreach (var lease in await database.ClaimAsync(project, worker, 10))
            {
                await database.SubmitAsync(project, worker, lease, truth[lease.ItemId]);
                judged++;
            }
        return worker;
    }

    public static string TruthOf(Item item)
        => int.Parse(item.ExternalId.AsSpan(5), provider: null) % 2 == 0 ? "cat" : "dog";

    private static string TextOf(int index)
    {
        string[][] words = [["meows", "purrs", "climbs", "whiskers"], ["barks", "fetches", "digs", "leash"]];
        string[] both = ["runs", "eats", "sleeps", "brown", "small", "old"];
        var own = words[index % 2];
        return string.Join(' ', own[index / 2 % 4], both[index % 6], own[index / 8 % 4], both[index / 6 % 6]);
    }
}
