using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Operations;

/// <summary>One run of a job, from the request to its result.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class OperationType(Operation operation) : INode
{
    [Id]
    public string Id => GlobalId.Of(operation.Id);

    /// <summary>What is done.</summary>
    public Job Job => operation.Job;

    /// <summary>How far it is.</summary>
    public OperationState State => operation.State;

    /// <summary>0 to 1.</summary>
    public double Progress => operation.Progress;

    public DateTimeOffset CreatedAt => operation.CreatedAt;

    /// <summary>When it last began to run; null before.</summary>
    public DateTimeOffset? StartedAt => operation.StartedAt;

    /// <summary>How long it ran; null before it ended.</summary>
    public double? DurationSeconds => (operation.FinishedAt - operation.StartedAt)?.TotalSeconds;

    /// <summary>
    /// SHA-256 over what the result rests on: the same inputs give the same result. Null where the job does not tell.
    /// </summary>
    public string? InputsHash => operation.InputsHash;

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? FinishedAt => operation.FinishedAt;

    /// <summary>What went wrong and what to do.</summary>
    public string? Error => operation.Error;

    /// <summary>What came of it; null before, and where it failed.</summary>
    public JsonElement? Result => operation.Result is { } result ? JsonType.Read(result) : null;

    internal static async Task<IReadOnlyDictionary<OperationId, Operation>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<OperationId> ids,
        CancellationToken cancellationToken)
        => await db.Operations.AsNoTracking()
            .Where(operation => operation.OrganizationId == organization && ids.Contains(operation.Id))
            .ToDictionaryAsync(operation => operation.Id, cancellationToken);
}
