using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Decisions;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

public sealed class ExceptionMutations
{
    /// <summary>Says who looks after an exception.</summary>
    [Allow(Audience.Leads)]
    public static async Task<AssignExceptionPayload> AssignException(
        AssignExceptionInput input,
        Caller caller,
        [FromServices] FindException findException,
        [FromServices] ResolveException resolveException,
        CancellationToken cancellationToken)
        => Payload(
            await findException.ExecuteAsync(caller, input.ExceptionId, cancellationToken) is var (project, id)
                ? await resolveException.AssignAsync(project, id, input.Owner, caller.CredentialId, cancellationToken)
                : new ExceptionResult.NotFound(),
            (exception, errors) => new AssignExceptionPayload(exception, errors));

    /// <summary>Resolves an exception; the item goes on as is said.</summary>
    [Allow(Audience.Leads)]
    public static async Task<ResolveExceptionPayload> ResolveException(
        ResolveExceptionInput input,
        Caller caller,
        [FromServices] FindException findException,
        [FromServices] ResolveException resolveException,
        CancellationToken cancellationToken)
        => Payload(
            await findException.ExecuteAsync(caller, input.ExceptionId, cancellationToken) is var (project, id)
                ? await resolveException.ResolveAsync(
                    project, id, input.Resolution.ToResolution(), input.Comment, caller.CredentialId, cancellationToken)
                : new ExceptionResult.NotFound(),
            (exception, errors) => new ResolveExceptionPayload(exception, errors));

    private static TPayload Payload<TPayload>(
        ExceptionResult result, Func<ItemExceptionType?, IReadOnlyList<IUserError>?, TPayload> payload) => result switch
        {
            ExceptionResult.Changed changed => payload(new(changed.Exception), null),
            ExceptionResult.Invalid invalid => payload(null, [new InvalidInputError(invalid.Problem)]),
            ExceptionResult.ResolvedAlready => payload(null, [new ExceptionResolvedError()]),
            _ => payload(null, [new NotFoundError("exception")]),
        };
}

/// <summary>Finds an exception among the projects that a caller sees.</summary>
public sealed class FindException(IDbContextFactory<ActiveLabelDb> databases, ProjectAccess access)
{
    /// <param name="id">As in the schema.</param>
    /// <returns>Null when the caller sees no such exception.</returns>
    public async Task<(Project Project, ItemExceptionId Id)?> ExecuteAsync(
        Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (GlobalId.Parse<ItemExceptionId>(id) is not { } exceptionId)
            return null;
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var project = await db.Exceptions.Where(
            known => known.Id == exceptionId && known.OrganizationId == caller.OrganizationId)
            .Select(known => (ProjectId?)known.ProjectId).SingleOrDefaultAsync(cancellationToken);
        return project is { } projectId
            && await access.FindAsync(caller, GlobalId.Of(projectId), cancellationToken) is { } found
            ? (found, exceptionId)
            : null;
    }
}

/// <param name="ExceptionId">The exception.</param>
/// <param name="Owner">As the organization names people, 1 to 200 characters; left out: nobody.</param>
public sealed record AssignExceptionInput([property: Id] string ExceptionId, string? Owner = null);

/// <param name="ExceptionId">The exception.</param>
/// <param name="Resolution">What is done.</param>
/// <param name="Comment">Why; at most 2,000 characters.</param>
public sealed record ResolveExceptionInput(
    [property: Id] string ExceptionId, ResolutionInput Resolution, string? Comment = null);

/// <summary>What is done about an exception.</summary>
[OneOf]
public sealed class ResolutionInput
{
    /// <summary>
    /// These answers stand, one for each question that is asked; the item goes on as the workflow says.
    /// </summary>
    public IReadOnlyList<AnswerInput>? Answers { get; set; }

    /// <summary>The item goes to the step of this key.</summary>
    public string? SendTo { get; set; }

    /// <summary>The item is not wanted any more; say true.</summary>
    public bool? Cancel { get; set; }

    /// <summary>The item goes on as the workflow says, without an answer; say true.</summary>
    public bool? Dismiss { get; set; }

    internal Resolution ToResolution() => new(
        Answers is null ? null : [.. Answers.Select(answer => new Answer(answer.QuestionKey, answer.Value.ToValue()))],
        SendTo,
        Cancel == true);
}

/// <param name="Exception">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record AssignExceptionPayload(
    ItemExceptionType? Exception,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<AssignExceptionErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

/// <param name="Exception">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record ResolveExceptionPayload(
    ItemExceptionType? Exception,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<ResolveExceptionErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);
