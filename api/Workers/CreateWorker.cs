using ActiveLabel.Api.Crowds;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workers;

/// <param name="Crowd">The key of a crowd; private, vendor and public are there for everybody.</param>
/// <param name="IdempotencyKey">Chosen by the client; a retry sends the same again.</param>
public sealed record NewWorker(string Name, string Crowd, string IdempotencyKey);

/// <summary>What became of a request for a worker.</summary>
public abstract record CreateWorkerResult
{
    /// <param name="ApiKey">Said this once; null when an earlier request with the same key made the worker.</param>
    public sealed record Created(Worker Worker, string? ApiKey) : CreateWorkerResult;

    public sealed record Invalid(string Problem) : CreateWorkerResult, IRefusal;

    public sealed record NameTaken(string Name) : CreateWorkerResult, IRefusal;

    /// <summary>The key was used for another worker; use a new key.</summary>
    public sealed record IdempotencyConflict : CreateWorkerResult, IRefusal;
}

/// <summary>Creates a worker who may do the tasks of one project, and the key he works with.</summary>
public sealed class CreateWorker(Writing writing, TimeProvider time)
{
    public Task<CreateWorkerResult> ExecuteAsync(
        Project project, NewWorker wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(wanted);
        return Validate(wanted) is { } problem
            ? Task.FromResult<CreateWorkerResult>(new CreateWorkerResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(project.OrganizationId), (db, token) => CreateAsync(db, project, wanted, token), cancellationToken);
    }

    private async Task<CreateWorkerResult> CreateAsync(
        ActiveLabelDb db, Project project, NewWorker wanted, CancellationToken cancellationToken)
    {
        var once = new Idempotency(project.OrganizationId, "createWorker", wanted.IdempotencyKey);
        var hash = Idempotency.HashOf((project.Id.Value, wanted.Name, wanted.Crowd).ToString());
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new CreateWorkerResult.Created(
                    await db.Workers.AsNoTracking().SingleAsync(
                        worker => worker.Id == new WorkerId(earlier.ResultId), cancellationToken),
                    ApiKey: null)
                : new CreateWorkerResult.IdempotencyConflict();
        if (await db.Workers.AnyAsync(
            known => known.OrganizationId == project.OrganizationId && known.Name == wanted.Name, cancellationToken))
            return new CreateWorkerResult.NameTaken(wanted.Name);
        var now = time.GetUtcNow();
        if (!await FindCrowd.IsThereAsync(db, project.OrganizationId, wanted.Crowd, now, cancellationToken))
            return new CreateWorkerResult.Invalid(
                $"There is no crowd '{wanted.Crowd}'; create it first, or choose private, vendor or public.");

        var worker = new Worker
        {
            OrganizationId = project.OrganizationId,
            Name = wanted.Name,
            Crowd = wanted.Crowd,
            CreatedAt = now,
        };
        db.Workers.Add(worker);
        await db.SaveChangesAsync(cancellationToken);
        db.Memberships.Add(new()
        {
            ProjectId = project.Id,
            WorkerId = worker.Id,
            OrganizationId = project.OrganizationId,
            CreatedAt = now,
        });
        var (_, secret) = CreateApiKey.Add(
            db, project.OrganizationId, new(worker.Name, Role.Worker, worker.Id), now);
        once.Remember(db, hash, worker.Id.Value, now);
        await EventLog.AppendAsync(
            db,
            project.OrganizationId,
            project.Id,
            new(),
            [new(EventKind.WorkerChanged, WorkerId: worker.Id)],
            now,
            cancellationToken);
        return new CreateWorkerResult.Created(worker, secret);
    }

    private static string? Validate(NewWorker wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > Worker.NameLengthMax)
            return $"A worker's name has 1 to {Worker.NameLengthMax} characters.";
        return string.IsNullOrWhiteSpace(wanted.Crowd) || wanted.Crowd.Length > Crowd.KeyLengthMax
            ? $"A crowd's name has 1 to {Crowd.KeyLengthMax} characters."
            : Idempotency.Validate(wanted.IdempotencyKey);
    }
}
