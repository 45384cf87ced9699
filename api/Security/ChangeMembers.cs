using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <param name="Issuer">The <c>iss</c> of the person's tokens.</param>
/// <param name="Subject">The <c>sub</c> of the person's tokens.</param>
/// <param name="WorkerId">Needed for the role of a worker, and for no other.</param>
/// <param name="ProjectId">The only project the person sees; null for all.</param>
public sealed record NewMember(
    string Issuer, string Subject, string Name, Role Role, WorkerId? WorkerId = null, ProjectId? ProjectId = null);

/// <summary>What became of a request for a member.</summary>
public abstract record AddMemberResult
{
    public sealed record Added(Member Member) : AddMemberResult;

    public sealed record Invalid(string Problem) : AddMemberResult, IRefusal;

    /// <summary>The worker or the project is none of the organization's.</summary>
    public sealed record NotFound(string What) : AddMemberResult, IRefusal;

    /// <summary>The person is a member already; remove the membership first to change it.</summary>
    public sealed record IsMember : AddMemberResult, IRefusal;

    /// <summary>The idempotency key was used for another member.</summary>
    public sealed record IdempotencyConflict : AddMemberResult, IRefusal;
}

/// <summary>Who belongs to an organization, by the word of its identity provider.</summary>
public sealed class ChangeMembers(Writing writing, TimeProvider time)
{
    public Task<AddMemberResult> AddAsync(
        Tenancy tenancy, NewMember wanted, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return (Validate(wanted) ?? Idempotency.Validate(idempotencyKey)) is { } problem
            ? Task.FromResult<AddMemberResult>(new AddMemberResult.Invalid(problem))
            : writing.ExecuteAsync(
                tenancy,
                (db, token) => AddAsync(db, tenancy.OrganizationId, wanted, idempotencyKey, token),
                cancellationToken);
    }

    /// <returns>The member who was; null when the tenant has none of that id.</returns>
    public Task<Member?> RemoveAsync(Tenancy tenancy, MemberId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            tenancy,
            async (db, token) =>
            {
                var member = await db.Members.SingleOrDefaultAsync(known => known.Id == id, token);
                if (member is null)
                    return null;
                db.Members.Remove(member);
                await db.SaveChangesAsync(token);
                return member;
            },
            cancellationToken);

    private async Task<AddMemberResult> AddAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        NewMember wanted,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        var once = new Idempotency(organization, "addMember", idempotencyKey);
        var hash = Idempotency.HashOf(wanted);
        var known = await db.Members.AsNoTracking().SingleOrDefaultAsync(
            member => member.Subject == wanted.Subject && member.Issuer == wanted.Issuer, cancellationToken);
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash != hash ? new AddMemberResult.IdempotencyConflict()
                : known?.Id == new MemberId(earlier.ResultId) ? new AddMemberResult.Added(known)
                : new AddMemberResult.Invalid("The member was removed since; use a new idempotency key.");
        if (known is not null)
            return new AddMemberResult.IsMember();
        if (await CreateApiKey.MissingAsync(db, wanted.WorkerId, wanted.ProjectId, cancellationToken) is { } missing)
            return new AddMemberResult.NotFound(missing);
        var added = new Member
        {
            OrganizationId = organization,
            Issuer = wanted.Issuer,
            Subject = wanted.Subject,
            Name = wanted.Name,
            Role = wanted.Role,
            WorkerId = wanted.WorkerId,
            ProjectId = wanted.ProjectId,
            CreatedAt = time.GetUtcNow(),
        };
        db.Members.Add(added);
        await db.SaveChangesAsync(cancellationToken);
        once.Remember(db, hash, added.Id.Value, added.CreatedAt);
        await db.SaveChangesAsync(cancellationToken);
        return new AddMemberResult.Added(added);
    }

    private static string? Validate(NewMember wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > Member.NameLengthMax)
            return $"A member's name has 1 to {Member.NameLengthMax} characters.";
        if (string.IsNullOrWhiteSpace(wanted.Subject) || wanted.Subject.Length > Member.SubjectLengthMax)
            return $"A subject has 1 to {Member.SubjectLengthMax} characters.";
        return string.IsNullOrWhiteSpace(wanted.Issuer) || wanted.Issuer.Length > Member.IssuerLengthMax
            ? $"An issuer has 1 to {Member.IssuerLengthMax} characters."
            : CreateApiKey.ProblemOf(wanted.Role, wanted.WorkerId);
    }
}
