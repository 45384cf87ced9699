using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.LabelErrors;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.LabelErrors;

/// <param name="Items">Whose consensus and prediction were compared.</param>
/// <param name="Suspects">Those whose consensus is probably wrong.</param>
public sealed record FindLabelErrorsResult(int Items, int Suspects);

/// <summary>
/// Suspects wrong labels by what a model predicted that had not seen them: the consensus of items that are done against
/// predictions from before they were. What was suspected before gives way to it.
/// </summary>
public sealed class FindLabelErrors(IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    /// <summary>The latest so many items are looked at: memory has a bound.</summary>
    public const int ItemsMax = 500_000;

    /// <summary>So many are kept, the most suspicious.</summary>
    public const int SuspectsMax = 10_000;

    private const int PageSize = 2_000;
    private const int SavedAtOnce = 500;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    public async Task<FindLabelErrorsResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var question = project.Schema.Questions[0];
        var compared = await LoadAsync(project, question, cancellationToken);
        var suspects = compared.Items.Count == 0
            ? []
            : ConfidentLearning.Suspect(
                compared.Given, [.. compared.Predictions], [.. compared.Posteriors], question.Choices.Count);
        var names = question.Choices.Select(choice => choice.Title).ToList();
        var now = time.GetUtcNow();
        var found = suspects.Take(SuspectsMax).Select((suspect, index) => new LabelError
        {
            ItemId = compared.Items[suspect.Item],
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Place = index + 1,
            Given = suspect.Given,
            Suggested = suspect.Suggested,
            Margin = suspect.Margin,
            ErrorProbability = suspect.ErrorProbability,
            Reason = Cut(suspect.Reason(names)),
            FoundAt = now,
        }).ToList();
        await StoreAsync(project, found, cancellationToken);
        return new(compared.Items.Count, found.Count);
    }

    private async Task StoreAsync(Project project, List<LabelError> found, CancellationToken cancellationToken)
    {
        await writing.ExecuteBulkAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => db.LabelErrors.Where(row => row.ProjectId == project.Id).ExecuteDeleteAsync(token),
            cancellationToken);
        foreach (var chunk in found.Chunk(SavedAtOnce))
            await writing.ExecuteBulkAsync(
                new(project.OrganizationId, project.Id),
                (db, token) =>
                {
                    db.LabelErrors.AddRange(chunk);
                    return db.SaveChangesAsync(token);
                },
                cancellationToken);
    }

    // What was decided, or known beforehand, is no consensus of workers that a model could correct.
    private async Task<Compared> LoadAsync(Project project, Question question, CancellationToken cancellationToken)
    {
        var compared = new Compared([], [], [], []);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        for (var before = new ItemId(long.MaxValue); compared.Items.Count < ItemsMax;)
        {
            var page = await (
                from item in db.Items.AsNoTracking()
                where item.ProjectId == project.Id && item.State == ItemState.Done && item.Id < before && !item.IsGold
                join row in db.Consensus.AsNoTracking() on item.Id equals row.ItemId
                where row.QuestionKey == question.Key && !row.IsDecided
                join prediction in db.Predictions.AsNoTracking() on item.Id equals prediction.ItemId
                where prediction.ScoredAt < item.DoneAt
                orderby item.Id descending
                select new { item.Id, row.Label, row.Posterior, prediction.Probabilities })
                .Take(PageSize).ToListAsync(cancellationToken);
            foreach (var row in page.Where(row => row.Probabilities.Length == question.Choices.Count
                && row.Posterior.Length == question.Choices.Count))
            {
                compared.Items.Add(row.Id);
                compared.Given.Add(row.Label);
                compared.Predictions.AddRange(row.Probabilities.Select(value => (double)value));
                compared.Posteriors.AddRange(row.Posterior.Select(value => (double)value));
            }
            if (page.Count < PageSize)
                break;
            before = page[^1].Id;
        }
        return compared;
    }

    private static string Cut(string reason)
        => reason.Length <= LabelError.ReasonLengthMax ? reason : reason[..LabelError.ReasonLengthMax];

    private sealed record Compared(
        List<ItemId> Items, List<int> Given, List<double> Predictions, List<double> Posteriors);
}
