using ActiveLabel.Inference.Training;
using Xunit;

namespace ActiveLabel.Inference.Tests.Training;

public sealed class TargetRefinementTests
{
    [Fact]
    public void A_label_that_is_known_stays_as_it_is()
    {
        float[] targets = [1, 0, 0, 1, 1, 0];

        var refined = TargetRefinement.Refine(targets, Held([-9, 9, 9, -9, 0, 0], targets));

        Assert.Equal(targets, refined);
    }

    [Fact]
    public void A_doubtful_label_moves_to_what_the_text_says()
    {
        // Nine texts of each label that the logits tell apart; the last one of each was judged wrong, not surely.
        float[] targets = [.. Enumerable.Range(0, 20).SelectMany(n => (n % 2 == 0) == (n < 18)
            ? new[] { 0.9f, 0.1f } : [0.1f, 0.9f])];
        double[] logits = [.. Enumerable.Range(0, 20).SelectMany(n => n % 2 == 0 ? new[] { 2.0, -2 } : [-2.0, 2])];

        var refined = TargetRefinement.Refine(targets, Held(logits, targets));

        Assert.True(refined[0] > 0.95, $"{refined[0]}");
        Assert.InRange(refined[18 * 2], 0.3, 0.8);
        Assert.All(refined.Chunk(2), row => Assert.Equal(1, row.Sum(), 1e-6));
    }

    [Fact]
    public void Without_cross_validation_nothing_changes()
        => Assert.Equal([0.6f, 0.4f], TargetRefinement.Refine([0.6f, 0.4f], new([], [], 2)));

    private static HeldOut Held(double[] logits, float[] targets)
        => new(logits, Array.ConvertAll(targets, target => (double)target), 2, [0.5, 0.5]);
}
