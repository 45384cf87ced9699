using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

/// <summary>What is known of the authors of one item's judgements. K labels, n judgements.</summary>
/// <param name="LabelPrior">K: how frequent the labels are.</param>
/// <param name="Confusions">n × K × K, in the order of the judgements.</param>
/// <param name="Newcomer">K × K: of somebody who would be asked next.</param>
internal sealed record CrowdParameters(double[] LabelPrior, double[] Confusions, double[] Newcomer)
{
    /// <summary>What is known of the item and of who would be asked next.</summary>
    /// <param name="posterior">K: as it is stored.</param>
    public ItemEvidence EvidenceOf(IReadOnlyList<float> posterior, int judgementCount)
        => ItemEvidence.Of(posterior, LabelPrior, judgementCount, Newcomer);

    /// <param name="labels">What the first judgements say; the others are left out.</param>
    public (int Label, double[] Posterior) Infer(ReadOnlySpan<int> labels)
    {
        var k = LabelPrior.Length;
        var posterior = new double[k];
        var label = ItemPosterior.Infer(
            LabelPrior,
            Confusions.AsSpan(0, labels.Length * k * k),
            labels,
            ItemPosterior.UsualCorrelation(k),
            posterior);
        return (label, posterior);
    }

    public static async Task<CrowdParameters> LoadAsync(
        ActiveLabelDb db,
        ProjectId project,
        Question question,
        IReadOnlyList<WorkerId> authors,
        CancellationToken cancellationToken)
    {
        var known = await db.Reliability.AsNoTracking()
            .Where(estimate => estimate.ProjectId == project && estimate.QuestionKey == question.Key
                && authors.Contains(estimate.WorkerId))
            .ToDictionaryAsync(estimate => estimate.WorkerId, estimate => estimate.Confusion, cancellationToken);
        var crowd = await db.CrowdEstimates.AsNoTracking().SingleOrDefaultAsync(
            estimate => estimate.ProjectId == project && estimate.QuestionKey == question.Key, cancellationToken);
        return Of(question, crowd?.LabelPrior, crowd?.NewcomerConfusion, authors, known.GetValueOrDefault);
    }

    /// <param name="labelPrior">Null where the crowd is not known yet.</param>
    /// <param name="newcomer">Null where the crowd is not known yet.</param>
    /// <param name="confusionOf">Null for an author who is not known yet.</param>
    public static CrowdParameters Of(
        Question question,
        double[]? labelPrior,
        double[]? newcomer,
        IReadOnlyList<WorkerId> authors,
        Func<WorkerId, double[]?> confusionOf)
    {
        var labels = question.Choices.Count;
        var unknown = newcomer ?? WorkerReliability.UnknownConfusion(labels);
        return new(
            labelPrior ?? [.. Enumerable.Repeat(1.0 / labels, labels)],
            [.. authors.SelectMany(author => confusionOf(author) ?? unknown)],
            unknown);
    }
}
