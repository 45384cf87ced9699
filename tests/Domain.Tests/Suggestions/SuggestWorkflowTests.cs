using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Workflows;
using Xunit;

namespace ActiveLabel.Domain.Tests.Suggestions;

public sealed class SuggestWorkflowTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static readonly LabelSchema Schema = new(
        1, "", [new("animal", "Which?", AnnotationType.SingleChoice, [new("cat", "Cat"), new("dog", "Dog")])]);

    private static readonly ProjectSettings Settings = new(
        new(), JudgementsMin: 2, JudgementsMax: 2, ControlJudgements: 2);

    private static readonly Workflow Reviewed = new("label",
    [
        new(
            "label", StepKind.Label, [new("review", new PosteriorAtLeast(0.7)), new("review")],
            Bound: new(3, "done")),
        new(
            "review", StepKind.Review, [new("label", new VerdictIs([Verdict.Rejected])), new("done")],
            CostPerJudgement: 3),
        new("done", StepKind.Done, []),
    ]);

    [Fact]
    public void A_review_that_changes_next_to_nothing_is_sampled_and_the_numbers_are_what_counting_gives()
    {
        var found = Run(Ways(400, secondTurns: 0.5, corrected: 0));

        var suggestion = Assert.Single(found);
        Assert.Equal((SuggestionKind.SampleReview, "review"), (suggestion.Kind, suggestion.Step));
        // Two judgements at 1 and a review at 3; nine of ten reviews fall away.
        Assert.Equal(-0.9 * 3 / 5, suggestion.Effect.CostChange, 0.03);
        Assert.InRange(suggestion.Effect.CostChange, suggestion.Effect.CostLow, suggestion.Effect.CostHigh);
        Assert.Equal((400, 0, 0.0), (
            suggestion.Evidence.Items, suggestion.Evidence.ChangedItems, suggestion.Effect.ChangedShare));
        Assert.InRange(suggestion.Effect.ChangedHigh, 0.001, 0.01);
        Assert.Contains("changes 0 % of answers at 60 % of the cost: sample it at", suggestion.Message,
            StringComparison.Ordinal);
        Assert.Empty(WorkflowCheck.Check(suggestion.Draft, Schema));
        var gate = suggestion.Draft["sample-review"];
        Assert.Equal(StepKind.Machine, gate.Kind);
        Assert.Equal("sample-review", suggestion.Draft["label"].Transitions[^1].To);
    }

    [Fact]
    public void A_second_judgement_that_changes_nothing_need_not_be_asked_for()
    {
        var found = Run(Ways(400, secondTurns: 0, corrected: 0.3));

        var suggestion = Assert.Single(found);
        Assert.Equal(SuggestionKind.FewerJudgements, suggestion.Kind);
        Assert.Equal(-1 / 5.0, suggestion.Effect.CostChange, 0.01);
        Assert.Equal((1, 2), (suggestion.Draft["label"].JudgementsMin, suggestion.Draft["label"].JudgementsMax));
    }

    [Fact]
    public void What_matters_is_left_alone_and_so_is_what_is_not_known()
    {
        Assert.Empty(Run(Ways(400, secondTurns: 0.3, corrected: 0.3)));
        Assert.Empty(Run(Ways(99, secondTurns: 0, corrected: 0)));
    }

    [Fact]
    public void The_control_arm_keeps_its_number_where_the_settings_give_it_one_of_its_own()
    {
        var found = SuggestWorkflow.Run(
            Reviewed, Schema, Settings with { ControlJudgements = 5 },
            Ways(400, secondTurns: 0, corrected: 0.3), [], Now, new());

        Assert.Empty(found);
    }

    private static IReadOnlyList<Suggestion> Run(IReadOnlyList<RecordedWay> ways)
    {
        var (project, review) = (Bucket(MetricDimension.Project, ""), Bucket(MetricDimension.Step, "review"));
        project.Add(new(Cost: 5));
        review.Add(new(Cost: 3, Decisions: 400));
        return SuggestWorkflow.Run(Reviewed, Schema, Settings, ways, [project, review], Now, new());
    }

    private static MetricBucket Bucket(MetricDimension dimension, string key) => new()
    {
        OrganizationId = new(1),
        ProjectId = new(1),
        Dimension = dimension,
        Key = key,
        Resolution = MetricResolution.Total,
        Number = 0,
    };

    /// <param name="secondTurns">Share of items whose second judgement turns the consensus.</param>
    /// <param name="corrected">Share of them that the review corrects.</param>
    private static List<RecordedWay> Ways(int count, double secondTurns, double corrected)
        => [.. Enumerable.Range(0, count).Select(index =>
        {
            var second = index < count * secondTurns ? 1 : 0;
            var reviewed = index % 10 < corrected * 10 ? 1 - second : second;
            return new RecordedWay(
                new(
                    new($"item-{index}", Arm.Ranked, 7, false, new Dictionary<string, string>()), Schema, Settings),
                [
                    new(SignalKind.Imported, Now.AddHours(-4), new Dictionary<string, QuestionBelief>()),
                    new(SignalKind.Judged, Now.AddHours(-3), Says(0, 0.8)),
                    new(SignalKind.Judged, Now.AddHours(-2), Says(second, 0.9)),
                    new(
                        SignalKind.Decided, Now.AddHours(-1), Says(reviewed, 1),
                        reviewed == second ? Verdict.Accepted : Verdict.Corrected),
                ]);
        })];

    private static Dictionary<string, QuestionBelief> Says(int label, double confidence) => new()
    {
        ["animal"] = new(label, confidence, [(float)(1 - confidence), (float)confidence], [], []),
    };
}
