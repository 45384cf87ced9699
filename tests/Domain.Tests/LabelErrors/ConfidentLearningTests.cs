using ActiveLabel.Domain.LabelErrors;
using Xunit;

namespace ActiveLabel.Domain.Tests.LabelErrors;

public sealed class ConfidentLearningTests
{
    private const int Items = 2_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Planted_errors_are_found_and_right_labels_are_mostly_left_alone(int seed)
    {
        var made = Make(seed, errorShare: 0.1);

        var suspects = ConfidentLearning.Suspect(made.Given, made.Predictions, made.Posteriors, labelCount: 3);

        var found = suspects.Count(suspect => made.Truth[suspect.Item] != made.Given[suspect.Item]);
        var planted = made.Truth.Zip(made.Given).Count(pair => pair.First != pair.Second);
        Assert.True(found >= 0.75 * planted, $"{found} of {planted} found");
        Assert.True(found >= 0.7 * suspects.Count, $"{found} of {suspects.Count} suspects are wrong");
        Assert.All(suspects, suspect => Assert.Equal(made.Given[suspect.Item], suspect.Given));
        Assert.Equal(suspects.OrderByDescending(suspect => suspect.Margin), suspects);
    }

    [Fact]
    public void The_direction_of_an_error_is_kept()
    {
        // Only truths of label 0 were given label 2; the model errs in every direction.
        var made = Make(seed: 4, errorShare: 0.3, from: 0, to: 2);

        var suspects = ConfidentLearning.Suspect(made.Given, made.Predictions, made.Posteriors, labelCount: 3);

        var right = suspects.Count(suspect => suspect is { Given: 2, Suggested: 0 });
        Assert.True(right > 0.75 * suspects.Count, $"{right} of {suspects.Count}");
    }

    [Fact]
    public void A_model_of_one_mind_with_the_labels_suspects_nothing()
    {
        var given = new[] { 0, 1, 2, 0 };
        double[] rows = [.. given.SelectMany(label => Row(label, 0.9))];

        Assert.Empty(ConfidentLearning.Suspect(given, rows, rows, labelCount: 3));
    }

    [Fact]
    public void Judges_who_are_sure_make_an_error_less_likely()
    {
        int[] given = [0, 0, 1, 2, 0, 0];
        double[] predictions = [.. new[] { 0, 0, 1, 2, 1, 1 }.SelectMany(label => Row(label, 0.9))];
        double[] posteriors =
            [.. Row(0, 0.9), .. Row(0, 0.9), .. Row(1, 0.9), .. Row(2, 0.9), .. Row(0, 0.999), .. Row(0, 0.5)];

        var suspects = ConfidentLearning.Suspect(given, predictions, posteriors, labelCount: 3)
            .ToDictionary(suspect => suspect.Item);

        Assert.True(suspects[4].ErrorProbability < 0.1);
        Assert.True(suspects[5].ErrorProbability > 0.5);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
        => Assert.Throws<ArgumentException>(() => ConfidentLearning.Suspect([0, 1], [1, 0], [1, 0, 0, 1], 2));

    private static (int[] Truth, int[] Given, double[] Predictions, double[] Posteriors) Make(
        int seed, double errorShare, int? from = null, int to = 0)
    {
        var random = new Random(seed);
        var (truth, given) = (new int[Items], new int[Items]);
        var (predictions, posteriors) = (new List<double>(), new List<double>());
        for (var item = 0; item < Items; item++)
        {
            truth[item] = random.Next(3);
            var isWrong = random.NextDouble() < errorShare && (from is null || truth[item] == from);
            given[item] = !isWrong ? truth[item] : from is null ? (truth[item] + 1 + random.Next(2)) % 3 : to;
            var predicted = random.NextDouble() < 0.9 ? truth[item] : random.Next(3);
            // A calibrated model is less sure where it errs.
            var sureness = predicted == truth[item] ? 0.6 + (0.39 * random.NextDouble())
                : 0.4 + (0.3 * random.NextDouble());
            predictions.AddRange(Row(predicted, sureness));
            posteriors.AddRange(Row(given[item], 0.8));
        }
        return (truth, given, [.. predictions], [.. posteriors]);
    }

    private static double[] Row(int label, double top)
        => [.. Enumerable.Range(0, 3).Select(each => each == label ? top : (1 - top) / 2)];
}
