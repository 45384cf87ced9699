using System.ComponentModel;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using ActiveLabel.Api.Workers;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Projects;

public sealed class ProjectMutations
{
    /// <summary>Creates a project. The same request under the same key gives the same project.</summary>
    [Allow(Audience.Leads)]
    public static async Task<CreateProjectPayload> CreateProject(
        CreateProjectInput input,
        Caller caller,
        [FromServices] CreateProject createProject,
        CancellationToken cancellationToken)
        => caller.ProjectId is not null
            ? throw new RefusalError(RefusalError.Forbidden, "Your key opens one project; it makes no other.")
            : input.Problem is { } problem ? new(null, [new InvalidInputError(problem)])
            : CreateProjectPayload.Of(
                await createProject.ExecuteAsync(caller.OrganizationId, input.ToNewProject(), cancellationToken));
}

/// <param name="Seed">What the random shares are drawn from; a project made again with it draws the same.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each project; a retry sends the same again.</param>
/// <param name="Name">Unique in the organization; 1 to 200 characters.</param>
/// <param name="Instructions">What workers are told before they begin.</param>
/// <param name="Questions">What is asked about each item.</param>
/// <param name="Settings">Left out: as the template, or else the product, has them.</param>
/// <param name="TemplateKey">What is left out is taken from the template of this key.</param>
/// <param name="Workflow">Left out: as the template, or else the product, has it.</param>
/// <param name="Examples">Of the instructions; left out, as the template has them.</param>
/// <param name="Requirement">What workers must bring; left out, every member of the project may.</param>
public sealed record CreateProjectInput(
    string Name,
    string IdempotencyKey,
    string? Instructions = null,
    IReadOnlyList<QuestionInput>? Questions = null,
    ProjectSettingsInput? Settings = null,
    [property: DefaultValue(1)] int Seed = 1,
    WorkerRequirementInput? Requirement = null,
    string? TemplateKey = null,
    WorkflowInput? Workflow = null,
    IReadOnlyList<InstructionExampleInput>? Examples = null)
{
    internal string? Problem
        => TemplateKey is not null && TemplateGallery.Find(TemplateKey) is null
            ? $"There is no template '{TemplateKey}'; projectTemplates lists them."
            : TemplateKey is null && (Instructions is null || Questions is null)
                ? "Say the instructions and the questions, or name a template."
                : null;

    internal NewProject ToNewProject()
    {
        var template = TemplateKey is null ? null : TemplateGallery.Find(TemplateKey);
        // A template's workflow, examples and policy are about its own questions: whoever asks others says his own.
        var asksItself = Questions is not null;
        return new(
            Name,
            new(
                1,
                Instructions ?? template?.Schema.Instructions ?? "",
                Questions is { } questions
                    ? [.. questions.Select(question => question.ToQuestion())]
                    : template?.Schema.Questions ?? []),
            Settings?.ToSettings(template?.Settings) ?? template?.Settings ?? new ProjectSettingsInput().ToSettings(),
            Seed,
            IdempotencyKey,
            Requirement?.ToRequirement(),
            Workflow?.ToWorkflow() ?? (asksItself ? null : template?.Workflow),
            Examples is not null ? InstructionExampleInput.ToExamples(Examples) : asksItself ? [] : template?.Examples);
    }
}

/// <param name="TargetConfidence">Asking stops when the posterior of the top answer reaches it; 0.5 to 1.</param>
/// <summary>What is asked about each item: one of several choices.</summary>
/// <param name="Key">Stable name, unique in the schema; 1 to 100 characters.</param>
/// <param name="Prompt">What a worker is asked.</param>
/// <param name="Choices">What can be answered; at least two.</param>
/// <param name="When">After which answer it is asked; left out: always. The first question is always asked.</param>
public sealed record QuestionInput(
    string Key,
    string Prompt,
    IReadOnlyList<ChoiceInput> Choices,
    [property: DefaultValue(0.9)] double TargetConfidence = 0.9,
    QuestionWhenInput? When = null)
{
    internal Question ToQuestion() => new(
        Key,
        Prompt,
        AnnotationType.SingleChoice,
        [.. Choices.Select(choice => new Choice(choice.Key, choice.Title, choice.Description, choice.Example))],
        TargetConfidence,
        When is null ? null : new(When.QuestionKey, When.Choices));
}

/// <summary>When a question is asked: after one of these answers to an earlier question.</summary>
/// <param name="QuestionKey">The earlier question.</param>
/// <param name="Choices">Keys of its choices; at least one.</param>
public sealed record QuestionWhenInput(string QuestionKey, IReadOnlyList<string> Choices);

/// <param name="Description">When a worker should choose it.</param>
/// <param name="Example">An item it is right for.</param>
/// <summary>An answer that can be chosen.</summary>
/// <param name="Key">Stable name, unique in the question; 1 to 100 characters.</param>
/// <param name="Title">What a worker reads.</param>
public sealed record ChoiceInput(string Key, string Title, string? Description = null, string? Example = null);

/// <summary>What is left out is as the product has it.</summary>
/// <param name="Strategy">How the queue is ordered.</param>
/// <param name="JudgementsMin">Judgements asked for every item, 1 to judgementsMax.</param>
/// <param name="JudgementsMax">Judgements an item has at the most, 1 to 15.</param>
/// <param name="ControlJudgements">Judgements asked for every item of the control arm, 1 to 15.</param>
/// <param name="ControlShare">Share of the items that measure models, 0 to 1.</param>
/// <param name="CalibrationShare">Share of the items that calibrate models, 0 to 1.</param>
/// <param name="RandomShare">Share of the items that are drawn at random for training, 0 to 1.</param>
/// <param name="ModelBlindShare">Share of the tasks that are shown without a pre-label, 0 to 1.</param>
/// <param name="LeaseSeconds">How long a worker holds a task without a heartbeat: 10 to 86,400 seconds.</param>
/// <param name="TargetAccuracy">What the model is to reach on the control arm, between 0 and 1.</param>
/// <param name="LeasesMax">How many tasks a worker may hold at a time, 1 to 50.</param>
/// <param name="Budget">
/// What judgements and decisions may cost in all, in the project's currency; without it there is no bound.
/// </param>
/// <param name="RandomWithoutGain">
/// Whether the queue is in random order while <c>learningGain</c> says that the model's gains nothing.
/// </param>
/// <param name="Learner">How the project's own models learn; left out: DEFAULT.</param>
/// <param name="ClassBalance">
/// How far each batch of the ranked queue evens out the most probable choices against what is labeled so far: 0 (as the
/// strategy has it) to 1 (as even as can be).
/// </param>
/// <param name="SliceQuotas">
/// Slices that get a share of each batch of the ranked queue, 20 at the most and 1 in all.
/// </param>
/// <param name="Committee">
/// Members of the committee that the project's own linear models get beside them: 2 to 16, or 0 for none beyond what
/// the strategy asks.
/// </param>
public sealed record ProjectSettingsInput(
    Strategy? Strategy = null,
    int? JudgementsMin = null,
    int? JudgementsMax = null,
    int? ControlJudgements = null,
    double? ControlShare = null,
    double? CalibrationShare = null,
    double? RandomShare = null,
    double? ModelBlindShare = null,
    int? LeaseSeconds = null,
    double? TargetAccuracy = null,
    int? LeasesMax = null,
    double? Budget = null,
    bool? RandomWithoutGain = null,
    Learner? Learner = null,
    double? ClassBalance = null,
    IReadOnlyList<SliceQuotaInput>? SliceQuotas = null,
    int? Committee = null)
{
    /// <param name="basis">What is left out is as here; null for as the product has it.</param>
    internal ProjectSettings ToSettings(ProjectSettings? basis = null)
    {
        var settings = basis ?? new(new RandomShares());
        var shares = settings.Shares;
        return new(
            new(
                ControlShare ?? shares.Control,
                CalibrationShare ?? shares.Calibration,
                RandomShare ?? shares.Random,
                ModelBlindShare ?? shares.ModelBlind),
            Strategy ?? settings.Strategy,
            JudgementsMin ?? settings.JudgementsMin,
            JudgementsMax ?? settings.JudgementsMax,
            ControlJudgements ?? settings.ControlJudgements,
            LeaseSeconds ?? settings.LeaseSeconds,
            TargetAccuracy ?? settings.TargetAccuracy,
            LeasesMax ?? settings.LeasesMax,
            Budget ?? settings.Budget,
            RandomWithoutGain ?? settings.RandomWithoutGain,
            Learner ?? settings.Learner,
            ClassBalance ?? settings.ClassBalance,
            SliceQuotas?.Select(quota => quota.ToQuota()).ToList() ?? settings.SliceQuotas,
            Committee ?? settings.Committee);
    }
}

/// <summary>At least a share of each batch of the ranked queue, as far as there are such open items.</summary>
/// <param name="Attribute">Of items; 1 to 200 characters.</param>
/// <param name="Value">What it has: a text, a number as it was imported, True or False; 1 to 200 characters.</param>
/// <param name="Share">Above 0 to 1.</param>
public sealed record SliceQuotaInput(string Attribute, string Value, double Share)
{
    internal SliceQuota ToQuota() => new(Attribute, Value, Share);
}

/// <param name="Project">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record CreateProjectPayload(
    ProjectType? Project,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<CreateProjectErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors)
{
    internal static CreateProjectPayload Of(CreateProjectResult result) => result switch
    {
        CreateProjectResult.Created created => new(new ProjectType(created.Project), null),
        CreateProjectResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
        CreateProjectResult.NameTaken taken => new(null, [new NameTakenError(taken.Name)]),
        _ => new(null, [new IdempotencyConflictError()]),
    };
}
