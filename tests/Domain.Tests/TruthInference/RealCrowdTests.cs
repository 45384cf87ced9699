using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace ActiveLabel.Domain.Tests.TruthInference;

/// <summary>The default method on fifteen real crowds whose truth is known, one setting for all.</summary>
public sealed class RealCrowdTests(ITestOutputHelper output)
{
    private const int LargeSet = 300;

    [SkippableFact]
    public void Over_all_crowds_it_is_right_and_calibrated()
    {
        var (scores, sure) = (new List<TruthScore>(), new List<double>());
        foreach (var name in CrowdData.Names)
        {
            var crowd = CrowdData.Read(name);
            var estimate = Infer(crowd);
            scores.Add(crowd.ScoreOf(estimate));
            sure.Add(crowd.AccuracyAbove(estimate, 0.95) ?? 1);
            output.WriteLine($"{name} {scores[^1]}, {sure[^1]:f3} of the sure ones right");
        }

        var (accuracy, logLoss) = (scores.Average(s => s.Accuracy), scores.Average(s => s.LogLoss));
        output.WriteLine($"accuracy {accuracy:f4}, log loss {logLoss:f4}, of the sure ones {sure.Average():f4} right");
        Assert.True(accuracy >= 0.826, $"accuracy {accuracy:f4}");
        Assert.True(logLoss <= 0.52, $"log loss {logLoss:f4}");
        Assert.True(sure.Average() >= 0.93, $"of the sure ones {sure.Average():f4} are right");
    }

    [SkippableTheory]
    [InlineData(1, 0.0)]
    [InlineData(2, 0.03)]
    [InlineData(3, 0.025)]
    public void While_judgements_are_few_it_does_not_fall_below_the_majority(int judgementsPerItem, double gainMin)
    {
        foreach (var thin in new Func<CrowdData, int, CrowdData>[]
        {
            (crowd, seed) => crowd.Thin(judgementsPerItem, new Random(seed)),
            (crowd, seed) => crowd.Scatter(judgementsPerItem, new Random(seed)),
        })
        {
            var gains = new List<double>();
            foreach (var name in CrowdData.Names)
            {
                var crowd = CrowdData.Read(name);
                gains.Add(Enumerable.Range(1, 3).Average(seed => GainOf(thin(crowd, seed))));
                output.WriteLine($"{name} {gains[^1]:f4}");
                Assert.True(crowd.Judgements.ItemCount < LargeSet || gains[^1] >= -0.03, $"{name}: {gains[^1]:f4}");
            }

            output.WriteLine($"{judgementsPerItem} an item: mean gain {gains.Average():f4}, worst {gains.Min():f4}");
            Assert.True(gains.Average() >= gainMin / 2, $"mean gain {gains.Average():f4}");
        }
    }

    [SkippableTheory]
    [InlineData("bluebird", 0.8859, 0.319)]
    [InlineData("rte", 0.9258, 0.201)]
    [InlineData("temporal", 0.9386, 0.185)]
    [InlineData("dog", 0.8384, 0.546)]
    [InlineData("face", 0.6443, 1.471)]
    [InlineData("web", 0.8217, 0.538)]
    [InlineData("product", 0.9346, 0.223)]
    [InlineData("possent", 0.9570, 0.139)]
    [InlineData("music", 0.7870, 0.837)]
    [InlineData("cf_amt", 0.8437, 0.567)]
    [InlineData("cf", 0.8870, 0.491)]
    [InlineData("labelme", 0.7880, 0.895)]
    [InlineData("trec", 0.7047, 0.641)]
    [InlineData("s_rel", 0.6140, 0.966)]
    [InlineData("s_adult", 0.7478, 0.842)]
    public void The_truth_and_its_probability_are_found(string name, double accuracyMin, double logLossMax)
    {
        var crowd = CrowdData.Read(name);

        var score = crowd.ScoreOf(Infer(crowd));

        output.WriteLine($"{name} {score}");
        Assert.True(score.Accuracy >= accuracyMin, $"accuracy {score.Accuracy:f4}, wanted {accuracyMin}");
        Assert.True(score.LogLoss <= logLossMax, $"log loss {score.LogLoss:f4}, wanted {logLossMax}");
    }

    /// <summary>Plain Dawid-Skene against crowd-kit's, which many people know: a check of correctness.</summary>
    [SkippableTheory]
    [InlineData("bluebird", 0.8889)]
    [InlineData("rte", 0.9275)]
    [InlineData("temporal", 0.9416)]
    [InlineData("dog", 0.8426)]
    [InlineData("face", 0.6404)]
    [InlineData("web", 0.8292)]
    [InlineData("product", 0.9397)]
    [InlineData("possent", 0.9600)]
    [InlineData("music", 0.7686)]
    [InlineData("cf_amt", 0.8400)]
    [InlineData("cf", 0.8300)]
    [InlineData("labelme", 0.7920)]
    [InlineData("trec", 0.7015)]
    [InlineData("s_rel", 0.6135)]
    [InlineData("s_adult", 0.7658)]
    public void The_plain_method_finds_what_the_public_implementation_finds(string name, double accuracy)
    {
        var crowd = CrowdData.Read(name);

        var plain = new DawidSkene(DawidSkeneOptions.Plain);
        var score = crowd.ScoreOf(plain.Infer(crowd.Judgements, CancellationToken.None));

        output.WriteLine($"{name} {score}, crowd-kit {accuracy:f4}");
        Assert.InRange(score.Accuracy, accuracy - 0.00205, accuracy + 0.00205);
    }

    private static TruthEstimate Infer(CrowdData crowd)
        => new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);

    private static double GainOf(CrowdData crowd)
    {
        var majority = new MajorityVote().Infer(crowd.Judgements, CancellationToken.None);
        return crowd.ScoreOf(Infer(crowd)).Accuracy - crowd.ScoreOf(majority).Accuracy;
    }
}
