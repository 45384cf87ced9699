using ActiveLabel.Domain.Bias;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.Bias;

public sealed class BiasAuditTests
{
    [Fact]
    public void Projects_without_bias_raise_few_alarms()
        => Assert.InRange(Enumerable.Range(1, 50).Count(seed => new SimulatedBias(seed).Found().Count > 0), 0, 7);

    [Fact]
    public void Planted_biases_are_found()
    {
        var seeds = Enumerable.Range(1, 20).ToArray();

        Assert.All(
            new (BiasKind Kind, Func<int, SimulatedBias> Project)[]
            {
                (BiasKind.Sample, seed => new(seed, SampleTilt: 1.0 / 3)),
                (BiasKind.Prejudicial, seed => new(seed, Prejudice: 0.08)),
                (BiasKind.Measurement, seed => new(seed, DeviceLoss: 0.06)),
                (BiasKind.Anchoring, seed => new(seed, Copied: 0.2)),
            },
            planted => Assert.InRange(
                seeds.Count(seed => planted.Project(seed).Found().Contains(planted.Kind)), 16, 20));
    }

    [Fact]
    public void A_finding_says_what_how_much_and_what_to_do()
    {
        var report = BiasAudit.Run(new SimulatedBias(2, Prejudice: 0.1, DeviceLoss: 0.1).Evidence(), new());

        var prejudice = report.Findings.Single(finding => finding is { Kind: BiasKind.Prejudicial, Group: "b" });
        Assert.Equal(("group", "yes"), (prejudice.Attribute, prejudice.Outcome));
        Assert.True(prejudice.Low90 <= prejudice.Effect && prejudice.Effect <= prejudice.High90);
        Assert.Equal(0.1, prejudice.Effect, tolerance: 0.05);
        Assert.Equal(BiasAction.AddGold, prejudice.Action);
        var phone = report.Findings.Single(finding => finding is { Kind: BiasKind.Measurement, Group: "phone" });
        Assert.Equal(-0.1, phone.Effect, tolerance: 0.05);
        Assert.Equal(BiasAction.RetrainWorkers, phone.Action);
    }

    [Fact]
    public void Every_question_is_audited_and_a_finding_names_its_own()
    {
        var (fair, biased) = (new SimulatedBias(3).Evidence(), new SimulatedBias(4, Prejudice: 0.15).Evidence());

        var report = BiasAudit.Run(
            fair with
            {
                Question = "first",
                Further = [new("second", biased.Labels, biased.Prejudicial, biased.Measurement)],
            },
            new());

        Assert.Contains(report.Findings, finding => finding is
        {
            Question: "second", Kind: BiasKind.Prejudicial, Group: "b",
        });
        Assert.DoesNotContain(report.Findings, finding => finding.Question == "first");
    }

    [Fact]
    public void Where_no_gap_is_large_the_largest_is_named()
    {
        var report = BiasAudit.Run(
            new(
                ["no", "yes"],
                [new("region", [new("south", 1_150, 0.5), new("north", 850, 0.5)])],
                [],
                [],
                []),
            new());

        Assert.Equal("north", Assert.Single(report.Findings).Group);
    }

    [Fact]
    public void Groups_of_a_few_are_not_told_apart()
    {
        var answers = Enumerable.Range(0, 400).Select(item => new AuditedAnswer(
            item < 20 ? "rare" : item < 200 ? "a" : "b", item < 20 ? 1 : item % 2, null, [0.5, 0.5], item)).ToArray();
        var fewPeople = Enumerable.Range(0, 400).Select(item => new AuditedAnswer(
            item < 100 ? "night" : "day",
            item < 100 ? 1 : 0,
            0,
            null,
            item < 100 ? item % 3 : 3 + (item % 20))).ToArray();

        var report = BiasAudit.Run(
            new(["no", "yes"], [], [new("origin", answers)], [new("shift", fewPeople)], []), new());

        Assert.DoesNotContain(report.Findings, finding => finding.Group is "rare" or "night");
        Assert.Equal(2, report.SuppressedGroups);
    }

    [Fact]
    public void The_share_copied_lies_in_its_interval_nine_times_of_ten()
    {
        var held = Enumerable.Range(1, 60).Count(seed => Anchoring.Of(
            new SimulatedBias(seed, Copied: 0.2).PreLabels(new(seed))) is { Low90: <= 0.2, High90: >= 0.2 });

        Assert.InRange(held, 48, 60);
    }
}
