using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Graph;

public sealed class NodeQueries
{
    private delegate Task<INode?> FindNode(
        ActiveLabelDb db, OrganizationId organization, string id, CancellationToken cancellationToken);

    private static readonly Dictionary<string, FindNode> Finders = new()
    {
        ["Project"] = By<ProjectId, Project>(ProjectType.FetchAsync, project => new ProjectType(project)),
        ["Item"] = By<Domain.Items.ItemId, Domain.Items.Item>(ItemType.FetchAsync, item => new ItemType(item)),
        ["Task"] = By<Domain.Tasks.TaskId, Domain.Tasks.LabelingTask>(TaskType.FetchAsync, task => new TaskType(task)),
        ["Judgement"] = By<Domain.Judgements.JudgementId, Domain.Judgements.Judgement>(
            JudgementType.FetchAsync, judgement => new JudgementType(judgement)),
        ["Worker"] = By<Domain.Workers.WorkerId, Domain.Workers.Worker>(
            WorkerType.FetchAsync, worker => new WorkerType(worker, project: null)),
        ["ModelVersion"] = By<Domain.Predictions.ModelVersionId, ModelVersionType>(
            ModelVersionType.FetchAsync, model => model),
        ["Operation"] = By<OperationId, Operation>(OperationType.FetchAsync, operation => new OperationType(operation)),
    };

    /// <summary>Whatever has the id; null when the caller can see nothing of it.</summary>
    [Allow(Role.Administrator)]
    public static async Task<INode?> Node(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string id,
        CancellationToken cancellationToken)
    {
        if (GlobalId.TypeNameOf(id) is not { } type || !Finders.TryGetValue(type, out var find))
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await find(db, caller.OrganizationId, id, cancellationToken);
    }

    private static FindNode By<TId, TEntity>(Fetch<TId, TEntity> fetch, Func<TEntity, INode> node)
        where TId : struct
        where TEntity : class
        => async (db, organization, text, cancellationToken) =>
            GlobalId.Parse<TId>(text) is { } id
                && (await fetch(db, organization, [id], cancellationToken)).GetValueOrDefault(id) is { } found
                ? node(found)
                : null;
}
