using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// What the judgements of an item say about one question, with the reliabilities known so far: derived from recorded
/// facts, moved with every judgement, and estimated again when the reliabilities are.
/// </summary>
public sealed class ItemConsensus
{
    public required ItemId ItemId { get; init; }
    public required string QuestionKey { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>Index of the consensus in the question's choices.</summary>
    public required int Label { get; set; }

    /// <summary>K: the posterior, in the order of the choices, summing to one.</summary>
    public required float[] Posterior { get; set; }

    /// <summary>Posterior of <see cref="Label"/>.</summary>
    public required double Confidence { get; set; }

    /// <summary>Judgements that it rests on.</summary>
    public required int JudgementCount { get; set; }

    /// <summary>
    /// Whether a reviewer or an adjudicator has decided: it then stands, with a confidence of 1 by rule and not by
    /// estimate, whatever the judgements say.
    /// </summary>
    public bool IsDecided { get; private set; }

    public required DateTimeOffset EstimatedAt { get; set; }

    /// <param name="labels">K.</param>
    public void Decide(int label, int labels, DateTimeOffset now)
    {
        var values = new float[labels];
        values[label] = 1;
        (Label, Posterior, Confidence, IsDecided, EstimatedAt) = (label, values, 1, true, now);
    }

    /// <summary>Leaves the question to the judgements again; the caller infers it anew.</summary>
    public void Undecide() => IsDecided = false;

    /// <summary>Takes the most probable label, the first of equals.</summary>
    public void Take(ReadOnlySpan<double> posterior, int judgementCount, DateTimeOffset now)
        => Take(Simplex.Top(posterior), posterior, judgementCount, now);

    public void Take(int label, ReadOnlySpan<double> posterior, int judgementCount, DateTimeOffset now)
    {
        var values = new float[posterior.Length];
        for (var index = 0; index < values.Length; index++)
            values[index] = (float)posterior[index];
        (Label, Posterior, Confidence) = (label, values, posterior[label]);
        (JudgementCount, EstimatedAt) = (judgementCount, now);
    }
}
