using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Simulation;

/// <summary>What is known of a worker who is always right.</summary>
internal static class OracleReliability
{
    private const double Right = 0.999;

    public static ReliabilityEstimate Of(Project project, WorkerId oracle, int labelCount)
    {
        var confusion = new double[labelCount * labelCount];
        Array.Fill(confusion, (1 - Right) / (labelCount - 1));
        for (var label = 0; label < labelCount; label++)
            confusion[(label * labelCount) + label] = Right;
        return new()
        {
            ProjectId = project.Id,
            WorkerId = oracle,
            QuestionKey = project.Schema.Questions[0].Key,
            OrganizationId = project.OrganizationId,
            Confusion = confusion,
            Accuracy = Right,
            AccuracyLow = Right,
            AccuracyHigh = Right,
            InformationNats = Math.Log(labelCount),
            JudgementCount = 0,
            EstimatedAt = project.CreatedAt,
        };
    }
}
