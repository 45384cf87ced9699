using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Conflicts;

/// <summary>That a worker has an interest in the items whose attribute has a value.</summary>
[Allow(Audience.Everybody)]
public sealed class WorkerConflictType(WorkerConflict conflict)
{
    [Id]
    public string Id => GlobalId.Of(conflict.Id);

    /// <summary>An attribute of items, such as author.</summary>
    public string Attribute => conflict.Attribute;

    /// <summary>As it is compared: in capitals, without surrounding space.</summary>
    public string Value => conflict.Value;

    /// <summary>Since when.</summary>
    public DateTimeOffset DeclaredAt => conflict.DeclaredAt;
}

public sealed class ConflictQueries
{
    /// <summary>In which items a worker has an interest.</summary>
    /// <param name="workerId">Whose interests.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<WorkerConflictType>> WorkerConflicts(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string workerId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var worker = GlobalId.Parse<WorkerId>(workerId) ?? new(0);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.WorkerConflicts.AsNoTracking().Where(conflict => conflict.OrganizationId == caller.OrganizationId
                && conflict.WorkerId == worker),
            conflict => conflict.Id,
            conflict => new WorkerConflictType(conflict),
            cancellationToken);
    }
}

public sealed class ConflictMutations
{
    /// <summary>
    /// Says that a worker has an interest in the items whose attribute has a value: steps that require no conflict by
    /// that attribute never give him one. The same again changes nothing.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<DeclareConflictPayload> DeclareConflict(
        DeclareConflictInput input,
        Caller caller,
        [FromServices] DeclareConflict declareConflict,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return GlobalId.Parse<WorkerId>(input.WorkerId) is { } worker
            ? DeclareConflictPayload.Of(await declareConflict.ExecuteAsync(
                caller.OrganizationId, worker, input.Attribute, input.Value, cancellationToken))
            : new(null, [new NotFoundError("worker")]);
    }

    /// <summary>
    /// Says that a worker has an interest no longer. Tasks that were passed over before because of it stay so.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<WithdrawConflictPayload> WithdrawConflict(
        WithdrawConflictInput input,
        Caller caller,
        [FromServices] DeclareConflict declareConflict,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return GlobalId.Parse<WorkerConflictId>(input.WorkerConflictId) is { } id
            && await declareConflict.WithdrawAsync(caller.OrganizationId, id, cancellationToken) is not null
            ? new(input.WorkerConflictId, null)
            : new(null, [new NotFoundError("conflict")]);
    }
}

/// <param name="WorkerId">Who has the interest.</param>
/// <param name="Attribute">An attribute of items, such as author; 1 to 100 characters.</param>
/// <param name="Value">
/// Its value, such as the name of the author; 1 to 200 characters, compared without regard to case.
/// </param>
public sealed record DeclareConflictInput([property: Id] string WorkerId, string Attribute, string Value);

/// <param name="Conflict">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record DeclareConflictPayload(
    WorkerConflictType? Conflict,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<DeclareConflictErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static DeclareConflictPayload Of(DeclareConflictResult result) => result switch
    {
        DeclareConflictResult.Declared declared => new(new(declared.Conflict), null),
        DeclareConflictResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        _ => new(null, [new NotFoundError("worker")]),
    };
}

/// <param name="WorkerConflictId">Which interest is no more.</param>
public sealed record WithdrawConflictInput([property: Id] string WorkerConflictId);

/// <param name="WorkerConflictId">The conflict that is no more; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record WithdrawConflictPayload(
    [property: Id] string? WorkerConflictId,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<WithdrawConflictErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class DeclareConflictErrorUnion() : ErrorUnion(
    "DeclareConflictError", typeof(InvalidInputError), typeof(NotFoundError));

public sealed class WithdrawConflictErrorUnion() : ErrorUnion("WithdrawConflictError", typeof(NotFoundError));
