using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Consensus;

/// <summary>What the judgements of an item say about a question, weighed by how good their authors are.</summary>
[Allow(Audience.Staff)]
public sealed class ConsensusType(ItemConsensus consensus, Question question)
{
    public string QuestionKey => consensus.QuestionKey;

    /// <summary>The key of the most probable choice.</summary>
    public string Choice => question.Choices[consensus.Label].Key;

    /// <summary>Its posterior probability.</summary>
    public double Confidence => consensus.Confidence;

    /// <summary>Judgements that it rests on.</summary>
    public int JudgementCount => consensus.JudgementCount;

    /// <summary>The whole posterior, in the order of the question's choices.</summary>
    public IReadOnlyList<LabelProbability> Probabilities => LabelProbability.ListOf(question, consensus.Posterior);

    /// <summary>When it was last inferred.</summary>
    public DateTimeOffset EstimatedAt => consensus.EstimatedAt;

    internal static async Task<IReadOnlyDictionary<ItemId, IReadOnlyList<ConsensusType>>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<ItemId> items, CancellationToken cancellationToken)
    {
        var rows = await db.Consensus.AsNoTracking()
            .Where(row => row.OrganizationId == organization && items.Contains(row.ItemId))
            .OrderBy(row => row.ItemId).ThenBy(row => row.QuestionKey).ToListAsync(cancellationToken);
        var projects = await ProjectType.FetchAsync(
            db, organization, [.. rows.Select(row => row.ProjectId).Distinct()], cancellationToken);
        return rows
            .Select(row => (row.ItemId, Row: row, Question: projects[row.ProjectId].Schema.Find(row.QuestionKey)))
            .Where(found => found.Question is not null)
            .ByKey(found => found.ItemId, found => new ConsensusType(found.Row, found.Question!));
    }
}
