using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Readiness;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Readiness;

public sealed class ReadinessQueries
{
    /// <summary>
    /// Whether a project's labels can be relied on: an answer to each question of the checklist, with the numbers that
    /// say so and what is missing.
    /// </summary>
    [Allow(Audience.Staff)]
    public static async Task<ProjectReadinessType> ProjectReadiness(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [FromServices] TimeProvider time,
        [Id] string projectId,
        CancellationToken cancellationToken)
    {
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var now = time.GetUtcNow();
        var facts = await ReadReadiness.ExecuteAsync(db, project, now, cancellationToken);
        return new(Domain.Readiness.ProjectReadiness.Assess(facts), now);
    }
}

/// <summary>Whether a project's labels can be relied on.</summary>
[Allow(Audience.Staff)]
public sealed class ProjectReadinessType(IReadOnlyList<ReadinessAnswer> answers, DateTimeOffset asOf)
{
    /// <summary>When that was read.</summary>
    public DateTimeOffset AsOf => asOf;

    /// <summary>As good as the worst answer.</summary>
    public ReadinessStatus Status => answers.Max(answer => answer.Status);

    /// <summary>One to each question.</summary>
    public IReadOnlyList<ReadinessAnswerType> Answers => [.. answers.Select(answer => new ReadinessAnswerType(answer))];
}

/// <summary>The answer to one question of the checklist.</summary>
[Allow(Audience.Staff)]
public sealed class ReadinessAnswerType(ReadinessAnswer answer)
{
    /// <summary>What is asked.</summary>
    public ReadinessQuestion Question => answer.Question;

    /// <summary>As good as its worst check.</summary>
    public ReadinessStatus Status => answer.Status;

    /// <summary>What keeps it from being ready, and what to do; none where it is.</summary>
    public IReadOnlyList<string> Missing => answer.Missing;

    /// <summary>The evidence.</summary>
    public IReadOnlyList<ReadinessCheckType> Checks
        => [.. answer.Checks.Select(check => new ReadinessCheckType(check))];
}

/// <summary>One piece of evidence.</summary>
[Allow(Audience.Staff)]
public sealed class ReadinessCheckType(ReadinessCheck check)
{
    /// <summary>What was looked at.</summary>
    public string Name => check.Name;

    /// <summary>What it says.</summary>
    public ReadinessStatus Status => check.Status;

    /// <summary>The number that says so; null while there is none.</summary>
    public double? Have => check.Have;

    /// <summary>What it is held against; null where nothing can be said yet.</summary>
    public double? Need => check.Need;

    /// <summary>In words, with what to do where it is not ready.</summary>
    public string Message => check.Message;
}
