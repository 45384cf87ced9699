using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace ActiveLabel.Domain.Tests.Misconduct;

public sealed class MisconductDetectionTests(ITestOutputHelper output)
{
    private const int Seeds = 20;
    private const double Convicted = 0.9;

    [Fact]
    public void Cheats_stand_out_and_slow_or_dissenting_honest_workers_are_left_alone()
    {
        var findings = Enumerable.Range(1, Seeds).SelectMany(Inspect).ToList();
        var honest = findings.Where(each => each.Habit is Habit.Honest or Habit.Slow or Habit.Minority).ToList();

        foreach (var habit in Enum.GetValues<Habit>())
        {
            var own = findings.Where(each => each.Habit == habit).Select(each => each.Finding).ToList();
            var auroc = Auroc(own, honest.ConvertAll(each => each.Finding));
            var convicted = own.Count(finding => finding.Probability > Convicted) / (double)own.Count;
            output.WriteLine($"{habit,-14} AUROC {auroc:0.000}, convicted {convicted:0.0 %}");
            if (habit is Habit.Honest or Habit.Slow or Habit.Minority)
                Assert.True(convicted <= 0.01, $"{habit}: {convicted:0.0 %} convicted");
            else
                Assert.True(auroc >= 0.95, $"{habit}: AUROC {auroc:0.000}");
        }
    }

    [Theory]
    [InlineData(Habit.Random, MisconductKind.Guessing)]
    [InlineData(Habit.Constant, MisconductKind.ConstantAnswers)]
    [InlineData(Habit.Copier, MisconductKind.PreLabelCopying)]
    [InlineData(Habit.Colluding, MisconductKind.Collusion)]
    [InlineData(Habit.Sleeper, MisconductKind.Sleeper)]
    [InlineData(Habit.GoldMemoriser, MisconductKind.GoldMemorising)]
    public void The_most_probable_kind_is_the_planted_one(Habit habit, MisconductKind kind)
    {
        var evidence = Inspect(seed: 3).Where(each => each.Habit == habit)
            .Select(each => each.Finding.Evidence[0]).ToList();

        Assert.NotEmpty(evidence);
        Assert.All(evidence, first => Assert.Equal(kind, first.Kind));
        Assert.All(evidence, first => output.WriteLine(first.Explanation));
    }

    [Fact]
    public void Colluding_workers_name_each_other()
    {
        var pair = Inspect(seed: 5).Where(each => each.Habit == Habit.Colluding)
            .ToDictionary(each => each.Finding.Worker, each => each.Finding.Evidence[0].Partner);

        Assert.Equal(pair.Keys.Reverse().Select(worker => (int?)worker), pair.Values);
    }

    [Fact]
    public void Nothing_to_go_by_leaves_the_prior()
    {
        var set = JudgementSet.Build(1, 1, 2, [(0, 0, 1)]);
        var crowd = new DawidSkene(new()).Infer(set, CancellationToken.None);
        var options = new MisconductOptions();

        var finding = Assert.Single(new MisconductDetection(options).Inspect(
            set, crowd, [new(0, 0, 1)], CancellationToken.None));

        Assert.InRange(finding.Probability, 0, 2 * (1 - options.Honest));
    }

    private static IEnumerable<(Habit Habit, MisconductFinding Finding)> Inspect(int seed)
    {
        var made = CheatingCrowd.Make(seed);
        var crowd = new DawidSkene(new()).Infer(made.Judgements, CancellationToken.None);
        return new MisconductDetection(new())
            .Inspect(made.Judgements, crowd, made.Answers, CancellationToken.None)
            .Select(finding => (CheatingCrowd.HabitOf(finding.Worker), finding));
    }

    private static double Auroc(List<MisconductFinding> cheats, List<MisconductFinding> honest)
        => cheats.Average(cheat => honest.Average(
            other => cheat.LogOdds > other.LogOdds ? 1 : cheat.LogOdds == other.LogOdds ? 0.5 : 0));
}
