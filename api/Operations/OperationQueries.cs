using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Operations;

public sealed class OperationQueries
{
    private static readonly NumberKey<Operation, OperationId> Id = new("createdAt", operation => operation.Id);

    /// <summary>The operations of a project, the first one first unless another order is asked for.</summary>
    /// <param name="where">Only those for which all of it holds.</param>
    /// <param name="order">At most one field.</param>
    [Allow(Audience.Staff)]
    public static async Task<Connection<OperationType>> Operations(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null,
        OperationFilterInput? where = null,
        IReadOnlyList<OperationSortInput>? order = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await new ListQuery<Operation>(
            db, db.Operations.AsNoTracking().Where(operation => operation.ProjectId == project.Id), Id)
            .Where(where, (operations, filter) => operations
                .Where("job", filter.Job?.Read(), operation => operation.Job)
                .Where("state", filter.State?.Read(), operation => operation.State))
            .ReadAsync(page, order, operation => new OperationType(operation), cancellationToken);
    }
}

/// <summary>Which operations: all that is said must hold.</summary>
/// <param name="Job">By what is done.</param>
/// <param name="State">By how far they are.</param>
/// <param name="And">All of these hold, too; 3 deep at the most.</param>
/// <param name="Or">At least one of these holds, too; 20 alternatives at the most.</param>
public sealed record OperationFilterInput(
    FilterInput<Job>? Job = null,
    FilterInput<OperationState>? State = null,
    IReadOnlyList<OperationFilterInput>? And = null,
    IReadOnlyList<OperationFilterInput>? Or = null) : IFilterInput<OperationFilterInput>;

/// <summary>An order of operations.</summary>
/// <param name="CreatedAt">By when they were asked for.</param>
public sealed record OperationSortInput(SortDirection? CreatedAt = null) : ISortInput
{
    IReadOnlyList<(string Key, SortDirection? Direction)> ISortInput.Keys() => [("createdAt", CreatedAt)];
}
