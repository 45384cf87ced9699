using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Agreement;

/// <summary>
/// Gwet's AC1: like kappa, but chance agreement is that of workers who guess on hard items only. It keeps its meaning
/// where one label is very frequent, and is defined where all judgements are the same.
/// </summary>
/// <remarks>
/// K labels, π[k] frequencies. Gwet, British Journal of Mathematical and Statistical Psychology 61, 2008: AC1 = (p_a -
/// p_e) / (1 - p_e), p_e = Σ π[k] (1 - π[k]) / (K - 1).
/// </remarks>
public static class GwetAc1
{
    public static AgreementEstimate Compute(
        JudgementSet set, Random random, CancellationToken cancellationToken, int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(random);
        return new VoteTable(set).Estimate(Ac1, random, resamples, cancellationToken);
    }

    private static double? Ac1(VoteTable votes, int[] times)
    {
        var byChance = votes.LabelShares(times).Sum(share => share * (1 - share)) / (votes.LabelCount - 1);
        return votes.ObservedAgreement(times) is { } observed ? (observed - byChance) / (1 - byChance) : null;
    }
}
