using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Predictions;
using Xunit;

namespace ActiveLabel.Domain.Tests.Predictions;

public sealed class DisagreementTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public void Both_agree_with_their_formulas_and_stay_in_their_range(int seed)
    {
        var random = new Random(seed);
        var (members, labels) = (random.Next(2, 17), random.Next(2, 9));
        var rows = Enumerable.Range(0, members).Select(_ => RandomRow(random, labels)).ToArray();

        var actual = Disagreement.Of([.. rows.SelectMany(row => row)], labels);

        var mean = Enumerable.Range(0, labels).Select(label => rows.Average(row => (double)row[label]));
        var votes = Enumerable.Range(0, labels)
            .Select(label => rows.Count(row => Array.IndexOf(row, row.Max()) == label) / (double)members);
        var bald = EntropyOf(mean) - rows.Average(row => EntropyOf(row.Select(share => (double)share)));
        Assert.Equal(bald, actual.Bald, 1e-6);
        Assert.Equal(EntropyOf(votes), actual.VoteEntropy, 1e-6);
        Assert.InRange(actual.Bald, 0, Math.Log(Math.Min(members, labels)) + 1e-6);
        Assert.InRange(actual.VoteEntropy, 0, Math.Log(Math.Min(members, labels)) + 1e-6);
    }

    [Fact]
    public void Members_that_say_the_same_do_not_disagree_however_unsure_they_are()
        => Assert.Equal(new(0, 0), Disagreement.Of([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], 2));

    [Fact]
    public void Members_that_are_sure_of_different_labels_disagree_as_much_as_can_be()
    {
        var split = Disagreement.Of([1, 0, 0, 1], 2);

        Assert.Equal((Math.Log(2), Math.Log(2)), (split.Bald, split.VoteEntropy), (a, b) =>
            Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6);
    }

    [Fact]
    public void The_functions_say_what_the_committee_says_and_nothing_without_one()
    {
        var said = new Prediction([0.5f, 0.5f], new(0.25f, 0.125f));

        Assert.Equal((0.25, 0.125), (new Bald().Score(said), new VoteEntropy().Score(said)));
        Assert.Null(new Bald().Score(new Prediction([0.5f, 0.5f])));
        Assert.Null(new VoteEntropy().Score(new Prediction([0.5f, 0.5f])));
    }

    private static float[] RandomRow(Random random, int labels)
    {
        var weights = Enumerable.Range(0, labels).Select(_ => random.NextSingle()).ToArray();
        return Array.ConvertAll(weights, weight => weight / weights.Sum());
    }

    private static double EntropyOf(IEnumerable<double> row)
        => -row.Where(share => share > 0).Sum(share => share * Math.Log(share));
}
