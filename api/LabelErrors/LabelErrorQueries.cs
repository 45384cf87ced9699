using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.LabelErrors;

public sealed class LabelErrorQueries
{
    /// <summary>
    /// Items whose consensus is probably wrong, as the job FIND_LABEL_ERRORS last found them, the most suspicious
    /// first. <c>reopenItem</c> sends one back; <c>requeueItems</c> with <c>errorProbabilityAtLeast</c> sends all of
    /// them.
    /// </summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<LabelErrorType>> LabelErrors(
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] IDbContextFactory<ActiveLabelDb> databases,
        [Id] string projectId,
        CancellationToken cancellationToken,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var page = new PageRequest(first, after, last, before);
        var project = await access.GetAsync(caller, projectId, cancellationToken);
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        return await page.ReadAsync(
            db.LabelErrors.AsNoTracking().Where(found => found.ProjectId == project.Id),
            found => found.Place,
            found => new LabelErrorType(found, project.Schema.Questions[0]),
            cancellationToken);
    }
}

/// <summary>A consensus that a model speaks against.</summary>
[Allow(Audience.Staff)]
public sealed class LabelErrorType(LabelError found, Question question)
{
    /// <summary>Place among the suspects, 1 for the most suspicious.</summary>
    public int Place => found.Place;

    /// <summary>The item.</summary>
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, found.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>The key of the choice that is its consensus.</summary>
    public string Given => question.Choices[found.Given].Key;

    /// <summary>The key of the choice that the model holds for true.</summary>
    public string Suggested => question.Choices[found.Suggested].Key;

    /// <summary>By how much the model holds it for likelier, 0 to 1.</summary>
    public double Margin => found.Margin;

    /// <summary>Probability that the consensus is wrong, judgements and model taken together.</summary>
    public double ErrorProbability => found.ErrorProbability;

    /// <summary>Why a second look is asked for, in a sentence.</summary>
    public string Reason => found.Reason;

    /// <summary>When it was found.</summary>
    public DateTimeOffset FoundAt => found.FoundAt;
}
