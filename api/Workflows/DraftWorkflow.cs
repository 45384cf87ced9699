using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <summary>What became of a draft.</summary>
public abstract record DraftResult
{
    /// <summary>Kept, now or by an earlier request with the same key. It may have problems still.</summary>
    public sealed record Drafted(WorkflowVersion Version) : DraftResult;

    public sealed record Invalid(string Problem) : DraftResult, IRefusal;

    public sealed record IdempotencyConflict : DraftResult, IRefusal;
}

/// <summary>Keeps a workflow as a draft: every draft is a version of its own, and nothing is overwritten.</summary>
public sealed class DraftWorkflow(Writing writing, TimeProvider time)
{
    private const int JsonLengthMax = 200_000;

    public async Task<DraftResult> ExecuteAsync(
        Project project, Workflow definition, string? note, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var json = WorkflowJson.Write(definition);
        if (Idempotency.Validate(idempotencyKey) is { } bad)
            return new DraftResult.Invalid(bad);
        if (json.Length > JsonLengthMax)
            return new DraftResult.Invalid("The workflow is too large to be kept.");
        if (note?.Length > WorkflowVersion.NoteLengthMax)
            return new DraftResult.Invalid($"A note has at most {WorkflowVersion.NoteLengthMax} characters.");
        return await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            (db, token) => DraftAsync(
                db, project, definition, note, Idempotency.HashOf($"{project.Id.Value} {json} {note}"),
                new(project.OrganizationId, "draftWorkflow", idempotencyKey), token),
            cancellationToken);
    }

    /// <summary>Adds a draft, as a part of a transaction.</summary>
    internal static async Task<WorkflowVersion> AddAsync(
        ActiveLabelDb db,
        Project project,
        Workflow definition,
        string? note,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var latest = await db.WorkflowVersions.Where(known => known.ProjectId == project.Id)
            .MaxAsync(known => known.Version, cancellationToken);
        var draft = new WorkflowVersion
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            Version = latest + 1,
            Definition = definition,
            Note = note,
            CreatedAt = now,
        };
        db.WorkflowVersions.Add(draft);
        await db.SaveChangesAsync(cancellationToken);
        return draft;
    }

    private async Task<DraftResult> DraftAsync(
        ActiveLabelDb db,
        Project project,
        Workflow definition,
        string? note,
        string hash,
        Idempotency once,
        CancellationToken cancellationToken)
    {
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new DraftResult.Drafted(await db.WorkflowVersions.AsNoTracking().SingleAsync(
                    known => known.Id == new WorkflowVersionId(earlier.ResultId), cancellationToken))
                : new DraftResult.IdempotencyConflict();
        var now = time.GetUtcNow();
        var draft = await AddAsync(db, project, definition, note, now, cancellationToken);
        once.Remember(db, hash, draft.Id.Value, now);
        await db.SaveChangesAsync(cancellationToken);
        return new DraftResult.Drafted(draft);
    }
}
