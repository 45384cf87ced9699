using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Connectors;

public sealed class ConnectorMutations
{
    /// <summary>Attaches an outside crowd to a project: it is told, from the first event on, what happens.</summary>
    [Allow(Audience.Leads)]
    public static async Task<CreateConnectorPayload> CreateConnector(
        CreateConnectorInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] CreateConnector createConnector,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            ? CreateConnectorPayload.Of(await createConnector.ExecuteAsync(
                project, new(input.Name, input.Crowd, input.Url, input.IdempotencyKey), cancellationToken))
            : new(null, null, [new NotFoundError("project")]);

    /// <summary>Tells an outside crowd again what happened after a place; starts one that was stopped.</summary>
    [Allow(Audience.Leads)]
    public static async Task<ReplayConnectorPayload> ReplayConnector(
        ReplayConnectorInput input,
        Caller caller,
        [FromServices] CreateConnector createConnector,
        CancellationToken cancellationToken)
        => GlobalId.Parse<ConnectorId>(input.ConnectorId) is { } id
            && await createConnector.ReplayAsync(
                caller.Tenancy, id, input.After is null ? 0 : Cursor.Parse(input.After), cancellationToken)
                is { } connector
            ? new(new(connector), null)
            : new(null, [new NotFoundError("connector")]);

    /// <summary>Tells an outside crowd nothing any more, until a replay.</summary>
    [Allow(Audience.Leads)]
    public static async Task<PauseConnectorPayload> PauseConnector(
        PauseConnectorInput input,
        Caller caller,
        [FromServices] CreateConnector createConnector,
        CancellationToken cancellationToken)
        => GlobalId.Parse<ConnectorId>(input.ConnectorId) is { } id
            && await createConnector.PauseAsync(caller.Tenancy, id, cancellationToken) is { } connector
            ? new(new(connector), null)
            : new(null, [new NotFoundError("connector")]);
}

/// <param name="ProjectId">Whose tasks it does.</param>
/// <param name="Name">What people call it; 1 to 200 characters.</param>
/// <param name="Crowd">The key of the crowd its workers belong to.</param>
/// <param name="Url">Where it is told what happens: https, at a public address.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each connector; a retry sends the same again.</param>
public sealed record CreateConnectorInput(
    [property: Id] string ProjectId, string Name, string Crowd, string Url, string IdempotencyKey);

/// <param name="Connector">Null where it was refused.</param>
/// <param name="Secret">
/// Signs what both sides send; said this once, null where an earlier request with the same key made the connector.
/// </param>
[Allow(Audience.Leads)]
public sealed record CreateConnectorPayload(
    ConnectorType? Connector,
    string? Secret,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateConnectorErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static CreateConnectorPayload Of(CreateConnectorResult result) => result switch
    {
        CreateConnectorResult.Created created => new(new(created.Connector), created.Secret, null),
        CreateConnectorResult.Invalid invalid => new(null, null, [new InvalidInputError(invalid.Problem)]),
        _ => new(null, null, [new IdempotencyConflictError()]),
    };
}

/// <param name="ConnectorId">Which to tell again.</param>
/// <param name="After">A cursor of the project's events; left out: everything.</param>
public sealed record ReplayConnectorInput([property: Id] string ConnectorId, string? After = null);

/// <param name="Connector">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record ReplayConnectorPayload(
    ConnectorType? Connector,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ReplayConnectorErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="ConnectorId">Which to stop.</param>
public sealed record PauseConnectorInput([property: Id] string ConnectorId);

/// <param name="Connector">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record PauseConnectorPayload(
    ConnectorType? Connector,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<PauseConnectorErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class CreateConnectorErrorUnion() : ErrorUnion(
    "CreateConnectorError", typeof(InvalidInputError), typeof(NotFoundError), typeof(IdempotencyConflictError));

public sealed class ReplayConnectorErrorUnion() : ErrorUnion("ReplayConnectorError", typeof(NotFoundError));

public sealed class PauseConnectorErrorUnion() : ErrorUnion("PauseConnectorError", typeof(NotFoundError));
