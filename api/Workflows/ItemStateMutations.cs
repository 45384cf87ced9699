using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Workflows;

public sealed class ItemStateMutations
{
    private const int CommentLengthMax = 2_000;

    /// <summary>Nobody gets the item until it is resumed; who holds its task loses it.</summary>
    [Allow(Audience.Leads)]
    public static async Task<PauseItemPayload> PauseItem(
        PauseItemInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeItem changeItem,
        CancellationToken cancellationToken)
        => Payload(
            await ChangeAsync(
                access,
                caller,
                input.ItemId,
                input.Comment,
                (project, item) => changeItem.PauseAsync(
                    project, item, caller.CredentialId, input.Comment, cancellationToken),
                cancellationToken),
            (item, errors) => new PauseItemPayload(item, errors));

    /// <summary>The item goes on where it was.</summary>
    [Allow(Audience.Leads)]
    public static async Task<ResumeItemPayload> ResumeItem(
        ResumeItemInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeItem changeItem,
        CancellationToken cancellationToken)
        => Payload(
            await ChangeAsync(
                access,
                caller,
                input.ItemId,
                input.Comment,
                (project, item) => changeItem.ResumeAsync(
                    project, item, caller.CredentialId, input.Comment, cancellationToken),
                cancellationToken),
            (item, errors) => new ResumeItemPayload(item, errors));

    /// <summary>The item is not wanted any more; what is known of it stays.</summary>
    [Allow(Audience.Leads)]
    public static async Task<CancelItemPayload> CancelItem(
        CancelItemInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeItem changeItem,
        CancellationToken cancellationToken)
        => Payload(
            await ChangeAsync(
                access,
                caller,
                input.ItemId,
                input.Comment,
                (project, item) => changeItem.CancelAsync(
                    project, item, caller.CredentialId, input.Comment, cancellationToken),
                cancellationToken),
            (item, errors) => new CancelItemPayload(item, errors));

    /// <summary>Sends an item that is done or cancelled to a step of the workflow in force.</summary>
    [Allow(Audience.Leads)]
    public static async Task<ReopenItemPayload> ReopenItem(
        ReopenItemInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeItem changeItem,
        CancellationToken cancellationToken)
        => Payload(
            await ChangeAsync(
                access,
                caller,
                input.ItemId,
                comment: null,
                (project, item) => changeItem.ReopenAsync(
                    project, item, input.Step, caller.CredentialId, cancellationToken),
                cancellationToken),
            (item, errors) => new ReopenItemPayload(item, errors));

    /// <summary>
    /// Nobody claims a task of the project until it is resumed; what is being judged may still come in.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<PauseProjectPayload> PauseProject(
        PauseProjectInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeProject changeProject,
        CancellationToken cancellationToken)
        => await SetPausedAsync(access, changeProject, caller, input.ProjectId, isPaused: true, cancellationToken)
            is { } project ? new(project, null) : new(null, [new NotFoundError("project")]);

    /// <summary>The tasks of the project can be claimed again.</summary>
    [Allow(Audience.Leads)]
    public static async Task<ResumeProjectPayload> ResumeProject(
        ResumeProjectInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ChangeProject changeProject,
        CancellationToken cancellationToken)
        => await SetPausedAsync(access, changeProject, caller, input.ProjectId, isPaused: false, cancellationToken)
            is { } project ? new(project, null) : new(null, [new NotFoundError("project")]);

    private static async Task<ProjectType?> SetPausedAsync(
        ProjectAccess access,
        ChangeProject changeProject,
        Caller caller,
        string id,
        bool isPaused,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, id, cancellationToken) is not { } project)
            return null;
        await changeProject.SetPausedAsync(project, isPaused, caller.CredentialId, cancellationToken);
        return new(await access.GetAsync(caller, id, cancellationToken));
    }

    private static async Task<(ItemChange? Change, IUserError? Error)> ChangeAsync(
        ProjectAccess access,
        Caller caller,
        string id,
        string? comment,
        Func<Project, ItemId, Task<ItemChange>> change,
        CancellationToken cancellationToken)
    {
        if (comment?.Length > CommentLengthMax)
            return (null, new InvalidInputError($"A comment has at most {CommentLengthMax} characters."));
        return await access.FindByItemAsync(caller, id, cancellationToken) is var (project, item)
            ? (await change(project, item), null)
            : (new ItemChange.NotFound(), null);
    }

    private static TPayload Payload<TPayload>(
        (ItemChange? Change, IUserError? Error) result,
        Func<ItemType?, IReadOnlyList<IUserError>?, TPayload> payload) => result switch
        {
            { Error: { } error } => payload(null, [error]),
            { Change: ItemChange.Changed changed } => payload(new(changed.Item), null),
            { Change: ItemChange.WrongState wrong } => payload(null, [new ItemStateError(wrong.State)]),
            { Change: ItemChange.UnknownStep unknown } => payload(
                null, [new InvalidInputError($"The workflow in force has no step '{unknown.Step}'.")]),
            _ => payload(null, [new NotFoundError("item")]),
        };
}

/// <param name="ItemId">The item.</param>
/// <param name="Comment">Why; at most 2,000 characters.</param>
public sealed record PauseItemInput([property: Id] string ItemId, string? Comment = null);

/// <param name="ItemId">The item.</param>
/// <param name="Comment">Why; at most 2,000 characters.</param>
public sealed record ResumeItemInput([property: Id] string ItemId, string? Comment = null);

/// <param name="ItemId">The item.</param>
/// <param name="Comment">Why; at most 2,000 characters.</param>
public sealed record CancelItemInput([property: Id] string ItemId, string? Comment = null);

/// <param name="ItemId">The item.</param>
/// <param name="Step">Key of a step of the workflow in force; left out, its first one.</param>
public sealed record ReopenItemInput([property: Id] string ItemId, string? Step = null);

public sealed record PauseProjectInput([property: Id] string ProjectId);

public sealed record ResumeProjectInput([property: Id] string ProjectId);

/// <param name="Item">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record PauseItemPayload(
    ItemType? Item,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<PauseItemErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Item">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record ResumeItemPayload(
    ItemType? Item,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ResumeItemErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Item">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record CancelItemPayload(
    ItemType? Item,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CancelItemErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Item">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record ReopenItemPayload(
    ItemType? Item,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ReopenItemErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Project">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record PauseProjectPayload(
    ProjectType? Project,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<PauseProjectErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Project">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record ResumeProjectPayload(
    ProjectType? Project,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ResumeProjectErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
