using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Agreement;

/// <summary>Fleiss' kappa: agreement beyond what labels drawn by their frequencies would reach.</summary>
/// <remarks>
/// k label, π[k] frequencies. Fleiss, Psychological Bulletin 76, 1971: κ = (p_a - p_e) / (1 - p_e), p_e = Σ π[k]²; for
/// different numbers of judgements an item as Gwet, Handbook of Inter-Rater Reliability, 2014, has it: p_a over the
/// items with two or more, π over all that were judged.
/// </remarks>
public static class FleissKappa
{
    public static AgreementEstimate Compute(
        JudgementSet set, Random random, CancellationToken cancellationToken, int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(random);
        return new VoteTable(set).Estimate(Kappa, random, resamples, cancellationToken);
    }

    private static double? Kappa(VoteTable votes, int[] times)
    {
        var byChance = votes.LabelShares(times).Sum(share => share * share);
        return votes.ObservedAgreement(times) is { } observed && byChance < 1 - 1e-12
            ? (observed - byChance) / (1 - byChance)
            : null;
    }
}
