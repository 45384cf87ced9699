using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Crowds;

/// <summary>Where workers come from.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class CrowdType(Crowd crowd) : INode
{
    [Id]
    public string Id => GlobalId.Of(crowd.Id);

    /// <summary>Unique in the organization; workers and requirements name it.</summary>
    public string Key => crowd.Key;

    /// <summary>What people call it.</summary>
    public string Title => crowd.Title;

    /// <summary>What sort of people it is made of.</summary>
    public CrowdKind Kind => crowd.Kind;

    public DateTimeOffset CreatedAt => crowd.CreatedAt;

    internal static async Task<IReadOnlyDictionary<CrowdId, Crowd>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<CrowdId> ids, CancellationToken cancellationToken)
        => await db.Crowds.AsNoTracking()
            .Where(crowd => crowd.OrganizationId == organization && ids.Contains(crowd.Id))
            .ToDictionaryAsync(crowd => crowd.Id, cancellationToken);
}

public sealed class CrowdQueries
{
    /// <summary>The crowds of the organization.</summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<CrowdType>> Crowds(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        caller.RequireWholeOrganization();
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.Crowds.AsNoTracking().Where(crowd => crowd.OrganizationId == caller.OrganizationId),
            crowd => crowd.Id,
            crowd => new CrowdType(crowd),
            cancellationToken);
    }
}

public sealed class CrowdMutations
{
    /// <summary>Makes a crowd. Each organization has one of each kind without it: private, vendor and public.</summary>
    [Allow(Audience.Leads)]
    public static async Task<CreateCrowdPayload> CreateCrowd(
        CreateCrowdInput input,
        Caller caller,
        [FromServices] CreateCrowd createCrowd,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return CreateCrowdPayload.Of(await createCrowd.ExecuteAsync(
            caller.OrganizationId, new(input.Key, input.Title, input.Kind, input.IdempotencyKey), cancellationToken));
    }
}

/// <param name="Key">Unique in the organization; 1 to 50 characters.</param>
/// <param name="Title">What people call it; 1 to 200 characters.</param>
/// <param name="Kind">What sort of people it is made of.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each crowd; a retry sends the same again.</param>
public sealed record CreateCrowdInput(string Key, string Title, CrowdKind Kind, string IdempotencyKey);

/// <param name="Crowd">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record CreateCrowdPayload(
    CrowdType? Crowd,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateCrowdErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static CreateCrowdPayload Of(CreateCrowdResult result) => result switch
    {
        CreateCrowdResult.Created created => new(new(created.Crowd), null),
        CreateCrowdResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        CreateCrowdResult.KeyTaken taken => new(null, [new NameTakenError(taken.Key)]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}

public sealed class CreateCrowdErrorUnion() : ErrorUnion(
    "CreateCrowdError", typeof(InvalidInputError), typeof(NameTakenError), typeof(IdempotencyConflictError));
