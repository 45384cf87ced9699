using System.ComponentModel;
using ActiveLabel.Api.Graph;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Security;

public sealed class ApiKeyMutations
{
    /// <summary>
    /// Makes a key and says its secret this once. The same request under the same key gives the same key without it.
    /// </summary>
    [Allow(Audience.Administrators)]
    public static async Task<CreateApiKeyPayload> CreateApiKey(
        CreateApiKeyInput input,
        Caller caller,
        [FromServices] CreateApiKey createApiKey,
        CancellationToken cancellationToken)
        => input.ToNewApiKey(caller) is { } wanted
            ? CreateApiKeyPayload.Of(await createApiKey.ExecuteAsync(
                caller.Tenancy, wanted, input.IdempotencyKey, cancellationToken))
            : new(null, null, [new NotFoundError(input.WorkerId is null ? "project" : "worker or project")]);

    /// <summary>Takes a key away. What was opened with it ends within a second.</summary>
    [Allow(Audience.Administrators)]
    public static async Task<RevokeApiKeyPayload> RevokeApiKey(
        RevokeApiKeyInput input,
        Caller caller,
        [FromServices] RevokeApiKey revokeApiKey,
        CancellationToken cancellationToken)
        => GlobalId.Parse<ApiKeyId>(input.ApiKeyId) is { } id
            && await revokeApiKey.ExecuteAsync(caller.Tenancy, id, cancellationToken) is { } key
            ? new(new(key), null)
            : new(null, [new NotFoundError("API key")]);
}

/// <param name="Name">What people call it; 1 to 200 characters.</param>
/// <param name="Role">What it lets its bearer do.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each key; a retry sends the same again.</param>
/// <param name="WorkerId">Whom it speaks for: needed for the role WORKER, and for no other.</param>
/// <param name="ProjectId">The only project it opens; left out for all.</param>
/// <param name="IsReadOnly">Whether it opens queries and subscriptions alone.</param>
/// <param name="ExpiresAt">From then on it opens nothing; left out for never.</param>
public sealed record CreateApiKeyInput(
    string Name,
    Role Role,
    string IdempotencyKey,
    [property: Id] string? WorkerId = null,
    [property: Id] string? ProjectId = null,
    [property: DefaultValue(false)] bool IsReadOnly = false,
    DateTimeOffset? ExpiresAt = null)
{
    /// <returns>Null when an id is that of nothing, or of a project that is not the caller's only one.</returns>
    internal NewApiKey? ToNewApiKey(Caller caller)
    {
        var worker = WorkerId is null ? null : GlobalId.Parse<WorkerId>(WorkerId);
        var project = ProjectId is null ? caller.ProjectId : GlobalId.Parse<ProjectId>(ProjectId);
        var isMissing = (WorkerId is not null && worker is null) || (ProjectId is not null && project is null)
            || (caller.ProjectId is { } only && project != only);
        return isMissing ? null : new(Name, Role, worker, project, IsReadOnly, ExpiresAt);
    }
}

/// <param name="ApiKey">Null where it was refused.</param>
/// <param name="Secret">Said this once; null where an earlier request with the same key made it.</param>
/// <param name="Errors">Why it was refused; null where it was not.</param>
[Allow(Audience.Administrators)]
public sealed record CreateApiKeyPayload(
    ApiKeyType? ApiKey,
    string? Secret,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateApiKeyErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static CreateApiKeyPayload Of(CreateApiKeyResult result) => result switch
    {
        CreateApiKeyResult.Created created => new(new(created.Key), created.Secret, null),
        CreateApiKeyResult.Invalid invalid => new(null, null, [new InvalidInputError(invalid.Problem)]),
        CreateApiKeyResult.NotFound missing => new(null, null, [new NotFoundError(missing.What)]),
        _ => new(null, null, [new IdempotencyConflictError()]),
    };
}

/// <param name="ApiKeyId">The key to take away.</param>
public sealed record RevokeApiKeyInput([property: Id] string ApiKeyId);

/// <param name="ApiKey">Null where it was refused.</param>
/// <param name="Errors">Why it was refused; null where it was not.</param>
[Allow(Audience.Administrators)]
public sealed record RevokeApiKeyPayload(
    ApiKeyType? ApiKey,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RevokeApiKeyErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class CreateApiKeyErrorUnion() : ErrorUnion(
    "CreateApiKeyError", typeof(InvalidInputError), typeof(NotFoundError), typeof(IdempotencyConflictError));

public sealed class RevokeApiKeyErrorUnion() : ErrorUnion("RevokeApiKeyError", typeof(NotFoundError));
