using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class DawidSkeneTests
{
    [Fact]
    public void A_lopsided_worker_is_read_by_what_the_answers_mean()
    {
        // Five honest workers are right 85 % of the time; the sixth says "1" whatever is shown.
        double[] honest = [0.85, 0.15, 0.15, 0.85];
        double[] confusion = [.. honest, .. honest, .. honest, .. honest, .. honest, 0, 1, 0, 1];
        var crowd = SimulatedCrowd.Judge(new(11), [0.5, 0.5], confusion, itemCount: 400, workerCount: 6, 6);

        var estimate = new DawidSkene(new()).Infer(crowd.Judgements, CancellationToken.None);

        Assert.InRange(estimate.ConfusionOf(5)[1], 0.95, 1); // P(worker 5 says 1 | truth is 0)
        Assert.InRange(estimate.ConfusionOf(0)[0], 0.78, 0.92); // P(worker 0 says 0 | truth is 0)
        Assert.InRange(estimate.ConfusionOf(0)[1], 0.08, 0.22); // P(worker 0 says 1 | truth is 0)
        Assert.True(crowd.AccuracyOf(estimate) > 0.9);
    }
}
