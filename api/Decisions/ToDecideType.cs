using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Decisions;

/// <summary>What a reviewer or an adjudicator decides about. Who judged is not told.</summary>
[Allow(Audience.Workers)]
public sealed class ToDecideType(IReadOnlyList<IReadOnlyList<Answer>> judgements, IReadOnlyList<Answer> proposed)
{
    /// <summary>The judgements of the item, in an order that tells nothing.</summary>
    public IReadOnlyList<AnonymousJudgementType> Judgements
        => [.. judgements.Select(answers => new AnonymousJudgementType(answers))];

    /// <summary>What the judgements say together: what a review accepts. None before there is a consensus.</summary>
    public IReadOnlyList<AnswerType> Proposed => [.. proposed.Select(answer => new AnswerType(answer))];

    /// <summary>For the tasks of the keys that are reviews or adjudications.</summary>
    internal static async Task<IReadOnlyDictionary<TaskId, ToDecideType>> FetchAsync(
        ActiveLabelDb db, OrganizationId organization, IReadOnlyList<TaskId> ids, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.AsNoTracking()
            .Where(task => task.OrganizationId == organization && ids.Contains(task.Id)
                && (task.StepKind == StepKind.Review || task.StepKind == StepKind.Adjudicate))
            .ToListAsync(cancellationToken);
        if (tasks.Count == 0)
            return new Dictionary<TaskId, ToDecideType>();
        var items = tasks.ConvertAll(task => task.ItemId);
        var judgements = (await db.Judgements.AsNoTracking()
            .Where(judgement => items.Contains(judgement.ItemId)).ToListAsync(cancellationToken))
            .ToLookup(judgement => judgement.ItemId);
        var consensus = (await db.Consensus.AsNoTracking()
            .Where(row => items.Contains(row.ItemId)).ToListAsync(cancellationToken))
            .ToLookup(row => row.ItemId);
        var projects = await Projects.ProjectType.FetchAsync(
            db, organization, [.. tasks.Select(task => task.ProjectId).Distinct()], cancellationToken);
        return tasks.ToDictionary(task => task.Id, task => new ToDecideType(
            // In the order of the answers, not of the workers: who is always first would be known by it.
            [.. judgements[task.ItemId].Select(judgement => judgement.Answers).OrderBy(TextOf, StringComparer.Ordinal)],
            [.. from question in projects[task.ProjectId].Schema.Questions
                join row in consensus[task.ItemId] on question.Key equals row.QuestionKey
                select new Answer(question.Key, new SingleChoiceValue(question.Choices[row.Label].Key))]));
    }

    private static string TextOf(IReadOnlyList<Answer> answers)
        => string.Join('\n', answers.Select(answer => $"{answer.QuestionKey} {answer.Value}"));
}

/// <summary>What somebody said, without who it was.</summary>
[Allow(Audience.Workers)]
public sealed class AnonymousJudgementType(IReadOnlyList<Answer> answers)
{
    /// <summary>One for each question that was asked.</summary>
    public IReadOnlyList<AnswerType> Answers => [.. answers.Select(answer => new AnswerType(answer))];
}
