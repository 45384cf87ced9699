using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Metrics;
using Xunit;

namespace ActiveLabel.Domain.Tests.Metrics;

public sealed class MetricTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Every_instant_lies_in_the_piece_that_begins_before_it_and_ends_after_it()
    {
        var random = new Random(1);
        for (var draw = 0; draw < 2_000; draw++)
        {
            var at = Start.AddMinutes(random.Next(-5_000_000, 5_000_000));
            foreach (var resolution in MetricClock.Pieces)
            {
                var number = MetricClock.NumberOf(resolution, at);
                Assert.True(MetricClock.StartOf(resolution, number) <= at, $"{resolution} {at}");
                Assert.True(MetricClock.StartOf(resolution, number + 1) > at, $"{resolution} {at}");
            }
        }
    }

    [Fact]
    public void A_week_begins_on_Monday_and_a_month_on_its_first()
    {
        var week = MetricClock.NumberOf(MetricResolution.Week, Start.AddDays(6));

        Assert.Equal(DayOfWeek.Monday, MetricClock.StartOf(MetricResolution.Week, week).DayOfWeek);
        Assert.Equal(Start.Date, MetricClock.StartOf(MetricResolution.Week, week).DateTime);
        Assert.Equal(
            new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            MetricClock.StartOf(
                MetricResolution.Month, MetricClock.NumberOf(MetricResolution.Month, Start.AddDays(30))));
    }

    [Theory]
    [InlineData(1, 100, MetricResolution.Hour)]
    [InlineData(30, 100, MetricResolution.Day)]
    [InlineData(365, 100, MetricResolution.Week)]
    [InlineData(3_650, 130, MetricResolution.Month)]
    public void Time_is_cut_as_finely_as_the_points_allow(int days, int points, MetricResolution expected)
        => Assert.Equal(expected, MetricClock.FinestFor(Start, Start.AddDays(days), points));

    [Fact]
    public void Quantiles_of_lead_times_are_right_within_their_class()
    {
        var random = new Random(2);
        var seconds = Enumerable.Range(0, 5_000).Select(_ => Math.Exp(10 * random.NextDouble())).Order().ToArray();
        var times = seconds.Aggregate(LeadTimes.None, (sum, next) => sum.With(next));

        foreach (var probability in new[] { 0.1, 0.5, 0.9 })
            Assert.InRange(
                times.Quantile(probability)!.Value / seconds[(int)(probability * seconds.Length)], 0.5, 2);
        Assert.Null(LeadTimes.None.Quantile(0.5));
    }

    [Fact]
    public void An_item_that_goes_straight_through_is_right_at_the_first_pass()
    {
        var journey = new ItemJourney(Start, "label");

        var facts = journey.Import(Start)
            .Concat(journey.Become(ItemState.Queued, "review", isVisit: false, Start.AddMinutes(1)))
            .Concat(journey.Become(ItemState.Done, "done", isVisit: false, Start.AddMinutes(3))).ToList();

        var whole = SumOf(facts, MetricDimension.Project, "");
        Assert.Equal((1, 1, 1, 0, 1), (whole.Arrived, whole.Finished, whole.FirstPass, whole.InProgress, whole.Usable));
        Assert.Equal(180, whole.LeadSeconds);
        var review = SumOf(facts, MetricDimension.Step, "review");
        Assert.Equal((1, 1, 120.0, 0), (review.Arrived, review.Finished, review.LeadSeconds, review.InProgress));
        Assert.Equal(1, SumOf(facts, MetricDimension.Transition, MetricBucket.TransitionOf("review", "")).Finished);
    }

    [Fact]
    public void What_is_reopened_or_sent_back_is_not_and_is_under_way_again()
    {
        var journey = new ItemJourney(Start, "label");
        var facts = journey.Import(Start)
            .Concat(journey.Become(ItemState.Queued, "review", isVisit: false, Start))
            .Concat(journey.Become(ItemState.Queued, "label", isVisit: false, Start))
            .Concat(journey.Become(ItemState.Done, "done", isVisit: false, Start)).ToList();
        Assert.True(journey.IsAgain("label"));
        Assert.Equal(0, SumOf(facts, MetricDimension.Project, "").FirstPass);

        facts.AddRange(journey.Reopen(Start));
        facts.AddRange(journey.Become(ItemState.Queued, "label", isVisit: false, Start));

        var whole = SumOf(facts, MetricDimension.Project, "");
        Assert.Equal((1, 1, 0), (whole.Returned, whole.InProgress, whole.Usable));
        var label = SumOf(facts, MetricDimension.Step, "label");
        Assert.Equal((1, 2, 1), (label.Arrived, label.Returned, label.InProgress));
        Assert.Equal(1, label.FirstPass);
    }

    [Fact]
    public void A_pause_moves_nothing_and_a_cancelled_item_is_nowhere()
    {
        var journey = new ItemJourney(Start, "label");
        var facts = journey.Import(Start).ToList();

        Assert.Empty(journey.Become(ItemState.Paused, "label", isVisit: false, Start));
        facts.AddRange(journey.Become(ItemState.Cancelled, "label", isVisit: false, Start));

        var (whole, step) = (SumOf(facts, MetricDimension.Project, ""), SumOf(facts, MetricDimension.Step, "label"));
        Assert.Equal((1, 0, 0), (whole.Cancelled, whole.InProgress, whole.Finished));
        Assert.Equal((1, 0, 0), (step.Cancelled, step.InProgress, step.Finished));
    }

    private static MetricBucket SumOf(IEnumerable<MetricFact> facts, MetricDimension dimension, string key)
    {
        var bucket = new MetricBucket
        {
            OrganizationId = new(1),
            ProjectId = new(1),
            Dimension = dimension,
            Key = key,
            Resolution = MetricResolution.Total,
            Number = 0,
        };
        foreach (var fact in facts.Where(fact => fact.Dimension == dimension && fact.Key == key))
        {
            bucket.Add(fact.Change);
            bucket.Raise(fact.Change);
        }
        return bucket;
    }
}
