using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>What a reviewer or an adjudicator decides about; who judged is not told.</summary>
/// <param name="Judgements">In an order that tells nothing.</param>
/// <param name="Proposed">What they say together; none before there is a consensus.</param>
internal sealed record ToDecide(IReadOnlyList<IReadOnlyList<Answer>> Judgements, IReadOnlyList<Answer> Proposed)
{
    /// <summary>For the tasks of the keys that are reviews or adjudications.</summary>
    public static async Task<IReadOnlyDictionary<TaskId, ToDecide>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<TaskId> ids, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.AsNoTracking()
            .Where(task => task.OrganizationId == organization && ids.Contains(task.Id)
                && (task.StepKind == StepKind.Review || task.StepKind == StepKind.Adjudicate))
            .ToListAsync(cancellationToken);
        if (tasks.Count == 0)
            return new Dictionary<TaskId, ToDecide>();
        var items = tasks.ConvertAll(task => task.ItemId);
        var judgements = (await db.CountedJudgements().AsNoTracking()
            .Where(judgement => items.Contains(judgement.ItemId)).ToListAsync(cancellationToken))
            .ToLookup(judgement => judgement.ItemId);
        var consensus = (await db.Consensus.AsNoTracking()
            .Where(row => items.Contains(row.ItemId)).ToListAsync(cancellationToken))
            .ToLookup(row => row.ItemId);
        var projects = await Projects.ProjectType.FetchAsync(
            db, organization, [.. tasks.Select(task => task.ProjectId).Distinct()], cancellationToken);
        return tasks.ToDictionary(task => task.Id, task => new ToDecide(
            // In the order of the answers, not of the workers: who is always first would be known by it.
            [.. judgements[task.ItemId].Select(judgement => judgement.Answers).OrderBy(TextOf, StringComparer.Ordinal)],
            [.. from question in projects[task.ProjectId].Schema.Questions
                join row in consensus[task.ItemId] on question.Key equals row.QuestionKey
                select new Answer(question.Key, new SingleChoiceValue(question.Choices[row.Label].Key))]));
    }

    private static string TextOf(IReadOnlyList<Answer> answers)
        => string.Join('\n', answers.Select(answer => $"{answer.QuestionKey} {answer.Value}"));
}
