using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Bias;

/// <summary>Judgements of one worker on tasks with a pre-label, by whether he saw it.</summary>
/// <param name="ShownAgreeing">How many of those with the pre-label shown gave its answer.</param>
/// <param name="BlindAgreeing">How many of the blind ones did.</param>
public readonly record struct AnchoringCount(long Shown, long ShownAgreeing, long Blind, long BlindAgreeing);

/// <summary>How much a shown pre-label pulls answers towards itself.</summary>
/// <param name="AgreementShown">Share of answers that are the pre-label where it was shown.</param>
/// <param name="AgreementBlind">The same where it was not.</param>
/// <param name="Copied">
/// Share of answers that are taken over unread: a in P(agree | shown) = a + (1 − a) P(agree | blind); 0 without
/// anchoring.
/// </param>
/// <param name="Low90">Lower end of the 90 % interval of <paramref name="Copied"/>.</param>
/// <param name="High90">Upper end of it.</param>
/// <param name="PValue">Of no anchoring, one-sided.</param>
public readonly record struct Anchoring(
    double AgreementShown, double AgreementBlind, double Copied, double Low90, double High90, double PValue)
{
    /// <remarks>
    /// Which tasks are blind is drawn at random, so that the difference is the pre-label's doing. The variance is
    /// that of 1 − a = P(disagree | shown) / P(disagree | blind) on the logarithmic scale, by sums over workers,
    /// who differ; with few workers Student's t.
    /// </remarks>
    /// <returns>Null when there are fewer than two workers or too few answers of either kind.</returns>
    public static Anchoring? Of(IReadOnlyList<AnchoringCount> workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        var (shown, blind) = (workers.Sum(worker => worker.Shown), workers.Sum(worker => worker.Blind));
        var (shownAgreeing, blindAgreeing)
            = (workers.Sum(worker => worker.ShownAgreeing), workers.Sum(worker => worker.BlindAgreeing));
        if (workers.Count < 2 || shown - shownAgreeing < 5 || blind - blindAgreeing < 5)
            return null;
        var agreeShown = shownAgreeing / (double)shown;
        var agreeBlind = blindAgreeing / (double)blind;
        var (apart, apartBlind) = (1 - agreeShown, 1 - agreeBlind);
        var freedom = workers.Count - 1;
        var variance = workers.Sum(worker => Math.Pow(
            ((worker.Shown - worker.ShownAgreeing - (apart * worker.Shown)) / (apart * shown))
            - ((worker.Blind - worker.BlindAgreeing - (apartBlind * worker.Blind)) / (apartBlind * blind)), 2));
        var error = Math.Sqrt(variance * workers.Count / freedom);
        var (logRatio, half) = (
            Math.Log(apart / apartBlind), error * StudentDistribution.TwoSidedQuantile(0.9, freedom));
        var tail = error == 0 ? 1 : StudentDistribution.TwoSidedTail(logRatio / error, freedom) / 2;
        return new(
            agreeShown,
            agreeBlind,
            1 - Math.Exp(logRatio),
            1 - Math.Exp(logRatio + half),
            1 - Math.Exp(logRatio - half),
            logRatio < 0 ? tail : 1 - tail);
    }
}
