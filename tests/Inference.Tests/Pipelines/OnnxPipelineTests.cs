using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Pipelines;
using Xunit;

namespace ActiveLabel.Inference.Tests.Pipelines;

public sealed class OnnxPipelineTests
{
    private static readonly byte[] Vocabulary =
        SmallGraph.Text("[PAD]\n[UNK]\n[CLS]\n[SEP]\nada\nlives\nin\nrome\nparis\n");

    private static readonly ModelManifest Fields = new(
        ModelKind.Classifier,
        new(InputKind.Fields, Numbers: new("x", [2], ["place", "size"])),
        new("logits", [new("LABEL_0", "dog"), new("LABEL_1", "cat")]),
        new());

    [Fact]
    public void Fields_become_probabilities_of_the_choices_that_the_labels_stand_for()
    {
        using var model = SmallGraph.Load(SmallGraph.Linear(), Fields);

        var answer = model.Answer(
            ["""{"place":3,"size":0}""", """{"size":"0","place":"-3"}"""], CancellationToken.None);

        var expected = (float)(1 / (1 + Math.Exp(-6)));
        Assert.Equal(2, answer.Columns);
        Assert.Equal(
            [expected, 1 - expected, 1 - expected, expected], answer.Numbers, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_row_does_not_depend_on_its_batch()
    {
        using var model = SmallGraph.Load(SmallGraph.Linear(), Fields);
        string[] inputs = [.. Enumerable.Range(0, 70).Select(n => $$"""{"place":{{n - 35}}.25,"size":{{n}}}""")];

        var together = model.Answer(inputs, CancellationToken.None).Numbers;

        Assert.Equal(together, inputs.SelectMany(one => model.Answer([one], CancellationToken.None).Numbers));
    }

    [Fact]
    public void Tokens_become_the_parts_of_the_text_that_they_stand_in()
    {
        // O, B-PER and B-LOC: ada is a person, rome and paris are places.
        float[] table =
        [
            9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 0, 9, 0, 9, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 1,
        ];
        var manifest = new ModelManifest(
            ModelKind.TokenClassifier,
            new(InputKind.Text, new TokenInput(
                TokenizerKind.WordPiece, SmallGraph.HashOf(Vocabulary), IdsTensor: "ids", MaskTensor: null)),
            new("out", [new("O"), new("B-PER"), new("B-LOC")]),
            new());
        using var model = SmallGraph.Load(SmallGraph.Lookup(table, 3, hasMask: false), manifest, Vocabulary);

        var answer = model.Answer(["Ada lives in Rome", "in paris"], CancellationToken.None);

        Assert.NotNull(answer.Found);
        Assert.Contains("\"start\":0,\"end\":3,\"label\":\"PER\"", answer.Found[0], StringComparison.Ordinal);
        Assert.Contains("\"start\":13,\"end\":17,\"label\":\"LOC\"", answer.Found[0], StringComparison.Ordinal);
        // The model is less sure of Paris: that text tells more.
        Assert.True(answer.Numbers[1] > answer.Numbers[0], string.Join(' ', answer.Numbers));
    }

    [Fact]
    public void An_embedding_is_the_mean_over_the_tokens_without_the_padding()
    {
        float[] table = [9, 9, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        var manifest = new ModelManifest(
            ModelKind.Embedder,
            new(InputKind.Text, new TokenInput(
                TokenizerKind.WordPiece, SmallGraph.HashOf(Vocabulary), IdsTensor: "ids", MaskTensor: null)),
            new("out", [], Pooling: Pooling.Mean),
            new());
        using var model = SmallGraph.Load(SmallGraph.Lookup(table, 2, hasMask: false), manifest, Vocabulary);

        var answer = model.Answer(["ada lives", "ada"], CancellationToken.None);

        var half = (float)Math.Sqrt(0.5);
        Assert.Equal([half, half, 1, 0], answer.Numbers, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData("Loop")]
    [InlineData("DepthToSpace")]
    [InlineData("Shell")]
    public void An_operator_that_is_not_known_to_be_harmless_is_refused_before_it_is_loaded(string operation)
    {
        var error = Assert.Throws<InvalidDataException>(
            () => SmallGraph.Load(SmallGraph.Linear(operation), Fields).Dispose());

        Assert.Contains(operation, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_names_another_input_is_refused_with_the_inputs_there_are()
    {
        var manifest = Fields with { Input = new(InputKind.Fields, Numbers: new("y", [2], ["a", "b"])) };

        var error = Assert.Throws<InvalidDataException>(
            () => SmallGraph.Load(SmallGraph.Linear(), manifest).Dispose());

        Assert.Contains("no input 'y'; it has x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_come_together_share_a_run()
    {
        var card = ModelCard.OfUpload(
            new("test", 1), Fields with { Running = new(DelayMilliseconds: 100) }, ["cat", "dog"], "");
        using var model = new OnnxPipeline(SmallGraph.Linear(), card, new Dictionary<string, byte[]>());
        var statistics = new ModelStatistics();
        var runner = new ModelRunner(new(card, model, 1, card.Manifest?.Running), statistics);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            n => runner.AnswerAsync([$$"""{"place":{{n}},"size":0}"""], CancellationToken.None)));

        Assert.Equal((8, 8), (statistics.Requests, statistics.Inputs));
        Assert.True(statistics.Runs < 8, $"{statistics.Runs} runs");
        Assert.All(answers.Index(), answer => Assert.Equal(
            1 / (1 + Math.Exp(-2 * answer.Index)), answer.Item.Numbers[0], 1e-6));
    }
}
