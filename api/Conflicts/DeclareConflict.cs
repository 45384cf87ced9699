using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Conflicts;

/// <summary>What became of a conflict that was declared.</summary>
public abstract record DeclareConflictResult
{
    /// <summary>On record now, or before.</summary>
    public sealed record Declared(WorkerConflict Conflict) : DeclareConflictResult;

    public sealed record Invalid(string Problem) : DeclareConflictResult, IRefusal;

    public sealed record NoSuchWorker : DeclareConflictResult, IRefusal;
}

/// <summary>Says that a worker has an interest in some items, or has it no longer.</summary>
public sealed class DeclareConflict(Writing writing, TimeProvider time)
{
    /// <summary>Declaring the same again changes nothing, so that a retry needs no key of its own.</summary>
    public Task<DeclareConflictResult> ExecuteAsync(
        OrganizationId organization,
        WorkerId worker,
        string attribute,
        string value,
        CancellationToken cancellationToken)
        => Validate(attribute, value) is { } problem
            ? Task.FromResult<DeclareConflictResult>(new DeclareConflictResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(organization),
                (db, token) => DeclareAsync(
                    db, organization, worker, attribute, WorkerConflict.Normalize(value), token),
                cancellationToken);

    /// <returns>The conflict that is no more; null when there is none of that id.</returns>
    public Task<WorkerConflict?> WithdrawAsync(
        OrganizationId organization, WorkerConflictId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(organization),
            async (db, token) =>
            {
                var conflict = await db.WorkerConflicts.SingleOrDefaultAsync(known => known.Id == id, token);
                if (conflict is null)
                    return null;
                db.WorkerConflicts.Remove(conflict);
                await db.SaveChangesAsync(token);
                return conflict;
            },
            cancellationToken);

    private async Task<DeclareConflictResult> DeclareAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        WorkerId worker,
        string attribute,
        string value,
        CancellationToken cancellationToken)
    {
        var all = db.WorkerConflicts.Where(known => known.WorkerId == worker);
        if (await all.SingleOrDefaultAsync(
            known => known.Attribute == attribute && known.Value == value, cancellationToken) is { } known)
            return new DeclareConflictResult.Declared(known);
        if (!await db.Workers.AnyAsync(candidate => candidate.Id == worker, cancellationToken))
            return new DeclareConflictResult.NoSuchWorker();
        if (await all.CountAsync(cancellationToken) >= WorkerConflict.CountMax)
            return new DeclareConflictResult.Invalid(
                $"A worker has at most {WorkerConflict.CountMax} conflicts; withdraw one that is none any more.");
        var conflict = new WorkerConflict
        {
            OrganizationId = organization,
            WorkerId = worker,
            Attribute = attribute,
            Value = value,
            DeclaredAt = time.GetUtcNow(),
        };
        db.WorkerConflicts.Add(conflict);
        await db.SaveChangesAsync(cancellationToken);
        return new DeclareConflictResult.Declared(conflict);
    }

    private static string? Validate(string attribute, string value)
    {
        if (string.IsNullOrWhiteSpace(attribute) || attribute.Length > WorkerCredential.KeyLengthMax)
            return $"An attribute's name has 1 to {WorkerCredential.KeyLengthMax} characters.";
        return string.IsNullOrWhiteSpace(value) || value.Length > WorkerConflict.ValueLengthMax
            ? $"A value has 1 to {WorkerConflict.ValueLengthMax} characters."
            : null;
    }
}
