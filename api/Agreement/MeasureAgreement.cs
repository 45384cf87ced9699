using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Agreement;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Agreement;

/// <param name="Judgements">That were compared.</param>
/// <param name="Measurements">Coefficients, over all questions and slices.</param>
public sealed record MeasureAgreementResult(int Judgements, int Measurements);

/// <summary>
/// Measures for every question, step and slice of a project how far its workers are of one mind; what was measured
/// before gives way to it.
/// </summary>
public sealed class MeasureAgreement(
    IDbContextFactory<ActiveLabelDb> databases, Writing writing, TimeProvider time)
{
    /// <summary>The latest so many judgements are compared: memory has a bound.</summary>
    public const int JudgementsMax = 200_000;

    private const int ResamplesMin = 50;
    private const int ResamplesMax = 1_000;

    // So many draws of items are spent on an interval.
    private const int DrawsMax = 10_000_000;

    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task<MeasureAgreementResult> ExecuteAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var judgements = await AgreementSlices.LoadAsync(db, project, JudgementsMax, cancellationToken);
        var now = time.GetUtcNow();
        var measured = new List<AgreementMeasurement>();
        foreach (var slice in AgreementSlices.Of(judgements))
            foreach (var question in project.Schema.Questions)
                measured.AddRange(Measure(
                    project, question, slice, judgements.FindAll(slice.Holds), now, cancellationToken));
        await writing.ExecuteBulkAsync(
            new(project.OrganizationId, project.Id),
            async (write, token) =>
            {
                await write.AgreementMeasurements.Where(row => row.ProjectId == project.Id).ExecuteDeleteAsync(token);
                write.AgreementMeasurements.AddRange(measured);
                return await write.SaveChangesAsync(token);
            },
            cancellationToken);
        return new(judgements.Count, measured.Count);
    }

    private static IEnumerable<AgreementMeasurement> Measure(
        Project project,
        Question question,
        AgreementSlice slice,
        List<SlicedJudgement> judgements,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (items, workers) = (new Dictionary<ItemId, int>(), new Dictionary<WorkerId, int>());
        var rows = new List<(int Item, int Worker, int Label)>();
        foreach (var judgement in judgements)
            if (UpdateConsensus.FindLabel(question, judgement.Answers) is { } label)
                rows.Add((NumberOf(items, judgement.Item), NumberOf(workers, judgement.Worker), label));
        var set = JudgementSet.Build(items.Count, workers.Count, question.Choices.Count, rows);
        var resamples = Math.Clamp(DrawsMax / Math.Max(1, items.Count), ResamplesMin, ResamplesMax);
        foreach (var coefficient in Enum.GetValues<AgreementCoefficient>())
        {
            // The same judgements give the same interval.
            var estimate = Estimate(coefficient, set, new((int)coefficient), resamples, cancellationToken);
            yield return new()
            {
                OrganizationId = project.OrganizationId,
                ProjectId = project.Id,
                QuestionKey = question.Key,
                StepKey = slice.Step,
                Attribute = slice.Attribute,
                AttributeValue = slice.Value,
                Coefficient = coefficient,
                Value = estimate.Value,
                Low = estimate.Low,
                High = estimate.High,
                ItemCount = estimate.ItemCount,
                JudgementCount = estimate.JudgementCount,
                Undefined = estimate.Undefined,
                MeasuredAt = now,
            };
        }
    }

    private static AgreementEstimate Estimate(
        AgreementCoefficient coefficient,
        JudgementSet set,
        Random random,
        int resamples,
        CancellationToken cancellationToken) => coefficient switch
        {
            AgreementCoefficient.FleissKappa => FleissKappa.Compute(set, random, cancellationToken, resamples),
            AgreementCoefficient.GwetAc1 => GwetAc1.Compute(set, random, cancellationToken, resamples),
            _ => KrippendorffAlpha.Compute(
                set,
                coefficient switch
                {
                    AgreementCoefficient.AlphaOrdinal => MeasurementLevel.Ordinal,
                    AgreementCoefficient.AlphaInterval => MeasurementLevel.Interval,
                    _ => MeasurementLevel.Nominal,
                },
                random,
                cancellationToken,
                resamples: resamples),
        };

    private static int NumberOf<T>(Dictionary<T, int> numbers, T key)
        where T : notnull
        => numbers.TryGetValue(key, out var number) ? number : numbers[key] = numbers.Count;
}
