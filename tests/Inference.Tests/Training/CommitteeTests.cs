using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Training;
using Xunit;

namespace ActiveLabel.Inference.Tests.Training;

public sealed class CommitteeTests
{
    private const int Members = 5;

    private static readonly ModelTrainer Trainer = new(new(), new());

    private static readonly string[] Texts =
        ["refund", "", "the parcel was never delivered", "hello", .. Enumerable.Repeat("where is my money", 70)];

    [Fact]
    public void What_a_model_says_does_not_depend_on_its_committee()
    {
        var (alone, among) = (Train(committee: 0), Train(Members));
        using var without = Load(alone);
        using var with = Load(among);

        var (expected, actual) = (
            without.Answer(Texts, CancellationToken.None), with.Answer(Texts, CancellationToken.None));

        Assert.Equal(expected.Numbers, actual.Numbers);
        Assert.Equal(alone.Card.Temperature, among.Card.Temperature);
        Assert.Equal((0, Members), (alone.Card.Committee, among.Card.Committee));
        Assert.Null(expected.Disagreement);
        Assert.Equal(Texts.Length, actual.Disagreement?.Length);
    }

    [Fact]
    public void A_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Train(Members).File, Train(Members).File);
        Assert.NotEqual(Train(Members).File, Train(Members, seed: 2).File);
    }

    [Fact]
    public void Each_member_is_what_it_would_be_alone()
    {
        var (examples, targets, features) = Examples();
        var resamples = Resamples.Draw(examples.Length, Members, new Random(3));

        var together = Fit(resamples);

        for (var member = 0; member < Members; member++)
        {
            var own = Fit(new(1, [.. Enumerable.Range(0, examples.Length).Select(n => resamples.Of(n)[member])]));
            var alone = own.Logits(examples).Chunk(3).ToArray();
            Assert.All(together.Logits(examples).Chunk(3 * Members).Zip(alone), pair =>
            {
                for (var label = 0; label < 3; label++)
                    Assert.Equal(pair.Second[label], pair.First[(member * 3) + label], 1e-4);
            });
        }

        SoftmaxRegression Fit(Resamples drawn) => new AdaGradTrainer(new()).Fit(
            examples, targets, 3, features.Buckets, new Random(1), CancellationToken.None, drawn);
    }

    [Fact]
    public void A_member_that_sees_an_example_twice_is_drawn_further_by_it()
    {
        var (examples, targets, features) = Examples();
        var counts = new byte[examples.Length * 2];
        for (var example = 0; example < examples.Length; example++)
            (counts[example * 2], counts[(example * 2) + 1]) = (1, example == 0 ? (byte)9 : (byte)1);

        var model = new AdaGradTrainer(new(EpochsMin: 1, EpochsMax: 1)).Fit(
            examples, targets, 3, features.Buckets, new Random(1), CancellationToken.None, new(2, counts));

        var row = model.Logits([examples[0]]);
        Assert.True(row[3] - row[4] > row[0] - row[1], string.Join(' ', row));
    }

    [Fact]
    public void OnnxRuntime_agrees_with_the_members_and_their_scores_with_the_formulas()
    {
        var (examples, targets, features) = Examples();
        var trainer = new AdaGradTrainer(new());
        var model = trainer.Fit(examples, targets, 3, features.Buckets, new Random(1), CancellationToken.None);
        var committee = trainer.Fit(
            examples, targets, 3, features.Buckets, new Random(1), CancellationToken.None,
            Resamples.Draw(examples.Length, Members, new Random(1)));
        using var scorer = new OnnxScorer(
            OnnxWriter.Write(model, 0.7, committee), features, 3, committee: Members);

        var answer = scorer.Answer(Texts, CancellationToken.None);

        var featurizer = new TextFeaturizer(features);
        Assert.NotNull(answer.Disagreement);
        for (var text = 0; text < Texts.Length; text++)
        {
            var rows = committee.Logits([featurizer.Featurize(Texts[text])]).Chunk(3)
                .Select(logits => logits.Select(logit => Math.Exp(logit / 0.7)).ToArray())
                .Select(weights => weights.Select(weight => weight / weights.Sum()).ToArray()).ToArray();
            var mean = Enumerable.Range(0, 3).Select(label => rows.Average(row => row[label])).ToArray();
            var votes = rows.GroupBy(row => Array.IndexOf(row, row.Max()))
                .Select(alike => alike.Count() / (double)Members);
            Assert.Equal(EntropyOf(mean) - rows.Average(EntropyOf), answer.Disagreement[text].Bald, 1e-5);
            Assert.Equal(EntropyOf(votes), answer.Disagreement[text].VoteEntropy, 1e-5);
        }
        // What every member was taught the same they say; of what none was taught they need not.
        Assert.True(answer.Disagreement[3].Bald > answer.Disagreement[0].Bald, $"{answer.Disagreement[3]}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(Disagreement.CommitteeMax + 1)]
    public void A_committee_of_another_size_is_refused(int members)
        => Assert.Throws<ArgumentException>(() => Train(members));

    private static double EntropyOf(IEnumerable<double> row)
        => -row.Where(share => share > 0).Sum(share => share * Math.Log(share));

    private static (ModelCard Card, byte[] File) Train(int committee, int seed = 1)
        => Trainer.Train(SmallSet.Request(seed) with { Committee = committee }, CancellationToken.None);

    private static OnnxScorer Load((ModelCard Card, byte[] File) model)
        => new(model.File, model.Card.Features, model.Card.Labels.Count, committee: model.Card.Committee);

    private static (SparseVector[] Examples, float[] Targets, FeaturizerOptions Features) Examples()
    {
        var (request, features) = (SmallSet.Request(), new FeaturizerOptions());
        var featurizer = new TextFeaturizer(features);
        return (
            [.. request.Training.Select(example => featurizer.Featurize(example.Text))],
            [.. request.Training.SelectMany(example => example.Target)],
            features);
    }
}
