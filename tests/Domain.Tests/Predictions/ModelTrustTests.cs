using ActiveLabel.Domain.Predictions;
using Xunit;

namespace ActiveLabel.Domain.Tests.Predictions;

public sealed class ModelTrustTests
{
    private const double Risk = 0.05;
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A model that is less right than it believes: P(right) = 1 - (1 - c)·2 of what it is c sure of. The share of
    /// errors among what is at least t sure is then 1 - t.
    /// </summary>
    [Fact]
    public void What_is_trusted_errs_more_often_than_the_risk_in_one_of_ten_draws_at_the_most()
    {
        var random = new Random(11);
        var (trusted, tooLow) = (0, 0);
        for (var draw = 0; draw < 400; draw++)
        {
            var from = ModelTrust.TrustedFrom(Risk, Draw(random, 8_000));
            trusted += from is null ? 0 : 1;
            tooLow += from is { } low && 1 - low > Risk ? 1 : 0;
        }

        // Of what it may be trusted with it gets a good part in most draws, and too much in few.
        Assert.InRange(trusted, 360, 400);
        Assert.InRange(tooLow / 400.0, 0.01, 0.10);
    }

    [Fact]
    public void With_too_few_items_nothing_is_trusted_and_one_wrong_consensus_spoils_nothing()
    {
        var right = Enumerable.Range(0, 100).Select(index => new SureAnswer(0.99 - (index * 1e-4), true)).ToList();
        var oneWrong = right.Select((answer, index) => answer with { IsRight = index != 3 }).ToList();

        Assert.Null(ModelTrust.TrustedFrom(Risk, right[..80]));
        Assert.Equal(right[98].Confidence, ModelTrust.TrustedFrom(Risk, right));
        Assert.NotNull(ModelTrust.TrustedFrom(Risk, oneWrong));
        Assert.Null(ModelTrust.TrustedFrom(
            Risk, [.. right.Select((answer, index) => answer with { IsRight = index % 10 != 0 })]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelTrust.TrustedFrom(0, right));
    }

    [Fact]
    public void Items_of_the_same_confidence_are_trusted_together_or_not_at_all()
    {
        var same = Enumerable.Range(0, 200).Select(index => new SureAnswer(0.9, index < 150)).ToList();

        Assert.Null(ModelTrust.TrustedFrom(Risk, same));
    }

    [Fact]
    public void A_version_that_errs_on_the_control_arm_is_stopped_for_good()
    {
        var calibration = Enumerable.Repeat(new SureAnswer(0.99, true), 200).ToList();
        var good = Control(wrong: 4);

        var trusted = ModelTrust.Of(Risk, calibration, good, before: null, Now);
        var stopped = ModelTrust.Of(Risk, calibration, Control(wrong: 15), trusted, Now);

        Assert.Equal((0.99, 100, 4), (trusted.From, trusted.ControlItems, trusted.ControlErrors));
        Assert.Null(trusted.StoppedAt);
        Assert.Equal((null, 15, Now), (stopped.From, stopped.ControlErrors, stopped.StoppedAt));
        Assert.InRange(stopped.ControlErrorLow, Risk, 0.15);
        Assert.Equal(stopped, ModelTrust.Of(Risk, calibration, good, stopped, Now.AddDays(1)));

        // What it is less sure of says nothing about what it is trusted with.
        static List<SureAnswer> Control(int wrong)
            => [.. Enumerable.Range(0, 100).Select(index => new SureAnswer(0.995, index >= wrong)),
                .. Enumerable.Repeat(new SureAnswer(0.6, false), 50)];
    }

    private static List<SureAnswer> Draw(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ =>
        {
            var confidence = 0.5 + (0.5 * random.NextDouble());
            return new SureAnswer(confidence, random.NextDouble() < 1 - (2 * (1 - confidence)));
        })];
}
