using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class RealCrowdTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Over_all_crowds_it_is_right_and_calibrated_and_never_far_below_the_majority()
    {
        var (accuracies, logLosses) = (new List<double>(), new List<double>());
        foreach (var name in CrowdData.Names)
        {
            var crowd = CrowdData.Read(name);
            var estimate = new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);
            var majority = crowd.AccuracyOf(new MajorityVote().Infer(crowd.Judgements, CancellationToken.None));

            accuracies.Add(crowd.AccuracyOf(estimate));
            logLosses.Add(crowd.LogLossOf(estimate));
            output.WriteLine($"{name} {accuracies[^1]:f4}, majority {majority:f4}");
            Assert.True(accuracies[^1] >= majority - 0.03, $"{name}: {accuracies[^1]:f4}, majority {majority:f4}");
        }

        output.WriteLine($"accuracy {accuracies.Average():f4}, log loss {logLosses.Average():f4}");
        Assert.True(accuracies.Average() >= 0.82, $"accuracy {accuracies.Average():f4}");
        Assert.True(logLosses.Average() <= 0.60, $"log loss {logLosses.Average():f4}");
    }

    [SkippableTheory]
    [InlineData(1, 0.0)]
    [InlineData(2, 0.03)]
    [InlineData(3, 0.015)]
    public void While_judgements_are_few_it_does_not_fall_below_the_majority(int judgementsPerItem, double gainMin)
    {
        var gains = new List<double>();
        foreach (var name in CrowdData.Names)
        {
            var crowd = CrowdData.Read(name).Thin(judgementsPerItem, new Random(7));
            var estimate = new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);
            var majority = new MajorityVote().Infer(crowd.Judgements, CancellationToken.None);

            gains.Add(crowd.AccuracyOf(estimate) - crowd.AccuracyOf(majority));
            output.WriteLine($"{name} {gains[^1]:f4}");
        }

        output.WriteLine($"{judgementsPerItem} an item: mean gain {gains.Average():f4}, worst {gains.Min():f4}");
        Assert.True(gains.Average() >= gainMin, $"mean gain {gains.Average():f4}");
        Assert.True(gains.Min() >= -0.1, $"worst gain {gains.Min():f4}");
    }

    [SkippableTheory]
    [InlineData("bluebird", 0.8859, 0.319)]
    [InlineData("rte", 0.9258, 0.201)]
    [InlineData("temporal", 0.9386, 0.185)]
    [InlineData("dog", 0.8384, 0.546)]
    [InlineData("face", 0.6443, 1.471)]
    [InlineData("web", 0.8152, 0.538)]
    [InlineData("product", 0.9346, 0.223)]
    [InlineData("possent", 0.9570, 0.139)]
    [InlineData("music", 0.7870, 0.842)]
    [InlineData("cf_amt", 0.8437, 0.567)]
    [InlineData("cf", 0.8870, 0.491)]
    [InlineData("labelme", 0.7880, 0.895)]
    [InlineData("trec", 0.6996, 0.641)]
    [InlineData("s_rel", 0.6140, 0.966)]
    [InlineData("s_adult", 0.7478, 0.842)]
    public void The_truth_and_its_probability_are_found(string name, double accuracyMin, double logLossMax)
    {
        var crowd = CrowdData.Read(name);

        var estimate = new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);

        var (accuracy, logLoss) = (crowd.AccuracyOf(estimate), crowd.LogLossOf(estimate));
        output.WriteLine($"{name} {accuracy:f4} {logLoss:f3} after {estimate.Iterations} rounds");
        Assert.True(accuracy >= accuracyMin, $"accuracy {accuracy:f4}, wanted {accuracyMin}");
        Assert.True(logLoss <= logLossMax, $"log loss {logLoss:f4}, wanted {logLossMax}");
    }
}
