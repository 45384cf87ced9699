using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Suggestions;
using ActiveLabel.Domain.Workflows;
using Xunit;

namespace ActiveLabel.Domain.Tests.Suggestions;

public sealed class SuggestTrustTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static readonly LabelSchema Schema = new(
        1, "", [new("animal", "Which?", AnnotationType.SingleChoice, [new("cat", "Cat"), new("dog", "Dog")])]);

    private static readonly ProjectSettings Settings = new(new(0.1, 0.05, 0.05));

    private static readonly ModelTrust Trust = new(
        Risk: 0.05, From: 0.97, CalibrationItems: 150, ControlItems: 80, ControlErrors: 1, ControlArmItems: 200);

    private static readonly Workflow People = new("label",
    [
        new("label", StepKind.Label, [new("review")], 2, 2),
        new(
            "review", StepKind.Review, [new("label", new VerdictIs([Verdict.Rejected])), new("done")],
            Bound: new(3, "done")),
        new("done", StepKind.Done, []),
    ]);

    [Fact]
    public void What_is_saved_is_the_share_of_the_control_arm_that_the_model_is_sure_of()
    {
        var suggestion = Run(People)!;

        Assert.Equal((SuggestionKind.TrustModel, "label"), (suggestion.Kind, suggestion.Step));
        // Half of the ways are of the ranked queue and cost 2 and 3 in turn; all others cost 2.
        Assert.Equal(-0.4 * 125 / 225, suggestion.Effect.CostChange, 1e-9);
        Assert.True(suggestion.Effect.CostLow < suggestion.Effect.CostChange);
        var trust = suggestion.Evidence.Trust!;
        Assert.InRange(trust.Share, trust.ShareLow, trust.ShareHigh);
        // Were all that it ends as cheap as the cheapest.
        Assert.Equal(-trust.ShareLow * 100 / 225, suggestion.Effect.CostHigh, 1e-9);
        Assert.Equal(0.4 * 0.8 * 1_000, trust.ItemsEnded, 1e-9);
        Assert.Equal(trust.ItemsEnded * 2.5, trust.CostSaved, 1e-9);
        Assert.Equal(0.4 * 0.8 / 80, suggestion.Effect.ChangedShare, 1e-9);
        Assert.Equal(trust.ShareHigh * 0.8 * 0.05, suggestion.Effect.ChangedHigh, 1e-9);
        Assert.Contains("150 calibration items; 1 of 80 control items were wrong", suggestion.Message,
            StringComparison.Ordinal);
        Assert.InRange(suggestion.Message.Length, 1, StoredSuggestion.MessageLengthMax);
    }

    [Fact]
    public void The_model_is_asked_before_the_first_worker_and_everything_after_stays_as_it_is()
    {
        var draft = Run(People)!.Draft;

        Assert.Empty(WorkflowCheck.Check(draft, Schema));
        Assert.Equal(("trust-model", StepKind.Machine), (draft.Start, draft[draft.Start].Kind));
        Assert.Equal(["done", "label"], draft[draft.Start].Transitions.Select(transition => transition.To));
        // What is rejected goes back to the workers, not to the model.
        Assert.Equal(People["review"], draft["review"]);

        var sampling = new Workflow("sort",
        [
            new("sort", StepKind.Machine, [new("label", new Sampled(0.5, "half")), new("label")]),
            .. People.Steps,
        ]);
        Assert.All(Run(sampling)!.Draft["sort"].Transitions, way => Assert.Equal("trust-model", way.To));
    }

    [Fact]
    public void Nothing_is_suggested_without_evidence_or_where_the_workflow_trusts_the_model_already()
    {
        Assert.Null(Run(People, Trust with { From = null }));
        Assert.Null(Run(People, Trust with { StoppedAt = Now }));
        Assert.Null(Run(People, Trust with { ControlArmItems = 0 }));
        // One sure item of 200 saves nothing that could be told from nothing.
        Assert.Null(Run(People, Trust with { ControlItems = 1, ControlErrors = 0 }));
        Assert.Null(Run(Run(People)!.Draft));
        var nested = People with
        {
            Start = "ask",
            Steps = [
                new("ask", StepKind.Machine, [new("done", new All([new PredictionTrusted()])), new("label")]),
                .. People.Steps],
        };
        Assert.Null(Run(nested));
        // Some items begin with workers and some with an expert: before which of them the model comes is not said.
        var parted = People with
        {
            Start = "ask",
            Steps = [
                new("ask", StepKind.Machine, [new("review", new Sampled(0.5, "half")), new("label")]),
                .. People.Steps],
        };
        Assert.Null(Run(parted));
    }

    private static Suggestion? Run(Workflow workflow, ModelTrust? trust = null) => SuggestTrust.Run(
        workflow, Schema, Settings, new(trust ?? Trust, ItemsLeft: 1_000), Ways(), [], Now, new());

    /// <summary>Two judgements each, and every fourth a review.</summary>
    private static List<RecordedWay> Ways() => [.. Enumerable.Range(0, 100).Select(index => new RecordedWay(
        new(
            new($"item-{index}", index % 2 == 0 ? Arm.Ranked : Arm.Random, 7, false, new Dictionary<string, string>()),
            Schema, Settings),
        [
            new(SignalKind.Imported, Now.AddHours(-4), new Dictionary<string, QuestionBelief>()),
            new(SignalKind.Judged, Now.AddHours(-3), Says()),
            new(SignalKind.Judged, Now.AddHours(-2), Says()),
            .. index % 4 == 0
                ? new ItemSignal[] { new(SignalKind.Decided, Now.AddHours(-1), Says(), Verdict.Accepted) }
                : [],
        ]))];

    private static Dictionary<string, QuestionBelief> Says() => new()
    {
        ["animal"] = new(1, 0.9, [0.1f, 0.9f], [], []),
    };
}
