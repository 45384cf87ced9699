using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Judgements;

/// <summary>One worker's answers to a task; it never changes.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Everybody)]
public sealed class JudgementType(Judgement judgement) : INode
{
    internal long Key => judgement.Id.Value;

    [Id]
    public string Id => GlobalId.Of(judgement.Id);

    public IDataLoaderResult<TaskType> Task(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, judgement.TaskId, TaskType.FetchAsync).Then(task => new TaskType(task));

    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, judgement.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    public IDataLoaderResult<WorkerType> Worker(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, judgement.WorkerId, WorkerType.FetchAsync)
            .Then(worker => new WorkerType(worker, judgement.ProjectId));

    /// <summary>One for each question of the label schema.</summary>
    public IReadOnlyList<AnswerType> Answers => [.. judgement.Answers.Select(answer => new AnswerType(answer))];

    /// <summary>The version of the instructions that were in force.</summary>
    public int InstructionsVersion => judgement.InstructionsVersion;

    /// <summary>When it was given.</summary>
    public DateTimeOffset SubmittedAt => judgement.SubmittedAt;

    /// <summary>How long the worker took, as the client measured it.</summary>
    public double HandlingSeconds => judgement.HandlingSeconds;

    /// <summary>What it was given with; null where the client did not say.</summary>
    [Allow(Audience.Staff)]
    public JudgementClientType? Client => judgement.Client is { } client ? new(client) : null;

    internal static async Task<IReadOnlyDictionary<JudgementId, Judgement>> FetchAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        IReadOnlyList<JudgementId> ids,
        CancellationToken cancellationToken)
        => await db.Judgements.AsNoTracking()
            .Where(judgement => judgement.OrganizationId == organization && ids.Contains(judgement.Id))
            .ToDictionaryAsync(judgement => judgement.Id, cancellationToken);

    internal static async Task<IReadOnlyDictionary<ItemId, IReadOnlyList<JudgementType>>> FetchByItemAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ItemId> items, CancellationToken cancellationToken)
        => (await db.Judgements.AsNoTracking()
            .Where(judgement => judgement.OrganizationId == organization && items.Contains(judgement.ItemId))
            .OrderBy(judgement => judgement.Id).ToListAsync(cancellationToken))
            .ByKey(judgement => judgement.ItemId, judgement => new JudgementType(judgement));
}

/// <summary>What a judgement was given with, as the client says.</summary>
[Allow(Audience.Staff)]
public sealed class JudgementClientType(JudgementClient client)
{
    /// <summary>Such as "workbench-2"; null where it is not said.</summary>
    public string? Interface => client.Interface;

    /// <summary>Such as "phone"; null where it is not said.</summary>
    public string? Device => client.Device;
}
