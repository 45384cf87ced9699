using ActiveLabel.Domain.Readiness;
using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Domain.Tests.Readiness;

public sealed class ProjectReadinessTests
{
    private static readonly ReadinessFacts Good = new(
        new(1_000, 900, 0.9, Gap: null, IsSized: true, Items: 2_000, TrainingShare: 0.8),
        new(Problems: 0, Looks: 3, Exceptions: 0, Finished: 200, FirstPass: 190, HasDeadline: true, HasBudget: true),
        new(0.8, ProjectReadiness.GoldMin, 0.03, 0.01, HasModel: true),
        new([new("label", 5, 3, null)], IsForecast: true, Gap: null, 0.95, 0.9, 0.95, IsEndless: false),
        new(1, 12, 0, 2, 150, 0.1));

    [Fact]
    public void Whatever_is_good_is_ready_and_misses_nothing()
    {
        var answers = ProjectReadiness.Assess(Good);

        Assert.Equal(Enum.GetValues<ReadinessQuestion>(), answers.Select(answer => answer.Question));
        Assert.All(answers, answer => Assert.Equal(ReadinessStatus.Ready, answer.Status));
        Assert.All(answers, answer => Assert.Empty(answer.Missing));
        Assert.All(answers.SelectMany(answer => answer.Checks), check => Assert.NotNull(check.Have));
    }

    public static TheoryData<string, ReadinessQuestion, ReadinessStatus, string> Cases() => new()
    {
        { "sized", ReadinessQuestion.EnoughData, ReadinessStatus.Unknown, "ESTIMATE_SIZING" },
        { "gap", ReadinessQuestion.EnoughData, ReadinessStatus.Unknown, "2 sizes" },
        { "labels", ReadinessQuestion.EnoughData, ReadinessStatus.NotReady, "400 more labels" },
        { "never", ReadinessQuestion.EnoughData, ReadinessStatus.NotReady, "any number" },
        { "items", ReadinessQuestion.EnoughData, ReadinessStatus.NotReady, "Import 125 more" },
        { "problems", ReadinessQuestion.Process, ReadinessStatus.NotReady, "without problems" },
        { "looks", ReadinessQuestion.Process, ReadinessStatus.NotReady, "twice" },
        { "yield", ReadinessQuestion.Process, ReadinessStatus.NotReady, "come back" },
        { "young", ReadinessQuestion.Process, ReadinessStatus.Unknown, "3 items" },
        { "plan", ReadinessQuestion.Process, ReadinessStatus.NotReady, "setProjectPlan" },
        { "agreement", ReadinessQuestion.Quality, ReadinessStatus.NotReady, "different ways" },
        { "gold", ReadinessQuestion.Quality, ReadinessStatus.NotReady, "Add 15 items" },
        { "calibration", ReadinessQuestion.Quality, ReadinessStatus.NotReady, "promise" },
        { "people", ReadinessQuestion.People, ReadinessStatus.NotReady, "3 different people for an item and has 2" },
        { "late", ReadinessQuestion.People, ReadinessStatus.NotReady, "deadline is hardly kept" },
        { "endless", ReadinessQuestion.People, ReadinessStatus.NotReady, "never done" },
        { "unforetold", ReadinessQuestion.People, ReadinessStatus.Unknown, "FORECAST" },
        { "audit", ReadinessQuestion.Pitfalls, ReadinessStatus.Unknown, "AUDIT_BIAS" },
        { "untested", ReadinessQuestion.Pitfalls, ReadinessStatus.Unknown, "could test nothing" },
        { "findings", ReadinessQuestion.Pitfalls, ReadinessStatus.NotReady, "applyBiasAction" },
        { "control", ReadinessQuestion.Pitfalls, ReadinessStatus.NotReady, "control arm" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void What_is_missing_is_said_under_its_question_and_no_other(
        string what, ReadinessQuestion question, ReadinessStatus status, string says)
    {
        var answers = ProjectReadiness.Assess(Without(what));

        var answer = Assert.Single(answers, answer => answer.Status != ReadinessStatus.Ready);
        Assert.Equal((question, status), (answer.Question, answer.Status));
        Assert.Contains(says, Assert.Single(answer.Missing), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "The curve has 1 size; at least 4")]
    [InlineData(2, "The curve has 2 sizes; at least 4")]
    public void A_check_counts_what_its_name_says_whether_or_not_there_is_evidence(int sizes, string says)
    {
        var answers = ProjectReadiness.Assess(Without("young") with
        {
            Data = Good.Data with { Gap = new(SizingGapKind.Sizes, sizes, 4) },
        });

        var labels = answers.SelectMany(answer => answer.Checks).Single(check => check.Name == "labels");
        Assert.Equal((Good.Data.Labels, null), (labels.Have, labels.Need));
        Assert.Contains(says, labels.Message, StringComparison.Ordinal);
        // A share in both cases: not items here and a share there.
        var yield = answers.SelectMany(answer => answer.Checks).Single(check => check.Name == "firstPassYield");
        Assert.Equal((null, ProjectReadiness.FirstPassMin), (yield.Have, yield.Need));
    }

    private static ReadinessFacts Without(string what) => what switch
    {
        "sized" => Good with { Data = Good.Data with { IsSized = false } },
        "gap" => Good with { Data = Good.Data with { Gap = new(SizingGapKind.Sizes, 2, 4) } },
        "labels" => Good with { Data = Good.Data with { LabelsNeeded = 1_400 } },
        "never" => Good with { Data = Good.Data with { LabelsNeeded = null } },
        "items" => Good with { Data = Good.Data with { Items = 1_000 } },
        "problems" => Good with { Process = Good.Process with { Problems = 1 } },
        "looks" => Good with { Process = Good.Process with { Looks = 1 } },
        "yield" => Good with { Process = Good.Process with { FirstPass = 100 } },
        "young" => Good with { Process = Good.Process with { Finished = 3, FirstPass = 3 } },
        "plan" => Good with { Process = Good.Process with { HasBudget = false } },
        "agreement" => Good with { Quality = Good.Quality with { Agreement = 0.4 } },
        "gold" => Good with { Quality = Good.Quality with { GoldItems = 5 } },
        "calibration" => Good with { Quality = Good.Quality with { CalibrationError = 0.2 } },
        "people" => Good with { People = Good.People with { Steps = [new("label", 2, 3, null)] } },
        "late" => Good with { People = Good.People with { InTime = 0.4 } },
        "endless" => Good with { People = Good.People with { IsEndless = true } },
        "unforetold" => Good with { People = Good.People with { Gap = null, IsForecast = false } },
        "untested" => Good with { Pitfalls = Good.Pitfalls with { AuditTests = 0 } },
        "audit" => Good with { Pitfalls = Good.Pitfalls with { DaysSinceAudit = null } },
        "findings" => Good with { Pitfalls = Good.Pitfalls with { OpenFindings = 2 } },
        "control" => Good with { Pitfalls = Good.Pitfalls with { ControlItems = 40 } },
        _ => throw new ArgumentException(what),
    };
}
