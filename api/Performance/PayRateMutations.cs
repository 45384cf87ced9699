using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Performance;

/// <summary>What became of a request for a rate.</summary>
public abstract record SetPayRateResult
{
    /// <summary>Set now, or in force before.</summary>
    public sealed record Set(PayRate Rate) : SetPayRateResult;

    public sealed record Invalid(string Problem) : SetPayRateResult, IRefusal;
}

/// <summary>Says what a judgement is paid from now on; what was given before stays as it was paid.</summary>
public sealed class SetPayRate(Writing writing)
{
    /// <summary>The rate that is in force again changes nothing, so that a retry needs no key of its own.</summary>
    public Task<SetPayRateResult> ExecuteAsync(
        Project project, int amountMinor, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return PayRate.Validate(amountMinor, currency) is { } problem
            ? Task.FromResult<SetPayRateResult>(new SetPayRateResult.Invalid(problem))
            : writing.ExecuteAsync(
                new(project.OrganizationId),
                async (db, token) =>
                {
                    var inForce = await db.PayRates.Where(rate => rate.ProjectId == project.Id)
                        .OrderByDescending(rate => rate.Id).FirstOrDefaultAsync(token);
                    if (inForce?.AmountMinor == amountMinor && inForce.Currency == currency)
                        return new SetPayRateResult.Set(inForce);
                    var rate = new PayRate
                    {
                        OrganizationId = project.OrganizationId,
                        ProjectId = project.Id,
                        AmountMinor = amountMinor,
                        Currency = currency,
                        // Judgements bear the database's time: so does what they are paid.
                        From = await SqlDialect.Of(db.Database).ReadClockAsync(db, token),
                    };
                    db.PayRates.Add(rate);
                    await db.SaveChangesAsync(token);
                    return (SetPayRateResult)new SetPayRateResult.Set(rate);
                },
                cancellationToken);
    }
}

public sealed class PayRateMutations
{
    /// <summary>Says what a judgement of a project is paid from now on.</summary>
    [Allow(Audience.Leads)]
    public static async Task<SetPayRatePayload> SetPayRate(
        SetPayRateInput input,
        Caller caller,
        [FromServices] ProjectAccess access,
        [FromServices] SetPayRate setPayRate,
        CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, input.ProjectId, cancellationToken) is not { } project)
            return new(null, [new NotFoundError("project")]);
        return await setPayRate.ExecuteAsync(project, input.AmountMinor, input.Currency, cancellationToken) switch
        {
            SetPayRateResult.Set set => new(new(set.Rate), null),
            SetPayRateResult.Invalid invalid => new(null, [new InvalidInputError(invalid.Problem)]),
            _ => throw new InvalidOperationException("A rate is set or refused."),
        };
    }
}

/// <summary>What a judgement of a project is paid from some time on.</summary>
[Allow(Audience.Leads)]
public sealed class PayRateType(PayRate rate)
{
    /// <summary>For one judgement, in the smallest unit of the currency.</summary>
    public int AmountMinor => rate.AmountMinor;

    /// <summary>As in ISO 4217, such as EUR.</summary>
    public string Currency => rate.Currency;

    /// <summary>For judgements given from then on.</summary>
    public DateTimeOffset From => rate.From;
}

/// <param name="ProjectId">Whose judgements.</param>
/// <param name="AmountMinor">For one judgement, in the currency's smallest unit, such as cents; 0 for none.</param>
/// <param name="Currency">As in ISO 4217, such as EUR.</param>
public sealed record SetPayRateInput([property: Id] string ProjectId, int AmountMinor, string Currency);

/// <param name="PayRate">Null where it was refused.</param>
[Allow(Audience.Leads)]
public sealed record SetPayRatePayload(
    PayRateType? PayRate,
    [property: OutputType(typeof(ListGraphType<NonNullGraphType<SetPayRateErrorUnion>>))]
    IReadOnlyList<IUserError>? Errors);

public sealed class SetPayRateErrorUnion() : ErrorUnion(
    "SetPayRateError", typeof(InvalidInputError), typeof(NotFoundError));
