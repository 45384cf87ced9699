using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Misconduct;

/// <summary>Says what follows from a probability of misconduct in a project.</summary>
public sealed class SetMisconductPolicy(Writing writing)
{
    /// <summary>What is said replaces what was said before, so that a retry needs no key of its own.</summary>
    /// <returns>What is wrong with it; null where it holds from now on.</returns>
    public Task<string?> ExecuteAsync(MisconductPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Validate() is { } problem
            ? Task.FromResult<string?>(problem)
            : StoreAsync(policy, cancellationToken);
    }

    /// <returns>The project's policy, or the one that holds where nothing was said.</returns>
    internal static async Task<MisconductPolicy> FindAsync(
        ActiveLabelDb db, Project project, CancellationToken cancellationToken)
        => await db.MisconductPolicies.AsNoTracking().SingleOrDefaultAsync(
            policy => policy.ProjectId == project.Id, cancellationToken)
            ?? new() { ProjectId = project.Id, OrganizationId = project.OrganizationId };

    private async Task<string?> StoreAsync(MisconductPolicy policy, CancellationToken cancellationToken)
    {
        await writing.ExecuteAsync(
            new(policy.OrganizationId, policy.ProjectId),
            async (db, token) =>
            {
                await db.MisconductPolicies.Where(known => known.ProjectId == policy.ProjectId)
                    .ExecuteDeleteAsync(token);
                db.MisconductPolicies.Add(policy);
                return await db.SaveChangesAsync(token);
            },
            cancellationToken);
        return null;
    }
}
