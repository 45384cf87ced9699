using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Judgements;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Gold;

public sealed class GoldMutations
{
    /// <summary>
    /// Says what the answers to some items are: they are done, and tasks that look like any others measure workers by
    /// them, each worker once.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<AddGoldPayload> AddGold(
        AddGoldInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] AddGold addGold,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        var known = input.Items.Select(item => new KnownAnswers(
            item.ExternalId,
            [.. item.Answers.Select(answer => new Answer(answer.QuestionKey, answer.Value.ToValue()))])).ToList();
        return await addGold.ExecuteAsync(
            project, known, caller.CredentialId, input.IdempotencyKey, cancellationToken) switch
        {
            AddGoldResult.Added added => new(added.Count, null),
            AddGoldResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            _ => new(null, [new IdempotencyConflictError()]),
        };
    }

    /// <summary>Takes a gold item out of use: nobody gets it any more. What is known of it stands.</summary>
    [Allow(Audience.Leads)]
    public static async Task<RetireGoldPayload> RetireGold(
        RetireGoldInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SetGoldSettings settings,
        CancellationToken cancellationToken)
        => await access.FindAsync(caller, input.ProjectId, cancellationToken) is { } project
            && GlobalId.Parse<GoldItemId>(input.GoldItemId) is { } id
            && await settings.RetireAsync(project, id, cancellationToken) is { } gold
            ? new(new(gold), null)
            : new(null, [new NotFoundError("gold item")]);

    /// <summary>Says how a project measures its workers, in place of what was said before.</summary>
    [Allow(Audience.Leads)]
    public static async Task<SetGoldSettingsPayload> SetGoldSettings(
        SetGoldSettingsInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SetGoldSettings setSettings,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        var usual = new GoldSettings(new());
        var settings = new GoldSettings(
            new(
                input.RateMin ?? usual.Rates.RateMin,
                input.RateMax ?? usual.Rates.RateMax,
                input.HalfWidthTarget ?? usual.Rates.HalfWidthTarget),
            input.ExposuresMax ?? usual.ExposuresMax,
            input.GivesFeedback ?? usual.GivesFeedback,
            input.ActiveTarget ?? usual.ActiveTarget,
            input.PromotesAt,
            input.TrainingBelow,
            input.BarsUntilTrained ?? usual.BarsUntilTrained);
        return await setSettings.ExecuteAsync(project, settings, cancellationToken) is { } problem
            ? new(null, [new InvalidInputError(problem)])
            : new(new(settings), null);
    }
}

/// <summary>An item and what is known of it.</summary>
/// <param name="ExternalId">What the item is called where it comes from.</param>
/// <param name="Answers">The known answers, one for each question that is asked after the others.</param>
public sealed record KnownAnswersInput(string ExternalId, IReadOnlyList<AnswerInput> Answers);

/// <param name="ProjectId">Whose items.</param>
/// <param name="Items">1 to 100, each once.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each request; a retry sends the same again.</param>
public sealed record AddGoldInput(
    [property: Id] string ProjectId, IReadOnlyList<KnownAnswersInput> Items, string IdempotencyKey);

/// <param name="Count">Items that are gold now and were not before; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record AddGoldPayload(
    int? Count,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<AddGoldErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="ProjectId">Of which project.</param>
/// <param name="GoldItemId">Which one.</param>
public sealed record RetireGoldInput([property: Id] string ProjectId, [property: Id] string GoldItemId);

/// <param name="GoldItem">As it is now; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record RetireGoldPayload(
    GoldItemType? GoldItem,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<RetireGoldErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="ProjectId">Of which project.</param>
/// <param name="RateMin">Share of gold for a worker who is known well, 0 to 0.5; left out: 0.02.</param>
/// <param name="RateMax">Share of gold for a newcomer or one who is doubted, up to 0.5; left out: 0.25.</param>
/// <param name="HalfWidthTarget">
/// Known well is whose accuracy's 90 % interval is no wider than twice this; left out: 0.06.
/// </param>
/// <param name="ExposuresMax">A gold item is retired after so many answers; left out: 200.</param>
/// <param name="GivesFeedback">Whether a worker is told at once whether he was right; left out: no.</param>
/// <param name="ActiveTarget">So many are kept in use where items can be promoted; left out: 50.</param>
/// <param name="PromotesAt">
/// An item whose consensus is at least this sure becomes gold when some is wanted, 0.9 to 1; left out: never.
/// </param>
/// <param name="TrainingBelow">
/// Who answers a smaller share of gold rightly needs the training again, 0 to 1; left out: nobody.
/// </param>
/// <param name="BarsUntilTrained">
/// Whether whoever needs it gets no task until he has passed a qualification again; left out: no.
/// </param>
public sealed record SetGoldSettingsInput(
    [property: Id] string ProjectId,
    double? RateMin = null,
    double? RateMax = null,
    double? HalfWidthTarget = null,
    int? ExposuresMax = null,
    bool? GivesFeedback = null,
    int? ActiveTarget = null,
    double? PromotesAt = null,
    double? TrainingBelow = null,
    bool? BarsUntilTrained = null);

/// <param name="Settings">What holds from now on; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record SetGoldSettingsPayload(
    GoldSettingsType? Settings,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SetGoldSettingsErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class AddGoldErrorUnion() : ErrorUnion(
    "AddGoldError", typeof(NotFoundError), typeof(InvalidInputError), typeof(IdempotencyConflictError));

public sealed class RetireGoldErrorUnion() : ErrorUnion("RetireGoldError", typeof(NotFoundError));

public sealed class SetGoldSettingsErrorUnion() : ErrorUnion(
    "SetGoldSettingsError", typeof(NotFoundError), typeof(InvalidInputError));
