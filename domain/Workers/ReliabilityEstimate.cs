using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Domain.Workers;

/// <summary>How far a worker can be relied on at one question, as last estimated.</summary>
public sealed class ReliabilityEstimate
{
    public required ProjectId ProjectId { get; init; }
    public required WorkerId WorkerId { get; init; }
    public required string QuestionKey { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>K × K: at [k, l], P(the worker says l | truth is k).</summary>
    public required double[] Confusion { get; set; }

    public required double Accuracy { get; set; }
    public required double AccuracyLow { get; set; }
    public required double AccuracyHigh { get; set; }
    public required double InformationNats { get; set; }

    /// <summary>Judgements that it rests on.</summary>
    public required int JudgementCount { get; set; }

    public required DateTimeOffset EstimatedAt { get; set; }

    public void Take(WorkerReliability reliability, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reliability);
        (Confusion, JudgementCount, EstimatedAt) = (reliability.Confusion, reliability.JudgementCount, now);
        (Accuracy, AccuracyLow, AccuracyHigh) =
            (reliability.Accuracy, reliability.AccuracyLow, reliability.AccuracyHigh);
        InformationNats = reliability.InformationNats;
    }
}

/// <summary>What is known of a project's crowd as a whole, for workers who are new to it.</summary>
public sealed class CrowdEstimate
{
    public required ProjectId ProjectId { get; init; }
    public required string QuestionKey { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>K: how frequent the labels are.</summary>
    public required double[] LabelPrior { get; set; }

    /// <summary>K × K: at [k, l], P(a newcomer says l | truth is k).</summary>
    public required double[] NewcomerConfusion { get; set; }

    public required DateTimeOffset EstimatedAt { get; set; }
}
