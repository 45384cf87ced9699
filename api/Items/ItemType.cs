using System.Text.Json;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Decisions;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Items;

/// <summary>One thing to label.</summary>
[Implements(typeof(INode))]
[Allow(Audience.Staff)]
public sealed class ItemType(Item item) : INode
{
    [Id]
    [Allow(Audience.Everybody)]
    public string Id => GlobalId.Of(item.Id);

    /// <summary>What it is called where it comes from; unique in the project.</summary>
    public string ExternalId => item.ExternalId;

    /// <summary>Which share of the project it belongs to, for good.</summary>
    public Arm Arm => item.Arm;

    /// <summary>How far it is.</summary>
    public ItemState State => item.State;

    /// <summary>Key of the workflow's step it is in.</summary>
    public string Step => item.StepKey;

    /// <summary>When it came there.</summary>
    public DateTimeOffset StepEnteredAt => item.StepEnteredAt;

    /// <summary>When it has been there for too long; null where that never comes.</summary>
    public DateTimeOffset? DueAt => item.DueAt;

    /// <summary>The version of the project's workflow that leads it.</summary>
    public int WorkflowVersion => item.WorkflowVersion;

    /// <summary>What was decided about it, in the order of the decisions.</summary>
    public IDataLoaderResult<Connection<DecisionType>> Decisions(
        Caller caller,
        [FromServices] Batches batches,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        // Its workflow bounds them.
        return batches.List(caller, item.Id, DecisionType.FetchByItemAsync)
            .Then(all => page.Cut(all, decision => decision.Key));
    }

    /// <summary>Facts about the item, for slices and bias audits.</summary>
    public JsonElement Attributes => JsonType.Read(item.Attributes);

    public DateTimeOffset CreatedAt => item.CreatedAt;

    /// <summary>When it was last done; null before.</summary>
    public DateTimeOffset? DoneAt => item.DoneAt;

    /// <summary>What is to be labeled; text items have it under <c>text</c>.</summary>
    [Allow(Audience.Everybody)]
    public IDataLoaderResult<JsonElement> Data(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, item.Id, FetchDataAsync).Then(JsonType.Read);

    /// <summary>What the judgements say so far, for each question.</summary>
    public IDataLoaderResult<IReadOnlyList<ConsensusType>> Consensus(Caller caller, [FromServices] Batches batches)
        => batches.List(caller, item.Id, ConsensusType.FetchAsync);

    /// <summary>What the latest model version that scored it says; null before.</summary>
    public IDataLoaderResult<PredictionType?> Prediction(Caller caller, [FromServices] Batches batches)
        => batches.Find(caller, new ItemOfProject(item.Id, item.ProjectId), PredictionType.FetchAsync);

    /// <summary>The judgements it got, in the order they were given.</summary>
    public IDataLoaderResult<Connection<JudgementType>> Judgements(
        Caller caller,
        [FromServices] Batches batches,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        // An item has few judgements: the project's settings bound them.
        return batches.List(caller, item.Id, JudgementType.FetchByItemAsync)
            .Then(all => page.Cut(all, judgement => judgement.Key));
    }

    /// <summary>
    /// Its timeline, from its import on: what happened, to which step and state it led, who did it and why.
    /// </summary>
    public IDataLoaderResult<Connection<ProjectEventType>> Events(
        Caller caller,
        [FromServices] Batches batches,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        return batches.List(caller, new PageOfItem(item.Id, page), ProjectEventType.FetchByItemAsync)
            .Then(rows => page.PageOf(rows, happened => happened.Cursor, happened => happened));
    }

    internal static async Task<IReadOnlyDictionary<ItemId, Item>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ItemId> ids, CancellationToken cancellationToken)
        => await db.Items.AsNoTracking().Where(item => item.OrganizationId == organization && ids.Contains(item.Id))
            .ToDictionaryAsync(item => item.Id, cancellationToken);

    private static async Task<IReadOnlyDictionary<ItemId, string>> FetchDataAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ItemId> ids, CancellationToken cancellationToken)
        => await db.ItemContents.AsNoTracking()
            .Where(content => content.OrganizationId == organization && ids.Contains(content.ItemId))
            .ToDictionaryAsync(content => content.ItemId, content => content.Data, cancellationToken);
}

/// <summary>An item, and where its questions are found.</summary>
internal readonly record struct ItemOfProject(ItemId Item, ProjectId Project);
