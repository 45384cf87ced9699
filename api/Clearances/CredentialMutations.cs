using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Clearances;

public sealed class CredentialMutations
{
    /// <summary>
    /// Grants a worker a skill, a clearance, a place in a team ...; it replaces one of the same type, key and scope.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<GrantCredentialPayload> GrantCredential(
        GrantCredentialInput input,
        Caller caller,
        [FromServices] GrantCredential grantCredential,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return GlobalId.Parse<WorkerId>(input.WorkerId) is { } worker
            ? GrantCredentialPayload.Of(await grantCredential.ExecuteAsync(
                caller.OrganizationId,
                input.ToCredential(worker, caller.CredentialId),
                input.IdempotencyKey,
                cancellationToken))
            : new(null, [new NotFoundError("worker")]);
    }

    /// <summary>Takes away what was granted, from the next claim and the next judgement on.</summary>
    [Allow(Audience.Leads)]
    public static async Task<RevokeCredentialPayload> RevokeCredential(
        RevokeCredentialInput input,
        Caller caller,
        [FromServices] GrantCredential grantCredential,
        CancellationToken cancellationToken)
    {
        caller.RequireWholeOrganization();
        return GlobalId.Parse<WorkerCredentialId>(input.WorkerCredentialId) is { } id
            && await grantCredential.RevokeAsync(caller.OrganizationId, id, cancellationToken) is { } credential
            ? new(new(credential), null)
            : new(null, [new NotFoundError("credential")]);
    }
}

/// <param name="WorkerId">To whom.</param>
/// <param name="Type">What sort of thing.</param>
/// <param name="Key">Which one: the skill, the clearance, the team, the language as in BCP 47; 1 to 100
/// characters.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each grant; a retry sends the same again.</param>
/// <param name="Level">Of a skill, 1 to 10.</param>
/// <param name="LanguageLevel">Of a language.</param>
/// <param name="Scope">What a clearance is limited to; left out, it is not limited.</param>
/// <param name="Attestation">What it rests on, such as the number of a certificate; at most 2,000 characters.</param>
/// <param name="ExpiresAt">From then on it is worth nothing; left out, it never expires.</param>
public sealed record GrantCredentialInput(
    [property: Id] string WorkerId,
    CredentialType Type,
    string Key,
    string IdempotencyKey,
    int? Level = null,
    LanguageLevel? LanguageLevel = null,
    string? Scope = null,
    string? Attestation = null,
    DateTimeOffset? ExpiresAt = null)
{
    internal NewCredential ToCredential(WorkerId worker, string grantor) => new(
        worker,
        Type,
        Key.Trim(),
        Type == CredentialType.Language ? (int)(LanguageLevel ?? 0) : Level ?? 0,
        Scope ?? "",
        Attestation ?? "",
        ExpiresAt,
        grantor);
}

/// <param name="Credential">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record GrantCredentialPayload(
    WorkerCredentialType? Credential,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<GrantCredentialErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static GrantCredentialPayload Of(GrantCredentialResult result) => result switch
    {
        GrantCredentialResult.Granted granted => new(new(granted.Credential), null),
        GrantCredentialResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        GrantCredentialResult.NoSuchWorker => new(null, [new NotFoundError("worker")]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}

/// <param name="WorkerCredentialId">What to take away.</param>
public sealed record RevokeCredentialInput([property: Id] string WorkerCredentialId);

/// <param name="Credential">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record RevokeCredentialPayload(
    WorkerCredentialType? Credential,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RevokeCredentialErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class GrantCredentialErrorUnion() : ErrorUnion(
    "GrantCredentialError", typeof(InvalidInputError), typeof(NotFoundError), typeof(IdempotencyConflictError));

public sealed class RevokeCredentialErrorUnion() : ErrorUnion("RevokeCredentialError", typeof(NotFoundError));
