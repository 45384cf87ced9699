using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Workers;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Judgements;

public sealed class JudgementQueries
{
    private static readonly NumberKey<Judgement, JudgementId> Id = new("submittedAt", judgement => judgement.Id);

    /// <summary>The judgements of a project, in the order they were given unless another is asked for.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<JudgementType>> Judgements(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        JudgementFilterInput? where = null,
        IReadOnlyList<JudgementSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<Judgement>(
            db, db.Judgements.AsNoTracking().Where(judgement => judgement.ProjectId == project.Id), Id)
            .Where("itemId", where?.ItemId?.Read<ItemId>(), judgement => judgement.ItemId)
            .Where("workerId", where?.WorkerId?.Read<WorkerId>(), judgement => judgement.WorkerId)
            .ReadAsync(page, order, judgement => new JudgementType(judgement), cancellationToken);
    }
}

/// <summary>Which judgements: all that is said must hold.</summary>
/// <param name="ItemId">By the item they are of.</param>
/// <param name="WorkerId">By who gave them.</param>
public sealed record JudgementFilterInput(IdFilterInput? ItemId = null, IdFilterInput? WorkerId = null);

/// <summary>An order of judgements.</summary>
/// <param name="SubmittedAt">By when they were given.</param>
public sealed record JudgementSortInput(SortDirection? SubmittedAt = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("submittedAt", SubmittedAt)];
}
