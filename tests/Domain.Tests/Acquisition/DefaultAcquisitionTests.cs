using ActiveLabel.Domain.Acquisition;
using Xunit;

namespace ActiveLabel.Domain.Tests.Acquisition;

public sealed class DefaultAcquisitionTests
{
    [Theory, InlineData(0, 10), InlineData(4, 6), InlineData(20, 5), InlineData(160, 20), InlineData(9_000, 200)]
    public void A_batch_is_an_eighth_of_what_there_is_within_bounds(int labels, int expected)
        => Assert.Equal(expected, DefaultAcquisition.BatchSize(labels));

    [Theory]
    [InlineData(2, 15, true), InlineData(2, 16, false)]
    [InlineData(6, 47, true), InlineData(6, 48, false)]
    [InlineData(77, 159, true), InlineData(77, 160, false)]
    public void A_model_has_a_say_when_it_has_met_its_labels(int labelCount, int labels, bool isCold)
        => Assert.Equal(isCold, DefaultAcquisition.IsColdStart(labels, labelCount));

    [Theory, InlineData(2), InlineData(10), InlineData(77)]
    public void The_more_a_model_knows_the_more_its_doubts_alone_decide(int labelCount)
    {
        var diversity = Enumerable.Range(1, 200)
            .Select(step => DefaultAcquisition.CandidatesPerItem(step * 100, labelCount)).ToList();

        Assert.Equal(diversity.OrderDescending(), diversity);
        Assert.Equal(10, DefaultAcquisition.CandidatesPerItem(20, labelCount));
        Assert.Equal(1.5, DefaultAcquisition.CandidatesPerItem(1_000_000, labelCount));
    }
}
