using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Agreement;

public sealed class AgreementQueries
{
    /// <summary>
    /// How far the workers of a project are of one mind, as the job MEASURE_AGREEMENT last measured it: for each
    /// question over all items, then by step and by the values of attributes.
    /// </summary>
    [Allow(Audience.Staff)]
    public static async Task<Connection<AgreementType>> Agreement(
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
            db.AgreementMeasurements.AsNoTracking().Where(measured => measured.ProjectId == project.Id),
            measured => measured.Id,
            measured => new AgreementType(measured),
            cancellationToken);
    }
}

/// <summary>How far workers are of one mind: 1 is perfect, 0 what chance gives, below it worse than chance.</summary>
[Allow(Audience.Staff)]
public sealed class AgreementType(AgreementMeasurement measured)
{
    public string QuestionKey => measured.QuestionKey;

    /// <summary>Judgements of this step alone; null for all.</summary>
    public string? Step => measured.StepKey;

    /// <summary>Items with a value of this attribute alone, or of their arm; null for all.</summary>
    public string? Attribute => measured.Attribute;

    /// <summary>The attribute's value; null where there is none.</summary>
    public string? AttributeValue => measured.AttributeValue;

    /// <summary>How it is measured.</summary>
    public AgreementCoefficient Coefficient => measured.Coefficient;

    /// <summary>Null where it is undefined.</summary>
    public double? Value => measured.Value;

    /// <summary>Lower end of the 95 % interval over items drawn with replacement; null where there is none.</summary>
    public double? Low => measured.Low;

    /// <summary>Upper end of the 95 % interval; null where there is none.</summary>
    public double? High => measured.High;

    /// <summary>Items with two judgements or more.</summary>
    public int ItemCount => measured.ItemCount;

    /// <summary>Judgements of those items.</summary>
    public int JudgementCount => measured.JudgementCount;

    /// <summary>Why it is undefined and what can be done; null where there is a value.</summary>
    public string? Explanation => measured.Estimate.Explanation;

    /// <summary>When it was measured.</summary>
    public DateTimeOffset MeasuredAt => measured.MeasuredAt;
}
