using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Workflows;
using Xunit;
using static ActiveLabel.Domain.Tests.Workflows.WorkflowFixtures;

namespace ActiveLabel.Domain.Tests.Workflows;

public sealed class RouterTests
{
    private static readonly Step Done = new("done", StepKind.Done, []);

    [Fact]
    public void Consensus_reached_is_done_else_rework_and_after_two_rounds_adjudication()
    {
        Assert.Equal(["label", "done"], PathOf(Rework, Judged(0.6), Judged(0.95)));
        Assert.Equal(["label", "rework", "done"], PathOf(Rework, Judged(0.6), Judged(0.6), Judged(0.95)));
        Assert.Equal(
            ["label", "rework", "rework", "adjudicate", "done"],
            PathOf(Rework, Judged(0.6), Judged(0.6), Judged(0.7), Judged(0.7), Decided(Verdict.Corrected)));
    }

    [Fact]
    public void Default_asks_until_the_consensus_is_sure_or_the_judgements_are_used_up()
    {
        Assert.Equal(["label", "done"], PathOf(Workflow.Default, Judged(0.95)));
        Assert.Equal(["label"], PathOf(Workflow.Default, Judged(0.6), Judged(0.7)));
        Assert.Equal(["label", "done"], PathOf(Workflow.Default, Judged(0.6), Judged(0.7), Judged(0.8)));
    }

    [Fact]
    public void The_control_arm_gets_its_full_number_however_sure_it_is()
    {
        var sure = Enumerable.Repeat(Judged(0.99), 3);

        Assert.Equal("label", Run(Workflow.Default, Context(Arm.Control), [Imported, .. sure]).Progress.Step);
        Assert.Equal(
            "done", Run(Workflow.Default, Context(Arm.Control), [Imported, .. sure, Judged(0.99)]).Progress.Step);
    }

    [Fact]
    public void Another_judgement_that_avoids_too_few_errors_for_its_cost_is_not_asked_for()
    {
        var decision = Run(Workflow.Default, Context(), [Imported, Worth(0.6, gain: 1e-5)]).Decisions[^1];

        Assert.Equal(
            (RouteAction.Move, RouteCause.NotWorthMore, "done"),
            (decision.Action, decision.Reason.Cause, decision.To));
        Assert.Equal(
            [("posterior", 0.6), ("valuePerCost", 1e-5), ("pricePerCost", 2e-4)],
            decision.Reason.Observed!.Select(seen => (seen.Fact, Math.Round(seen.Value, 9))));
        Assert.Equal(["label"], PathOf(Workflow.Default, Worth(0.6, gain: 1e-2)));
        // Two more could be asked for: that the second would be worth it is reason enough for the first.
        Assert.Equal(["label"], PathOf(Workflow.Default, Worth(0.6, 1e-5, 1e-2)));
        Assert.Equal(["label", "done"], PathOf(Workflow.Default, Worth(0.6, 1e-5, 1e-5, 1e-2)));
    }

    [Fact]
    public void A_review_that_avoids_more_errors_for_its_cost_comes_first()
    {
        var workflow = new Workflow("label",
        [
            new("label", StepKind.Label, [new("done", new PosteriorAtLeast(0.9)), new("review")], 1, 3),
            new("review", StepKind.Review, [new("done")], CostPerJudgement: 3), Done,
        ]);

        Assert.Equal(["label", "review"], PathOf(workflow, Worth(0.6, gain: 0.05)));
        Assert.Equal(["label"], PathOf(workflow, Worth(0.6, gain: 0.2)));
    }

    [Fact]
    public void Who_asks_for_votes_gets_them_whatever_they_are_worth()
    {
        var workflow = new Workflow("label",
            [new("label", StepKind.Label, [new("done", new AgreementAtLeast(0.9)), new("done")], 1, 3), Done]);

        Assert.Equal(["label"], PathOf(workflow, Worth(0.6, gain: 0)));
    }

    private static ItemSignal Worth(double confidence, params double[] gain)
    {
        var judged = Judged(confidence);
        return judged with
        {
            Beliefs = judged.Beliefs.ToDictionary(pair => pair.Key, pair => pair.Value with { Gains = gain }),
        };
    }

    [Fact]
    public void A_decision_says_what_it_saw()
    {
        var decision = Run(Rework, Context(), [Imported, Judged(0.6), Judged(0.95)]).Decisions[^1];

        Assert.Equal((RouteAction.Move, RouteCause.ConditionHolds, "done"), (
            decision.Action, decision.Reason.Cause, decision.To));
        Assert.Equal((0, "label"), (decision.Reason.Transition, decision.Reason.From));
        Assert.Equal([new("posterior", "animal", 0.95)], decision.Reason.Observed!);
    }

    [Fact]
    public void What_was_passed_over_is_named()
    {
        var signals = new[] { Imported, Judged(0.6), Judged(0.6), Judged(0.6), Judged(0.6) };

        Assert.Equal(["rework"], Run(Rework, Context(), signals).Decisions[^1].Reason.PassedOver!);
    }

    [Fact]
    public void Skips_are_routed_while_judgements_are_out()
    {
        var workflow = Steps(
            [new("help", new SkippedBy(2)), new("done")], new("help", StepKind.Exception, [new("done")]));
        var skip = new ItemSignal(SignalKind.Skipped, Monday, Nothing);

        Assert.Equal(["label"], PathOf(workflow, skip));
        Assert.Equal(["label", "help"], PathOf(workflow, skip, skip));
    }

    [Fact]
    public void An_item_that_is_overdue_escalates()
    {
        var workflow = Steps([new("done")], new("help", StepKind.Exception, [new("done")])) is var all
            ? all with { Steps = [all.Steps[0] with { Sla = new(3600, "help") }, .. all.Steps.Skip(1)] } : all;

        Assert.Equal(["label"], PathOf(workflow, new ItemSignal(SignalKind.Aged, Monday.AddMinutes(59), Nothing)));
        Assert.Equal(
            ["label", "help"], PathOf(workflow, new ItemSignal(SignalKind.Aged, Monday.AddMinutes(60), Nothing)));
    }

    [Fact]
    public void A_machine_step_takes_the_prediction_it_trusts_and_passes_on_the_rest()
    {
        var workflow = new Workflow("machine",
        [
            new("machine", StepKind.Machine, [new("done", new PredictionAtLeast(0.9)), new("label")]),
            new("label", StepKind.Label, [new("done")]), Done,
        ]);

        Assert.Equal(["machine", "label"], PathFrom(workflow, Nothing));
        Assert.Equal(["machine", "label"], PathFrom(workflow, Predict(0.6f)));
        Assert.Equal(["machine", "done"], PathFrom(workflow, Predict(0.95f)));
    }

    [Fact]
    public void A_rejected_review_sends_the_item_back()
    {
        var workflow = Steps([new("review")], new("review", StepKind.Review,
            [new("label", new VerdictIs([Verdict.Rejected])), new("done")])) is var all
            ? all with { Steps = [all.Steps[0] with { Bound = new(2, "done") }, .. all.Steps.Skip(1)] } : all;

        Assert.Equal(["label", "review", "label"], PathOf(
            workflow, Judged(0.9), Judged(0.9), Judged(0.9), Decided(Verdict.Rejected)));
        Assert.Equal(["label", "review", "done"], PathOf(
            workflow, Judged(0.9), Judged(0.9), Judged(0.9), Decided(Verdict.Accepted)));
    }

    [Fact]
    public void Dear_doubts_are_sampled_more_often_than_cheap_ones()
    {
        var sampled = new SampledByLoss(1, [new("dog", 4), new("cat", 0.1)], ShareMin: 0.01);

        Assert.Equal(0.4, sampled.ShareOf(Facts(Believe(0.9))), 1e-6);
        Assert.Equal(1, sampled.ShareOf(Facts(Believe(0.6))), 1e-6);
        Assert.Equal(0.01, sampled.ShareOf(Facts(Believe(0.9999))), 1e-6);
        var drawn = Enumerable.Range(0, 4_000).Count(number => sampled.Holds(Facts(Believe(0.9), $"item-{number}")));
        Assert.InRange(drawn, 1_500, 1_700);
    }

    [Theory]
    [InlineData(0.39, true)]
    [InlineData(0.41, false)]
    public void The_expected_loss_is_the_posterior_times_the_cost(double confidence, bool holds)
        => Assert.Equal(holds, new ExpectedLossAtLeast(1.2, [new("dog", 2)]).Holds(Facts(Believe(confidence))));

    [Fact]
    public void Conditions_hold_as_they_say()
    {
        var facts = Facts(
            Believe(0.8, votes: [3, 1], prediction: [0.7f, 0.3f]),
            attributes: new Dictionary<string, string> { ["lang"] = "de", ["size"] = "12.5" });

        Assert.True(new AgreementAtLeast(0.75).Holds(facts));
        Assert.False(new AgreementAtLeast(0.76).Holds(facts));
        Assert.True(new AnswerIn(["cat"]).Holds(facts));
        Assert.False(new AnswerIn(["dog"]).Holds(facts));
        Assert.True(new ModelAgrees().Holds(facts));
        Assert.False(new ModelAgrees().Holds(Facts(Believe(0.8, prediction: [0.2f, 0.8f]))));
        Assert.False(new ModelAgrees().Holds(Facts(Believe(0.8))));
        Assert.True(new AttributeIn("lang", ["en", "de"]).Holds(facts));
        Assert.True(new AttributeBetween("size", 10, 13).Holds(facts));
        Assert.False(new AttributeBetween("size", Max: 12).Holds(facts));
        Assert.False(new AttributeBetween("lang", 0).Holds(facts));
        Assert.True(
            new All([new Not(new IsGold()), new Any([new CostAtLeast(6), new PosteriorBelow(0.9)])]).Holds(facts));
    }

    private static Dictionary<string, QuestionBelief> Predict(float top)
        => new() { ["animal"] = QuestionBelief.None with { Prediction = [top, 1 - top] } };

    private static ItemSignal Decided(Verdict verdict) => new(SignalKind.Decided, Monday, Believe(1), verdict);

    private static ItemFacts Facts(
        IReadOnlyDictionary<string, QuestionBelief> beliefs,
        string externalId = "item-1",
        IReadOnlyDictionary<string, string>? attributes = null)
    {
        var context = Context(externalId: externalId, attributes: attributes);
        return new(
            context.Origin,
            new("label", Monday, new Dictionary<string, int>(), CostBefore: 5),
            context.Schema,
            context.Settings,
            beliefs,
            Monday);
    }

    private static Workflow Steps(Transition[] ofLabel, Step second)
        => new("label", [new("label", StepKind.Label, ofLabel, 3, 3), second, Done]);

    private static RunResult Run(Workflow workflow, ItemContext context, ItemSignal[] signals)
        => signals.Skip(1).Aggregate(
            WorkflowRun.Start(workflow, context, signals[0]),
            (result, signal) => WorkflowRun.Apply(workflow, context, result.Progress, signal));

    private static IReadOnlyList<string> PathOf(Workflow workflow, params ItemSignal[] signals)
        => WorkflowReplay.Run(workflow, Context(), [Imported, .. signals], signals[^1].At).Path;

    private static IReadOnlyList<string> PathFrom(
        Workflow workflow, IReadOnlyDictionary<string, QuestionBelief> beliefs)
        => WorkflowReplay.Run(workflow, Context(), [Imported with { Beliefs = beliefs }], Monday).Path;
}
