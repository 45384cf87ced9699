using ActiveLabel.Domain.Acquisition;
using Xunit;

namespace ActiveLabel.Domain.Tests.Acquisition;

public sealed class AcquisitionFunctionTests
{
    private static readonly IAcquisitionFunction[] All = [new PredictiveEntropy(), new Margin(), new LeastConfidence()];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Fact]
    public void Each_agrees_with_its_formula()
    {
        float[] probabilities = [0.25f, 0.125f, 0.625f];

        var entropy = -(0.25 * Math.Log(0.25)) - (0.125 * Math.Log(0.125)) - (0.625 * Math.Log(0.625));
        Assert.Equal(entropy, PredictiveEntropy.Of(probabilities), tolerance: 1e-9);
        Assert.Equal(1 - (0.625 - 0.25), Margin.Of(probabilities), tolerance: 1e-9);
        Assert.Equal(1 - 0.625, LeastConfidence.Of(probabilities), tolerance: 1e-9);
    }

    [Fact]
    public void Certainty_scores_zero()
        => Assert.All(All, function => Assert.Equal(0, function.Score(new([0, 1, 0]))));

    [Fact]
    public void Names_differ()
        => Assert.Equal(All.Length, All.Select(function => function.Name).Distinct().Count());

    [Theory, MemberData(nameof(Seeds))]
    public void Nothing_is_more_informative_than_a_uniform_prediction_and_the_order_of_labels_does_not_matter(int seed)
    {
        var random = new Random(seed);
        var weights = Enumerable.Range(0, random.Next(2, 8)).Select(_ => random.NextSingle()).ToArray();
        var probabilities = Array.ConvertAll(weights, weight => weight / weights.Sum());
        var uniform = Array.ConvertAll(weights, _ => 1f / weights.Length);

        Assert.All(All, function =>
        {
            var score = function.Score(new(probabilities))!.Value;
            Assert.True(score >= 0 && score <= function.Score(new(uniform)) + 1e-6, function.Name);
            Assert.Equal(score, function.Score(new([.. probabilities.Reverse()]))!.Value, tolerance: 1e-6);
        });
    }

    [Fact]
    public void They_disagree_where_they_should()
    {
        float[] twoLabelsTie = [0.5f, 0.5f, 0, 0];
        float[] oneLabelLeads = [0.4f, 0.2f, 0.2f, 0.2f];

        Assert.True(Margin.Of(twoLabelsTie) > Margin.Of(oneLabelLeads));
        Assert.True(PredictiveEntropy.Of(twoLabelsTie) < PredictiveEntropy.Of(oneLabelLeads));
        Assert.True(LeastConfidence.Of(twoLabelsTie) < LeastConfidence.Of(oneLabelLeads));
    }
}
