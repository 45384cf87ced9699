using ActiveLabel.Domain.TruthInference;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class TruthScoreTests
{
    [Fact]
    public void Ties_count_by_fractions_and_an_unheard_label_is_wrong()
    {
        (int, int, int)[] rows = [(0, 0, 0), (0, 1, 1), (1, 0, 2), (1, 1, 2), (2, 0, 1)];
        var estimate = new MajorityVote().Infer(JudgementSet.Build(4, 2, 3, rows), CancellationToken.None);

        var score = TruthScore.Of(estimate, [1, 2, 3, JudgementSet.Unknown])!;

        Assert.Equal(3, score.Items);
        Assert.Equal((0.5 + 1 + 0) / 3, score.Accuracy, 1e-12);
        Assert.Equal((Math.Log(2) - Math.Log(1e-6)) / 3, score.LogLoss, 1e-12);
        Assert.Equal(1 / 3.0, score.CalibrationError, 1e-12); // of two items at 1, one is wrong; the one at 0.5 is fair
    }

    [Fact]
    public void Without_truth_there_is_no_score()
    {
        var estimate = new MajorityVote().Infer(JudgementSet.Build(1, 1, 2, [(0, 0, 0)]), CancellationToken.None);

        Assert.Null(TruthScore.Of(estimate, [JudgementSet.Unknown]));
        Assert.Throws<ArgumentException>(() => TruthScore.Of(estimate, [0, 1]));
    }
}
