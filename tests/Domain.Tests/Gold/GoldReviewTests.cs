using ActiveLabel.Domain.Gold;
using Xunit;

namespace ActiveLabel.Domain.Tests.Gold;

public sealed class GoldReviewTests
{
    private static readonly double[] Prior = [0.5, 0.3, 0.2];

    [Fact]
    public void A_few_answers_say_nothing()
        => Assert.Equal(GoldVerdict.TooFewAnswers, Judge(known: 0, Answers((0.9, 0, 7))));

    [Fact]
    public void Good_workers_right_and_bad_ones_wrong_is_useful()
        => Assert.Equal(
            GoldVerdict.Useful, Judge(known: 0, Answers((0.95, 0, 9), (0.95, 1, 1), (0.4, 2, 5), (0.4, 0, 3))));

    [Fact]
    public void Good_workers_who_agree_on_something_else_say_that_it_is_wrong()
        => Assert.Equal(GoldVerdict.ProbablyWrong, Judge(known: 0, Answers((0.9, 2, 9), (0.4, 0, 3))));

    [Fact]
    public void Bad_workers_who_are_all_right_know_it_already()
        => Assert.Equal(GoldVerdict.ProbablyLeaked, Judge(known: 1, Answers((0.4, 1, 14), (0.9, 1, 2))));

    [Fact]
    public void What_everybody_gets_right_measures_nothing()
        => Assert.Equal(GoldVerdict.Uninformative, Judge(known: 1, Answers((0.9, 1, 9), (0.8, 1, 6))));

    private static GoldVerdict Judge(int known, List<GoldAnswer> answers) => GoldReview.Judge(known, answers, Prior);

    private static List<GoldAnswer> Answers(params (double Accuracy, int Label, int Count)[] groups)
        => [.. groups.SelectMany(group => Enumerable.Repeat(
            new GoldAnswer(group.Label, Confusion(group.Accuracy)), group.Count))];

    private static double[] Confusion(double accuracy)
        => [.. Enumerable.Range(0, 9).Select(cell => cell / 3 == cell % 3 ? accuracy : (1 - accuracy) / 2)];
}
