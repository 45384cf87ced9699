using ActiveLabel.Api.Events;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Projects;

/// <summary>What became of new instructions.</summary>
public abstract record InstructionsResult
{
    /// <summary>In force, now or by an earlier request with the same key.</summary>
    public sealed record Updated(Instructions Instructions) : InstructionsResult;

    public sealed record Invalid(string Problem) : InstructionsResult, IRefusal;

    public sealed record IdempotencyConflict : InstructionsResult, IRefusal;
}

/// <summary>Brings a new version of the instructions into force; the earlier ones stay readable.</summary>
public sealed class UpdateInstructions(Writing writing, TimeProvider time)
{
    public async Task<InstructionsResult> ExecuteAsync(
        Project project,
        string text,
        IReadOnlyList<InstructionExample> examples,
        string? note,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        if ((Instructions.Validate(project.Schema, text, examples, note) ?? Idempotency.Validate(idempotencyKey))
            is { } problem)
            return new InstructionsResult.Invalid(problem);
        var once = new Idempotency(project.OrganizationId, "updateInstructions", idempotencyKey);
        var hash = Idempotency.HashOf(new { Project = project.Id.Value, text, examples, note });
        return await writing.ExecuteAsync<InstructionsResult>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                if (await once.FindAsync(db, token) is { } earlier)
                    return earlier.RequestHash == hash
                        ? new InstructionsResult.Updated(await db.Instructions.AsNoTracking().SingleAsync(
                            known => known.ProjectId == project.Id && known.Version == (int)earlier.ResultId, token))
                        : new InstructionsResult.IdempotencyConflict();
                var stored = await db.Projects.SingleAsync(known => known.Id == project.Id, token);
                var now = time.GetUtcNow();
                var next = new Instructions
                {
                    ProjectId = project.Id,
                    OrganizationId = project.OrganizationId,
                    Version = stored.InstructionsVersion + 1,
                    Text = text,
                    Examples = examples,
                    Note = note,
                    CreatedAt = now,
                };
                db.Instructions.Add(next);
                (stored.InstructionsVersion, stored.Schema) = (
                    next.Version, stored.Schema with { Instructions = text });
                once.Remember(db, hash, next.Version, now);
                await EventLog.AppendAsync(
                    db, project.OrganizationId, project.Id, new(), [new(EventKind.ProjectChanged)], now, token);
                return new InstructionsResult.Updated(next);
            },
            cancellationToken);
    }
}
