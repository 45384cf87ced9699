using ActiveLabel.Api.Clearances;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Crowds;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Misconduct;
using ActiveLabel.Api.Onboarding;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Qualifications;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Transport;
using ActiveLabel.Api.Workers;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Projects;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Graph;

public sealed class NodeQueries
{
    private delegate Task<IReadOnlyDictionary<string, INode>> FindNodes(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    private static readonly Dictionary<string, (Audience Audience, FindNodes Find)> Finders = new()
    {
        ["Project"] = (Audience.Staff, By<ProjectId, Project>(
            ProjectType.FetchAsync, project => new ProjectType(project))),
        ["Item"] = (Audience.Staff, By<Domain.Items.ItemId, Domain.Items.Item>(
            ItemType.FetchAsync, item => new ItemType(item))),
        ["Task"] = (Audience.Staff, By<Domain.Tasks.TaskId, Domain.Tasks.LabelingTask>(
            TaskType.FetchAsync, task => new TaskType(task))),
        ["Judgement"] = (Audience.Staff, By<Domain.Judgements.JudgementId, Domain.Judgements.Judgement>(
            JudgementType.FetchAsync, judgement => new JudgementType(judgement))),
        ["Worker"] = (Audience.Staff, By<Domain.Workers.WorkerId, Domain.Workers.Worker>(
            WorkerType.FetchAsync, worker => new WorkerType(worker, project: null))),
        ["Crowd"] = (Audience.Staff, By<Domain.Workers.CrowdId, Domain.Workers.Crowd>(
            CrowdType.FetchAsync, crowd => new CrowdType(crowd))),
        ["AccessZone"] = (Audience.Staff, By<Domain.Workers.AccessZoneId, Domain.Workers.AccessZone>(
            AccessZoneType.FetchAsync, zone => new AccessZoneType(zone))),
        ["WorkerCredential"] = (Audience.Staff, By<Domain.Workers.WorkerCredentialId, Domain.Workers.WorkerCredential>(
            WorkerCredentialType.FetchAsync, held => new WorkerCredentialType(held))),
        ["Qualification"] = (
            Audience.Staff, By<Domain.Qualifications.QualificationId, Domain.Qualifications.Qualification>(
            QualificationType.FetchAsync, known => new QualificationType(known))),
        ["Connector"] = (Audience.Leads, By<ConnectorId, CrowdConnector>(
            ConnectorType.FetchAsync, known => new ConnectorType(known))),
        ["Invitation"] = (Audience.Staff, By<Domain.Workers.InvitationId, Domain.Workers.Invitation>(
            InvitationType.FetchAsync, known => new InvitationType(known))),
        ["ModelVersion"] = (Audience.Staff, By<Domain.Predictions.ModelVersionId, ModelVersionType>(
            ModelVersionType.FetchAsync, model => model)),
        ["WorkflowVersion"] = (Audience.Staff, By<Domain.Workflows.WorkflowVersionId, Domain.Workflows.WorkflowVersion>(
            WorkflowVersionType.FetchAsync, version => new WorkflowVersionType(version))),
        ["Decision"] = (Audience.Staff, By<Domain.Decisions.DecisionId, Domain.Decisions.Decision>(
            DecisionType.FetchAsync, decision => new DecisionType(decision))),
        ["ItemException"] = (Audience.Staff, By<Domain.Decisions.ItemExceptionId, Domain.Decisions.ItemException>(
            ItemExceptionType.FetchAsync, exception => new ItemExceptionType(exception))),
        ["GoldItem"] = (Audience.Staff, By<Domain.Gold.GoldItemId, Domain.Gold.GoldItem>(
            GoldItemType.FetchAsync, gold => new GoldItemType(gold))),
        ["Quarantine"] = (Audience.Staff, By<Domain.Misconduct.QuarantineId, Domain.Misconduct.Quarantine>(
            QuarantineType.FetchAsync, quarantine => new QuarantineType(quarantine))),
        ["Operation"] = (Audience.Staff, By<OperationId, Operation>(
            OperationType.FetchAsync, operation => new OperationType(operation))),
        ["ApiKey"] = (Audience.Administrators, By<ApiKeyId, ApiKey>(ApiKeyType.FetchAsync, key => new ApiKeyType(key))),
        ["Member"] = (Audience.Administrators, By<MemberId, Member>(
            MemberType.FetchAsync, member => new MemberType(member))),
    };

    /// <summary>Whatever has the id; null when the caller can see nothing of it.</summary>
    [Allow(Audience.Staff)]
    public static async Task<INode?> Node(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string id,
        CancellationToken cancellationToken)
        => (await Nodes(caller, databases, [id], cancellationToken))[0];

    /// <summary>Whatever has the ids, in their order; null where the caller can see nothing.</summary>
    /// <param name="ids">At most 100.</param>
    [Allow(Audience.Staff)]
    public static async Task<IReadOnlyList<INode?>> Nodes(
        Caller caller,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] IReadOnlyList<string> ids,
        CancellationToken cancellationToken)
    {
        if (ids.Count > PageRequest.SizeMax)
            throw new RefusalError(
                RefusalError.BadUserInput, $"Ask for {PageRequest.SizeMax} ids at a time at the most.");
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var found = new Dictionary<string, INode>();
        foreach (var ofType in ids.Distinct().GroupBy(GlobalId.TypeNameOf))
            if (ofType.Key is { } type && Finders.TryGetValue(type, out var finder)
                && finder.Audience.Includes(caller.Role))
                foreach (var (id, node) in await finder.Find(
                    db, caller.OrganizationId, [.. ofType], cancellationToken))
                    found[id] = node;
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    private static FindNodes By<TId, TEntity>(Fetch<TId, TEntity> fetch, Func<TEntity, INode> node)
        where TId : struct
        where TEntity : class
        => async (db, organization, texts, cancellationToken) =>
        {
            var ids = texts.Select(text => (Text: text, Id: GlobalId.Parse<TId>(text)))
                .Where(pair => pair.Id is not null).ToDictionary(pair => pair.Text, pair => pair.Id!.Value);
            var found = await fetch(db, organization, [.. ids.Values.Distinct()], cancellationToken);
            return ids.Where(pair => found.ContainsKey(pair.Value))
                .ToDictionary(pair => pair.Key, pair => node(found[pair.Value]));
        };
}
