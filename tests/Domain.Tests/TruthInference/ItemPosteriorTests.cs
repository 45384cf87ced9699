using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Domain.Tests.TruthInference;

public sealed class ItemPosteriorTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory, MemberData(nameof(Seeds))]
    public void With_the_parameters_of_the_batch_it_equals_the_batch(int seed)
    {
        var set = SimulatedCrowd.Random(seed).Judgements;
        var batch = new DawidSkene(new()).Infer(set, CancellationToken.None);
        var posterior = new double[set.LabelCount];

        for (var item = 0; item < set.ItemCount; item++)
        {
            var judged = set.ItemOffsets[item]..set.ItemOffsets[item + 1];
            var confusions = set.Workers[judged].SelectMany(worker => batch.ConfusionOf(worker).ToArray()).ToArray();
            var top = ItemPosterior.Infer(
                batch.LabelPrior, confusions, set.Labels[judged], batch.Correlation, posterior);

            Close.To(batch.PosteriorOf(item).ToArray(), posterior, tolerance: 1e-12);
            Assert.Equal(batch.Top(item), top);
        }
    }

    [Fact]
    public void It_is_the_tempered_product_of_prior_and_confusions()
    {
        double[] prior = [0.7, 0.3];
        double[] confusions = [0.9, 0.1, 0.4, 0.6, 0.6, 0.4, 0.05, 0.95]; // two lopsided authors, [j, k, l]
        var posterior = new double[2];

        ItemPosterior.Infer(prior, confusions, [1, 1], correlation: 0.5, posterior);

        var power = 1 / 1.5; // two judgements are worth 2 / (1 + 0.5)
        var (zero, one) = (Math.Pow(0.7 * 0.1 * 0.4, power), Math.Pow(0.3 * 0.6 * 0.95, power));
        Close.To([zero / (zero + one), one / (zero + one)], posterior, tolerance: 1e-12);
    }

    [Fact]
    public void Without_judgements_it_is_the_prior()
    {
        var posterior = new double[3];

        var top = ItemPosterior.Infer([0.2, 0.5, 0.3], [], [], correlation: 0.3, posterior);

        Close.To([0.2, 0.5, 0.3], posterior, tolerance: 1e-12);
        Assert.Equal(1, top);
    }

    [Fact]
    public void Agreement_of_many_correlated_judgements_never_becomes_certainty()
    {
        var posterior = new double[2];
        var confusions = Enumerable.Repeat(new[] { 0.8, 0.2, 0.2, 0.8 }, 1000).SelectMany(table => table).ToArray();

        ItemPosterior.Infer([0.5, 0.5], confusions, new int[1000], correlation: 0.3, posterior);

        var oddsMax = Math.Pow(4, 1 / 0.3); // n judgements are worth less than 1 / ρ
        Assert.InRange(posterior[0], 0.98, oddsMax / (1 + oddsMax));
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
        => Assert.Throws<ArgumentException>(
            () => ItemPosterior.Infer([0.5, 0.5], [0.9, 0.1, 0.1, 0.9], [0, 1], correlation: 0.3, new double[2]));
}
