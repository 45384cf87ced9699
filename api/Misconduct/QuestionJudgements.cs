using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Api.Misconduct;

/// <summary>What the judgements of an item that count say to one question.</summary>
/// <param name="Places">Of each such judgement, its place among all of the item, from 0.</param>
/// <param name="Labels">What it says.</param>
internal sealed record QuestionJudgements(Question Question, CrowdParameters Crowd, int[] Places, int[] Labels)
{
    public static async Task<QuestionJudgements> LoadAsync(
        ActiveLabelDb db,
        ProjectId project,
        Question question,
        RecordedItem item,
        CancellationToken cancellationToken)
    {
        var counted = item.Judgements.Select((judgement, place) => (Judgement: judgement, Place: place))
            .Where(row => !item.IsSetAside(row.Judgement)
                && row.Judgement.Answers.Any(answer => answer.QuestionKey == question.Key)).ToList();
        var crowd = await CrowdParameters.LoadAsync(
            db, project, question, counted.ConvertAll(row => row.Judgement.WorkerId), cancellationToken);
        return new(
            question,
            crowd,
            [.. counted.Select(row => row.Place)],
            [.. counted.Select(row => UpdateConsensus.LabelOf(question, row.Judgement.Answers))]);
    }

    /// <param name="judgements">The first so many of the item's, counted or not.</param>
    /// <param name="decided">The label that stands by decision; null where none does.</param>
    /// <param name="needsGains">Whether somebody has judged just now, so that another one's gain is asked for.</param>
    public QuestionBelief BeliefAfter(
        int judgements, int? decided, bool needsVotes, bool needsGains, IReadOnlyList<float> prediction)
    {
        var labels = Labels.AsSpan(0, Places.Count(place => place < judgements));
        var votes = needsVotes ? new int[Question.Choices.Count] : [];
        foreach (var label in needsVotes ? labels : [])
            votes[label]++;
        if (decided is { } stands)
        {
            var certain = new float[Question.Choices.Count];
            certain[stands] = 1;
            return new(stands, 1, certain, votes, prediction);
        }
        if (labels.Length == 0)
            return QuestionBelief.None with { Votes = votes, Prediction = prediction };
        var (top, posterior) = Crowd.Infer(labels);
        float[] stored = [.. posterior.Select(p => (float)p)];
        var gains = needsGains ? Crowd.EvidenceOf(stored, labels.Length).GainsPerJudgement() : null;
        return new(top, posterior[top], stored, votes, prediction, gains);
    }
}
