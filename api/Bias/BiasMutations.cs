using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workflows;
using ActiveLabel.Domain.Bias;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Bias;

public sealed class BiasMutations
{
    /// <summary>Declares what population a project's items stand for, and what no answer may depend on.</summary>
    [Allow(Audience.Leads)]
    public static async Task<SetBiasSettingsPayload> SetBiasSettings(
        SetBiasSettingsInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] Writing writing,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        var settings = AuditBias.Usual(project);
        settings.Population = [.. (input.Population ?? []).Select(attribute => new TargetAttribute(
            attribute.Attribute, [.. attribute.Shares.Select(share => new TargetShare(share.Value, share.Share))]))];
        settings.Protected = [.. input.ProtectedAttributes ?? []];
        settings.GroupMin = input.GroupMin;
        if (settings.Validate() is { } problem)
            return new(null, [new InvalidInputError(problem)]);
        await writing.ExecuteAsync(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                await db.BiasSettings.Where(known => known.ProjectId == project.Id).ExecuteDeleteAsync(token);
                db.BiasSettings.Add(settings);
                return await db.SaveChangesAsync(token);
            },
            cancellationToken);
        return new(settings.GroupMin, null);
    }

    /// <summary>Does what an audit proposes about a finding; a finding is acted on once.</summary>
    [Allow(Audience.Leads)]
    public static async Task<ApplyBiasActionPayload> ApplyBiasAction(
        ApplyBiasActionInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] ApplyBiasAction applyAction,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, null, [new NotFoundError("project")]);
        return await applyAction.ExecuteAsync(project, input.Finding, input.Action, cancellationToken) switch
        {
            BiasActionResult.Applied applied => new(
                new(applied.Report, applied.Place),
                applied.Draft is null ? null : new WorkflowVersionType(applied.Draft),
                null),
            BiasActionResult.Invalid invalid => new(null, null, [new InvalidInputError(invalid.Problem)]),
            _ => new(null, null, [new NotFoundError("finding")]),
        };
    }
}

/// <summary>A value of an attribute and its share of the population.</summary>
/// <param name="Value">Of the attribute.</param>
/// <param name="Share">0 to 1.</param>
public sealed record TargetShareInput(string Value, double Share);

/// <summary>What the population is made up of, by one attribute.</summary>
/// <param name="Attribute">Of items.</param>
/// <param name="Shares">Of its values; they sum to one.</param>
public sealed record TargetAttributeInput(string Attribute, IReadOnlyList<TargetShareInput> Shares);

/// <param name="Population">20 attributes at the most; left out: none.</param>
/// <param name="ProtectedAttributes">Of items, 20 at the most; left out: none.</param>
/// <param name="GroupMin">Groups of fewer answers or items are not told apart, 5 or more.</param>
public sealed record SetBiasSettingsInput(
    [property: Id] string ProjectId,
    IReadOnlyList<TargetAttributeInput>? Population = null,
    IReadOnlyList<string>? ProtectedAttributes = null,
    [property: System.ComponentModel.DefaultValue(30)] int GroupMin = 30);

/// <param name="GroupMin">What holds from now on; null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record SetBiasSettingsPayload(
    int? GroupMin,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SetBiasSettingsErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Finding">Its key, as the report tells it.</param>
/// <param name="Action">One of those that it offers; left out: the one that it proposes.</param>
public sealed record ApplyBiasActionInput(
    [property: Id] string ProjectId, string Finding, BiasAction? Action = null);

/// <param name="Finding">As it is now; null where it was refused.</param>
/// <param name="WorkflowVersion">A draft that asks about the items apart; null where something else was done.</param>
[Allow(Audience.Leads)]
public sealed record ApplyBiasActionPayload(
    BiasFindingType? Finding,
    WorkflowVersionType? WorkflowVersion,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ApplyBiasActionErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class SetBiasSettingsErrorUnion() : ErrorUnion(
    "SetBiasSettingsError", typeof(NotFoundError), typeof(InvalidInputError));

public sealed class ApplyBiasActionErrorUnion() : ErrorUnion(
    "ApplyBiasActionError", typeof(NotFoundError), typeof(InvalidInputError));
