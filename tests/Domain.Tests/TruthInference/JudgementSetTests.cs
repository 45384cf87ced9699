using ActiveLabel.Domain.TruthInference;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class JudgementSetTests
{
    [Fact]
    public void Judgements_stand_by_item_in_the_order_given()
    {
        var set = JudgementSet.Build(3, 2, 2, [(2, 0, 1), (0, 1, 0), (2, 1, 0)]);

        Assert.Equal([0, 1, 1, 3], set.ItemOffsets);
        Assert.Equal([1, 0, 1], set.Workers);
        Assert.Equal([0, 1, 0], set.Labels);
        Assert.Equal([1, 2], set.CountByWorker());
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 2)]
    [InlineData(-1, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, -1)]
    public void A_judgement_outside_the_set_is_refused(int item, int worker, int label)
    {
        var refusal = Assert.Throws<ArgumentException>(() => JudgementSet.Build(1, 1, 2, [(item, worker, label)]));

        Assert.Contains($"item {item}, worker {worker}, label {label}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 0, 2 })]
    [InlineData(new[] { 0, -2 })]
    public void Gold_that_does_not_fit_is_refused(int[] gold)
        => Assert.Throws<ArgumentException>(() => JudgementSet.Build(2, 1, 2, [], gold));

    [Fact]
    public void One_label_is_no_question()
        => Assert.Throws<ArgumentOutOfRangeException>(() => JudgementSet.Build(1, 1, 1, []));
}
