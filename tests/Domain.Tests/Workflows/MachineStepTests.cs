using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Workflows;
using Xunit;
using static ActiveLabel.Domain.Tests.Workflows.WorkflowFixtures;

namespace ActiveLabel.Domain.Tests.Workflows;

public sealed class MachineStepTests
{
    private static readonly Workflow ModelFirst = new("machine",
    [
        new("machine", StepKind.Machine, [new("done", new PredictionTrusted()), new("label")]),
        new("label", StepKind.Label, [new("done")], 2, 2),
        new("done", StepKind.Done, []),
    ]);

    [Fact]
    public void An_item_goes_to_people_until_a_model_is_trusted_with_it()
    {
        Assert.Equal("label", Follow(Arm.Ranked).Progress.Step);
        Assert.Equal("label", Follow(Arm.Ranked, Predicted(0.97, trustedFrom: null)).Progress.Step);
        Assert.Equal("label", Follow(Arm.Ranked, Predicted(0.97, trustedFrom: 0.98)).Progress.Step);

        var ended = Follow(Arm.Ranked, Predicted(0.6, 0.9), Predicted(0.97, 0.9));

        Assert.Equal("done", ended.Progress.Step);
        Assert.Equal(["machine", "done"], ended.Decisions.Select(decision => decision.To));
        Assert.Equal(
            [("prediction", 0.97f), ("trustedFrom", 0.9f)],
            ended.Decisions[^1].Reason.Observed!.Select(seen => (seen.Fact, (float)seen.Value)));
        Assert.Equal(RouteCause.Predicted, ended.Decisions[0].Reason.Cause);
    }

    [Theory, InlineData(Arm.Control), InlineData(Arm.Calibration), InlineData(Arm.Random)]
    public void People_alone_answer_the_random_shares(Arm arm)
        => Assert.Equal("label", Follow(arm, Predicted(1, 0.5)).Progress.Step);

    [Fact]
    public void What_people_have_begun_with_stays_with_them()
    {
        var begun = Follow(Arm.Ranked, Judged(0.6), Predicted(1, 0.5));

        Assert.Equal(("label", RouteAction.Stay), (begun.Progress.Step, begun.Decisions[^1].Action));
        Assert.Equal("done", Follow(Arm.Ranked, Judged(0.6), Predicted(1, 0.5), Judged(0.6)).Progress.Step);
    }

    [Fact]
    public void What_somebody_sent_to_people_stays_with_them()
    {
        var sent = new ItemSignal(SignalKind.Sent, Monday, Nothing, To: "label");
        var toMachine = sent with { To = "machine" };

        Assert.Equal("label", Follow(Arm.Ranked, Predicted(1, 0.5), sent, Predicted(1, 0.5)).Progress.Step);
        Assert.Equal("done", Follow(Arm.Ranked, toMachine, Predicted(1, 0.5)).Progress.Step);
    }

    private static RunResult Follow(Arm arm, params ItemSignal[] signals)
    {
        var run = WorkflowRun.Start(ModelFirst, Context(arm), Imported);
        foreach (var signal in signals)
            run = WorkflowRun.Apply(ModelFirst, Context(arm), run.Progress, signal);
        return run;
    }

    private static ItemSignal Predicted(double probability, double? trustedFrom)
        => new(SignalKind.Predicted, Monday, new Dictionary<string, QuestionBelief>
        {
            ["animal"] = QuestionBelief.None with
            {
                Prediction = [(float)(1 - probability), (float)probability],
                TrustedFrom = trustedFrom,
            },
        });
}
