using System.ComponentModel;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Items;
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
            : CreateProjectPayload.Of(
                await createProject.ExecuteAsync(caller.OrganizationId, input.ToNewProject(), cancellationToken));
}

/// <param name="Seed">What the random shares are drawn from; a project made again with it draws the same.</param>
/// <param name="IdempotencyKey">Chosen by the client, one for each project; a retry sends the same again.</param>
public sealed record CreateProjectInput(
    string Name,
    string Instructions,
    IReadOnlyList<QuestionInput> Questions,
    string IdempotencyKey,
    ProjectSettingsInput? Settings = null,
    [property: DefaultValue(1)] int Seed = 1)
{
    internal NewProject ToNewProject() => new(
        Name,
        new(1, Instructions, [.. Questions.Select(question => question.ToQuestion())]),
        (Settings ?? new()).ToSettings(),
        Seed,
        IdempotencyKey);
}

/// <param name="TargetConfidence">Asking stops when the posterior of the top answer reaches it; 0.5 to 1.</param>
public sealed record QuestionInput(
    string Key,
    string Prompt,
    IReadOnlyList<ChoiceInput> Choices,
    [property: DefaultValue(0.9)] double TargetConfidence = 0.9)
{
    internal Question ToQuestion() => new(
        Key,
        Prompt,
        AnnotationType.SingleChoice,
        [.. Choices.Select(choice => new Choice(choice.Key, choice.Title, choice.Description, choice.Example))],
        TargetConfidence);
}

/// <param name="Description">When a worker should choose it.</param>
/// <param name="Example">An item it is right for.</param>
public sealed record ChoiceInput(string Key, string Title, string? Description = null, string? Example = null);

/// <summary>What is left out is as the product has it.</summary>
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
    double? TargetAccuracy = null)
{
    internal ProjectSettings ToSettings()
    {
        var shares = new RandomShares();
        var settings = new ProjectSettings(shares);
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
            TargetAccuracy ?? settings.TargetAccuracy);
    }
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
