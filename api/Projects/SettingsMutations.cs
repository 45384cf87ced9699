using System.ComponentModel;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Projects;

public sealed class SettingsMutations
{
    /// <summary>
    /// Changes how a project is run while it runs. How often items are judged is the workflow's: publish a version of
    /// it that says otherwise.
    /// </summary>
    [Allow(Audience.Leads)]
    public static async Task<UpdateProjectSettingsPayload> UpdateProjectSettings(
        UpdateProjectSettingsInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] UpdateSettings updateSettings,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        if (input is { Budget: not null, RemovesBudget: true })
            return new(null, [new InvalidInputError("Say the budget, or that there is none: not both.")]);
        if (input is { EmbedderId: not null, RemovesEmbedder: true })
            return new(null, [new InvalidInputError("Say the embedder, or that there is none: not both.")]);
        if (input.EmbedderId is { } embedder && GlobalId.Parse<ModelVersionId>(embedder) is null)
            return new(null, [new NotFoundError("model version")]);
        return await updateSettings.ExecuteAsync(project, input.Change, cancellationToken) switch
        {
            UpdateSettingsResult.Updated updated => new(new ProjectType(updated.Project), null),
            UpdateSettingsResult.NoSuchEmbedder => new(null, [new NotFoundError("model version")]),
            UpdateSettingsResult.Unfit unfit => new(null, [new ModelStageError(unfit.Problem)]),
            UpdateSettingsResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            var other => throw new InvalidOperationException($"There is no payload for {other}."),
        };
    }
}

/// <summary>What is left out stays as it is.</summary>
/// <param name="ProjectId">Whose settings.</param>
/// <param name="Strategy">How the queue is ordered from its next ranking on.</param>
/// <param name="LeaseSeconds">How long a worker holds a task without a heartbeat: 10 to 86,400 seconds.</param>
/// <param name="TargetAccuracy">What the model is to reach on the control arm, between 0 and 1.</param>
/// <param name="LeasesMax">How many tasks a worker may hold at a time, 1 to 50.</param>
/// <param name="Budget">
/// What judgements and decisions may cost in all, those of before included, in the project's currency. Below what is
/// spent already nobody gets another task.
/// </param>
/// <param name="RemovesBudget">From now on there is no bound.</param>
/// <param name="RandomWithoutGain">
/// Whether the queue is in random order while <c>learningGain</c> says that the model's gains nothing.
/// </param>
/// <param name="Learner">How the project's own models learn, from the next one on.</param>
/// <param name="ClassBalance">
/// How far each batch of the ranked queue evens out the most probable choices against what is labeled so far: 0 (as the
/// strategy has it) to 1 (as even as can be).
/// </param>
/// <param name="SliceQuotas">
/// Slices that get a share of each batch of the ranked queue, 20 at the most and 1 in all; an empty
/// list takes all quotas away.
/// </param>
/// <param name="Committee">
/// Members of the committee that the project's own linear models get beside them, from the next one on: 2 to 16, or 0
/// for none beyond what the strategy asks.
/// </param>
/// <param name="EmbedderId">
/// Id of a model version of the project that is an embedder: the project's own models are trained on its vectors, from
/// the next one on.
/// </param>
/// <param name="RemovesEmbedder">From the next one on they read items again.</param>
public sealed record UpdateProjectSettingsInput(
    [property: Id] string ProjectId,
    Strategy? Strategy = null,
    int? LeaseSeconds = null,
    double? TargetAccuracy = null,
    int? LeasesMax = null,
    double? Budget = null,
    [property: DefaultValue(false)] bool RemovesBudget = false,
    bool? RandomWithoutGain = null,
    Learner? Learner = null,
    double? ClassBalance = null,
    IReadOnlyList<SliceQuotaInput>? SliceQuotas = null,
    int? Committee = null,
    [property: Id] string? EmbedderId = null,
    [property: DefaultValue(false)] bool RemovesEmbedder = false)
{
    internal ProjectSettings Change(ProjectSettings before) => before with
    {
        Strategy = Strategy ?? before.Strategy,
        LeaseSeconds = LeaseSeconds ?? before.LeaseSeconds,
        TargetAccuracy = TargetAccuracy ?? before.TargetAccuracy,
        LeasesMax = LeasesMax ?? before.LeasesMax,
        Budget = RemovesBudget ? null : Budget ?? before.Budget,
        RandomWithoutGain = RandomWithoutGain ?? before.RandomWithoutGain,
        Learner = Learner ?? before.Learner,
        ClassBalance = ClassBalance ?? before.ClassBalance,
        SliceQuotas = SliceQuotas?.Select(quota => quota.ToQuota()).ToList() ?? before.SliceQuotas,
        Committee = Committee ?? before.Committee,
        EmbedderId = RemovesEmbedder ? null
            : EmbedderId is null ? before.EmbedderId
            : GlobalId.Parse<ModelVersionId>(EmbedderId),
    };
}

/// <param name="Project">With what holds from now on; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record UpdateProjectSettingsPayload(
    ProjectType? Project,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<UpdateProjectSettingsErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class UpdateProjectSettingsErrorUnion() : ErrorUnion(
    "UpdateProjectSettingsError", typeof(NotFoundError), typeof(InvalidInputError), typeof(ModelStageError));
