using ActiveLabel.Domain.TruthInference;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class MajorityVoteTests
{
    [Fact]
    public void The_posterior_is_the_share_of_the_votes()
    {
        var set = JudgementSet.Build(2, 4, 3, [(0, 0, 2), (0, 1, 2), (0, 2, 0), (0, 3, 2)]);

        var estimate = new MajorityVote().Infer(set, CancellationToken.None);

        Close.To([0.25, 0, 0.75], estimate.PosteriorOf(0).ToArray(), tolerance: 1e-12);
        Close.To([1 / 3.0, 1 / 3.0, 1 / 3.0], estimate.PosteriorOf(1).ToArray(), tolerance: 1e-12);
        Assert.Equal(2, estimate.Top(0));
    }

    [Fact]
    public void A_tie_falls_to_the_first_label()
    {
        var set = JudgementSet.Build(1, 2, 3, [(0, 0, 2), (0, 1, 1)]);

        Assert.Equal(1, new MajorityVote().Infer(set, CancellationToken.None).Top(0));
    }

    [Fact]
    public void Gold_overrules_the_votes()
    {
        var set = JudgementSet.Build(1, 2, 2, [(0, 0, 1), (0, 1, 1)], gold: [0]);

        Assert.Equal(0, new MajorityVote().Infer(set, CancellationToken.None).Top(0));
    }
}
