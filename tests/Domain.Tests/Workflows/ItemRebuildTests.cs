using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workflows;
using Xunit;
using static ActiveLabel.Domain.Tests.Workflows.WorkflowFixtures;

namespace ActiveLabel.Domain.Tests.Workflows;

public sealed class ItemRebuildTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Where_every_fact_counts_the_item_is_where_it_is(int seed)
    {
        var random = new Random(seed);
        for (var item = 0; item < 200; item++)
        {
            var context = Context(externalId: $"item-{item}");
            var live = WorkflowRun.Start(Rework, context, Imported).Progress;
            var tasks = new List<VisitTask> { new(new(1), live.Step, live.EnteredAt) };
            var facts = new List<SignalFact>();
            for (var count = random.Next(0, 8); count > 0 && live.Step != "done"; count--)
            {
                var at = Monday.AddMinutes(facts.Count + 1);
                var signal = live.Step == "adjudicate"
                    ? new ItemSignal(SignalKind.Decided, at, Believe(1))
                    : Judged(random.NextDouble(), minutes: facts.Count + 1);
                facts.Add(new(signal, tasks[^1].Id, Counts: true, Decided: null));
                var run = WorkflowRun.Apply(Rework, context, live, signal);
                live = run.Progress;
                if (run.HasMoved && Rework[live.Step].HasTasks)
                    tasks.Add(new(new(tasks.Count + 1), live.Step, live.EnteredAt));
            }

            var rebuilt = new ItemRebuild(Rework, context, tasks).Run(
                Imported, facts, (index, _) => facts[index].Signal.Beliefs);

            Assert.Equal(
                (live.Step, live.EnteredAt, live.Asked, live.Judgements),
                (rebuilt.Progress.Step, rebuilt.Progress.EnteredAt, rebuilt.Progress.Asked,
                    rebuilt.Progress.Judgements));
            Assert.Equal(tasks.Select(task => task.Id), rebuilt.Asked.Keys.OrderBy(task => task.Value));
            Assert.Equal(live.Step == "done" ? null : tasks[^1].Id, rebuilt.Current);
        }
    }

    [Fact]
    public void Without_a_judgement_the_item_waits_in_the_visit_that_it_was_for()
    {
        // Two judgements that differ, and an expert's: without the second the expert was not asked.
        var tasks = new List<VisitTask> { new(new(1), "label", Monday), new(new(2), "rework", Monday.AddMinutes(2)) };
        SignalFact[] facts =
        [
            Fact(Judged(0.8, 1), 1),
            Fact(Judged(0.5, 2), 1, counts: false),
            Fact(Judged(0.95, 3), 2),
        ];

        var rebuilt = new ItemRebuild(Rework, Context(), tasks).Run(Imported, facts, (_, _) => Believe(0.8));

        Assert.Equal(("label", 2, 1, new TaskId(1)), (
            rebuilt.Progress.Step, rebuilt.Progress.Asked, rebuilt.Progress.Judgements, rebuilt.Current));
        Assert.Equal([new TaskId(1)], rebuilt.Asked.Keys);
        Assert.Null(rebuilt.DoneAt);
    }

    [Fact]
    public void What_was_decided_stands_until_somebody_sends_the_item_back()
    {
        List<VisitTask> tasks = [new(new(1), "label", Monday), new(new(2), "adjudicate", Monday.AddMinutes(1))];
        var sent = new ItemSignal(SignalKind.Sent, Monday.AddMinutes(1), Nothing, To: "adjudicate");
        var decided = new ItemSignal(SignalKind.Decided, Monday.AddMinutes(2), Nothing);
        var back = new ItemSignal(SignalKind.Sent, Monday.AddMinutes(3), Nothing, To: "label");
        SignalFact[] facts =
        [
            new(sent, null, Counts: true, null),
            new(decided, new(2), Counts: true, [new("animal", new SingleChoiceValue("dog"))]),
            new(back, null, Counts: true, null),
        ];

        var done = new ItemRebuild(Rework, Context(), tasks).Run(Imported, facts[..2], (_, _) => Nothing);
        var again = new ItemRebuild(Rework, Context(), tasks).Run(Imported, facts, (_, _) => Nothing);

        Assert.Equal(("done", 1, Monday.AddMinutes(2)), (done.Progress.Step, done.Decided["animal"], done.DoneAt));
        Assert.Equal("label", again.Progress.Step);
        Assert.Empty(again.Decided);
        Assert.Null(again.Current);
    }

    private static SignalFact Fact(ItemSignal signal, long task, bool counts = true)
        => new(signal, new TaskId(task), counts, Decided: null);
}
