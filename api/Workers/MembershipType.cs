using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workers;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Workers;

/// <summary>That a worker may do the tasks of a project.</summary>
[Allow(Audience.Everybody)]
public sealed class MembershipType(Membership membership)
{
    /// <summary>Whose tasks.</summary>
    public IDataLoaderResult<ProjectType> Project(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, membership.ProjectId, ProjectType.FetchAsync).Then(found => new ProjectType(found));

    /// <summary>Judgements given in the project.</summary>
    public int JudgementCount => membership.JudgementCount;

    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt => membership.CreatedAt;

    /// <summary>Since when the answers say that the training is needed again; null where they do not.</summary>
    public DateTimeOffset? TrainingNeededAt => membership.TrainingNeededAt;

    /// <summary>Since when the judgements do not count, and there are no tasks; null where they count.</summary>
    public DateTimeOffset? QuarantinedAt => membership.QuarantinedAt;

    /// <summary>Until when; null while it lasts.</summary>
    public DateTimeOffset? EndedAt => membership.EndedAt;
}
