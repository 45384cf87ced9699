using ActiveLabel.Api.LabelErrors;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Misconduct;
using ActiveLabel.Api.Tests.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.LabelErrors;

public sealed class FindLabelErrorsTests
{
    private const int Items = 40;
    private static readonly int[] Wrong = [6, 13, 22];

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    private static Workflow Once { get; } = new("label",
    [
        new("label", StepKind.Label, [new("done")], 1, 1),
        new("done", StepKind.Done, []),
    ]);

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_the_model_doubts_is_found_with_a_reason_and_sent_back(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Once, Items);
        await PredictAsync(project);
        await project.JudgeAsync("Ada", item => Wrong.Contains(item) == (item % 2 == 0) ? "dog" : "cat");

        var result = await FindAsync(project);
        var sent = await RequeueAsync(project, errorProbability: 0.5);

        Assert.Equal(new(Items, Wrong.Length), result);
        Assert.Equal(Wrong.Length, sent.Requeued);
        await using var db = project.Database.CreateDbContext();
        var found = await db.LabelErrors.OrderBy(row => row.Place).Join(
            db.Items, row => row.ItemId, item => item.Id, (row, item) => new { row, item }).ToListAsync();
        Assert.Equal(Wrong.Select(item => $"item-{item}").Order(), found.Select(pair => pair.item.ExternalId).Order());
        Assert.Equal([1, 2, 3], found.Select(pair => pair.row.Place));
        Assert.All(found, pair => Assert.Contains("The model holds", pair.row.Reason, StringComparison.Ordinal));
        Assert.All(found, pair => Assert.Equal(("label", ItemState.Queued), (pair.item.StepKey, pair.item.State)));
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task A_model_that_may_have_seen_the_label_accuses_nobody(Provider provider)
    {
        await using var project = await QuarantineProject.CreateAsync(provider, Once, Items);
        await project.JudgeAsync("Ada", item => Wrong.Contains(item) == (item % 2 == 0) ? "dog" : "cat");
        await PredictAsync(project);

        Assert.Equal(new(0, 0), await FindAsync(project));
    }

    // The model is sure, and right: even items are cats.
    private static async Task PredictAsync(QuarantineProject project)
    {
        await using var db = project.Database.CreateDbContext();
        var model = db.ModelVersions.Add(new()
        {
            OrganizationId = project.Workflow.Project.OrganizationId,
            ProjectId = project.Workflow.Project.Id,
            Version = 1,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            Labels = 20,
            Temperature = 1,
            Sha256 = new('0', 64),
            Decision = "",
        }).Entity;
        await db.SaveChangesAsync();
        foreach (var item in await db.Items.ToListAsync())
        {
            var isCat = (item.ExternalId[^1] - '0') % 2 == 0;
            db.Predictions.Add(new ItemPrediction
            {
                ItemId = item.Id,
                OrganizationId = item.OrganizationId,
                ModelVersionId = model.Id,
                Probabilities = isCat ? [0.9f, 0.1f] : [0.1f, 0.9f],
                ScoredAt = TimeProvider.System.GetUtcNow(),
            });
        }
        await db.SaveChangesAsync();
    }

    private static Task<FindLabelErrorsResult> FindAsync(QuarantineProject project)
        => new FindLabelErrors(project.Database, project.Database.Writing, TimeProvider.System).ExecuteAsync(
            project.Workflow.Project, CancellationToken.None);

    private static async Task<RequeueResult> RequeueAsync(QuarantineProject project, double errorProbability)
    {
        var requeue = new RequeueItems(
            project.Database, project.Database.Writing, new OperationQueue(), TimeProvider.System);
        var started = Assert.IsType<StartResult.Started>(await requeue.StartAsync(
            project.Workflow.Project,
            new("label", ErrorProbabilityAtLeast: errorProbability),
            "again",
            CancellationToken.None));
        return Assert.IsType<RequeueResult>(await project.Workflow.RunAsync(started.Operation));
    }
}
