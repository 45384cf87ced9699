using ActiveLabel.Domain.Workflows;
using Xunit;
using static ActiveLabel.Domain.Tests.Workflows.WorkflowFixtures;

namespace ActiveLabel.Domain.Tests.Workflows;

public sealed class WorkflowReplayTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Over_the_workflow_that_was_in_force_it_ends_where_the_item_is(int seed)
    {
        var random = new Random(seed);
        for (var item = 0; item < 200; item++)
        {
            var context = Context(externalId: $"item-{item}");
            var signals = new List<ItemSignal> { Imported };
            var live = WorkflowRun.Start(Rework, context, Imported).Progress;
            for (var count = random.Next(0, 8); count > 0 && live.Step != "done"; count--)
            {
                signals.Add(live.Step == "adjudicate"
                    ? new(SignalKind.Decided, Monday, Believe(1))
                    : Judged(random.NextDouble(), minutes: signals.Count));
                live = WorkflowRun.Apply(Rework, context, live, signals[^1]).Progress;
            }

            var replayed = WorkflowReplay.Run(Rework, context, signals, Monday.AddDays(30));

            Assert.Equal(
                (live.Step, live.Judgements, live.Asked, signals.Count - 1),
                (replayed.Progress.Step, replayed.Progress.Judgements, replayed.Progress.Asked,
                    replayed.JudgementsUsed));
        }
    }

    [Fact]
    public void A_draft_that_is_content_with_less_leaves_judgements_over()
    {
        var draft = Workflow.Default;

        var replayed = WorkflowReplay.Run(draft, Context(), [Imported, Judged(0.95), Judged(0.99)], Monday);

        Assert.Equal(("done", 1, 1, 1.0), (
            replayed.Progress.Step, replayed.JudgementsUsed, replayed.JudgementsUnused, replayed.Cost));
    }

    [Fact]
    public void A_draft_that_wants_more_waits_for_what_nobody_gave()
    {
        var replayed = WorkflowReplay.Run(Rework, Context(), [Imported, Judged(0.95)], Monday);

        Assert.Equal(("label", 2, 1), (replayed.Progress.Step, replayed.Progress.Asked, replayed.Progress.Judgements));
    }

    [Fact]
    public void A_timer_of_the_draft_runs_where_the_record_has_none()
    {
        var draft = Rework with
        {
            Steps = [Rework.Steps[0] with { Sla = new(3600, "adjudicate") }, .. Rework.Steps.Skip(1)],
        };

        var inTime = WorkflowReplay.Run(draft, Context(), [Imported, Judged(0.6)], Monday.AddMinutes(50));
        var late = WorkflowReplay.Run(draft, Context(), [Imported, Judged(0.6)], Monday.AddMinutes(90));

        Assert.Equal(("label", "adjudicate"), (inTime.Progress.Step, late.Progress.Step));
        Assert.Equal(Monday.AddMinutes(60), late.Progress.EnteredAt);
    }

    [Fact]
    public void Items_in_flight_stay_in_steps_of_the_same_key_and_go_where_they_are_told_otherwise()
    {
        var migration = new WorkflowMigration(
            Rework, Workflow.Default, new Dictionary<string, string> { ["adjudicate"] = "done" });

        Assert.Equal(
            ("label", "label", "done"),
            (migration.TargetOf("label"), migration.TargetOf("rework"), migration.TargetOf("adjudicate")));
        Assert.True(migration.Keeps("label"));
        Assert.False(migration.Keeps("rework"));
    }
}
