using System.Runtime.InteropServices;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Tests.Pipelines;
using ActiveLabel.Inference.Training;
using Xunit;

namespace ActiveLabel.Inference.Tests.Training;

/// <summary>Heads on embedders that the real loaders load.</summary>
public sealed class HeadTests : IDisposable
{
    private const int Committee = 4;

    private static readonly ModelReference Embedder = new("embedder", 1), Head = new("head", 1);

    private readonly string _directory = Directory.CreateTempSubdirectory("models").FullName;
    private readonly ModelStore _store;
    private readonly LoadedModels _models;

    public HeadTests()
    {
        _store = new(_directory);
        _models = new(_store);
    }

    public void Dispose()
    {
        _models.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>An uploaded encoder of words, an uploaded embedder of fields, and a latent space.</summary>
    public static TheoryData<string> Kinds => ["words", "fields", "space"];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_head_says_the_softmax_of_what_it_learned_over_the_embedders_vectors(string kind)
    {
        var request = await InstallAsync(kind);
        string[] inputs = [.. request.Training.Select(example => example.Text)];

        using var head = _models.Use(Head);
        var said = await head.Runner.AnswerAsync(inputs, CancellationToken.None);

        using var embedder = _models.Use(Embedder);
        var vectors = embedder.Model.Answer(inputs, CancellationToken.None);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(FileOf(Head))).Graph;
        var (table, bias) = (NumbersOf(graph, "table"), NumbersOf(graph, "bias"));
        for (var input = 0; input < inputs.Length; input++)
        {
            var vector = vectors.Numbers.Skip(input * vectors.Columns).Take(vectors.Columns).ToArray();
            var length = Math.Sqrt(vector.Sum(number => (double)number * number));
            var weights = Enumerable.Range(0, 2).Select(label => Math.Exp(bias[label] + vector.Select(
                (number, place) => number / length * table[(label * vector.Length) + place]).Sum())).ToArray();
            Assert.Equal(weights[0] / weights.Sum(), said.Numbers[input * 2], 1e-5);
            var truth = request.Training[input].Target;
            Assert.Equal(Array.IndexOf(truth, 1), said.Numbers[input * 2] > 0.5 ? 0 : 1);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_card_says_behind_which_embedder_a_head_belongs(string kind)
    {
        await InstallAsync(kind);

        var card = _store.ReadCard(Head);

        Assert.Equal(new("embedder", 1, _store.ReadCard(Embedder).Sha256), card.Embedder);
        Assert.Equal((ModelCard.HeadFormat, 2, Committee), (card.Format, card.Labels.Count, card.Committee));
        Assert.Equal((40, 10), (card.Training.CrossValidation?.Examples, card.Training.Calibration?.Examples));
        Assert.True(card.Training.CrossValidation?.Accuracy > 0.9, $"{card.Training}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_same_examples_give_the_same_bytes_and_rows_do_not_depend_on_their_batch(string kind)
    {
        var request = await InstallAsync(kind);
        var (_, again) = await EmbeddedTraining.TrainAsync(
            request, new(new(), new()), _models, CancellationToken.None);
        Assert.Equal(File.ReadAllBytes(FileOf(Head)), again);
        string[] inputs = [.. Enumerable.Range(0, 300).Select(n => request.Training[n % 40].Text)];
        using var head = _models.Use(Head);

        var together = head.Model.Answer(inputs, CancellationToken.None);

        foreach (var size in new[] { 1, 3, 32 })
        {
            var parts = inputs.Chunk(size).Select(part => head.Model.Answer(part, CancellationToken.None)).ToList();
            Assert.Equal(together.Numbers, parts.SelectMany(part => part.Numbers));
            Assert.Equal(together.Disagreement, parts.SelectMany(part => part.Disagreement!));
        }
    }

    [Fact]
    public async Task Requests_for_a_head_share_runs_as_its_embedders_manifest_says()
    {
        var request = await InstallAsync("fields");
        using var head = _models.Use(Head);
        var expected = request.Training.Select(
            example => head.Model.Answer([example.Text], CancellationToken.None)).ToList();

        var answers = await Task.WhenAll(request.Training.Select(
            example => head.Runner.AnswerAsync([example.Text], CancellationToken.None)));

        Assert.Equal(expected.SelectMany(one => one.Numbers), answers.SelectMany(one => one.Numbers));
        Assert.Equal(expected.SelectMany(one => one.Disagreement!), answers.SelectMany(one => one.Disagreement!));
        var statistics = _models.StatisticsOf(Head);
        Assert.True(statistics.Runs < statistics.Requests, $"{statistics.Runs} runs");
    }

    [Fact]
    public async Task A_head_goes_on_while_it_is_used_though_its_embedder_was_unloaded()
    {
        var request = await InstallAsync("words");
        using var head = _models.Use(Head);
        var before = head.Model.Answer([request.Training[0].Text], CancellationToken.None).Numbers;

        _models.Unload(Embedder);
        _models.Unload(Head);

        Assert.Equal(before, head.Model.Answer([request.Training[0].Text], CancellationToken.None).Numbers);
    }

    [Fact]
    public async Task A_head_is_not_run_behind_another_embedder_and_comes_back_with_its_own()
    {
        await InstallAsync("fields");
        var (card, file) = (_store.ReadCard(Embedder), File.ReadAllBytes(FileOf(Embedder)));
        _models.Unload(Head);
        _models.Unload(Embedder);
        var other = FieldsEmbedder(scale: 2);
        _store.Write(card with { Sha256 = SmallGraph.HashOf(other) }, other);

        var error = Assert.Throws<ModelNotAvailableException>(() => _models.Use(Head).Dispose());

        Assert.Contains("not the embedder any more", error.Message, StringComparison.Ordinal);
        _models.Unload(Embedder);
        _store.Write(card, file);
        _models.Use(Head).Dispose();
    }

    [Fact]
    public async Task What_is_no_embedder_is_not_trained_on()
    {
        var request = await InstallAsync("fields");
        _store.Write(SmallSet.Train().Card, SmallSet.Train().File);

        var error = await Assert.ThrowsAsync<ModelNotAvailableException>(() => EmbeddedTraining.TrainAsync(
            request with { Embedder = new("small", 1) }, new(new(), new()), _models, CancellationToken.None));
        var missing = await Assert.ThrowsAsync<ModelNotAvailableException>(() => EmbeddedTraining.TrainAsync(
            request with { Embedder = new("none", 1) }, new(new(), new()), _models, CancellationToken.None));

        Assert.Contains("is no embedder", error.Message, StringComparison.Ordinal);
        Assert.Contains("There is no model none/1", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>Stores an embedder and a head that was trained on it.</summary>
    private async Task<TrainingRequest> InstallAsync(string kind)
    {
        var (inputs, of) = kind == "fields"
            ? (InputKind.Fields, (Func<int, string>)(n => $$"""{"a":{{(n % 2 == 0 ? 3 : -2)}},"b":{{n % 7}}}"""))
            : (InputKind.Text, n => n % 2 == 0 ? $"ada lives in rome {n}" : $"the bank of paris is closed {n}");
        var examples = Enumerable.Range(0, 50)
            .Select(n => new TrainingExample(of(n), n % 2 == 0 ? [1, 0] : [0, 1], IsRandom: true)).ToArray();
        if (kind == "space")
        {
            var (space, spaceFile) = EmbedderTrainer.Fit(
                new(Embedder, InputKind.Text, [.. examples.Select(example => example.Text)], 8, Seed: 1),
                CancellationToken.None);
            _store.Write(space, spaceFile);
        }
        else if (kind == "words")
            WriteWords();
        else
            WriteFields();
        var request = new TrainingRequest(
            Head, ["rome", "paris"], examples[..40], examples[40..], Seed: 5, inputs, Committee: Committee,
            Embedder: Embedder);
        var (card, file) = await EmbeddedTraining.TrainAsync(
            request, new(new(), new()), _models, CancellationToken.None);
        _store.Write(card, file);
        return request;
    }

    private void WriteWords()
    {
        var vocabulary = SmallGraph.Text(
            "[PAD]\n[UNK]\n[CLS]\n[SEP]\nada\nlives\nin\nrome\nthe\nbank\nof\nparis\nis\nclosed\n");
        var random = new Random(2);
        float[] table = [.. Enumerable.Range(0, 14 * 24).Select(_ => (random.NextSingle() * 2) - 1)];
        var manifest = new ModelManifest(
            ModelKind.Embedder,
            new(InputKind.Text, new TokenInput(
                TokenizerKind.WordPiece, SmallGraph.HashOf(vocabulary), IdsTensor: "ids", MaskTensor: null)),
            new("out", [], Pooling: Pooling.Mean),
            new());
        var file = SmallGraph.Lookup(table, 24, hasMask: false);
        _store.Write(
            ModelCard.OfUpload(Embedder, manifest, [], SmallGraph.HashOf(file)), file,
            new Dictionary<string, byte[]> { [SmallGraph.HashOf(vocabulary)] = vocabulary });
    }

    private void WriteFields()
    {
        var manifest = new ModelManifest(
            ModelKind.Embedder,
            new(InputKind.Fields, Numbers: new("x", [2], ["a", "b"])),
            new("out", []),
            new(DelayMilliseconds: 50));
        var file = FieldsEmbedder(scale: 1);
        _store.Write(ModelCard.OfUpload(Embedder, manifest, [], SmallGraph.HashOf(file)), file);
    }

    private static byte[] FieldsEmbedder(float scale)
        => SmallGraph.Model(
            [SmallGraph.Node("MatMul", "out", "x", "w")],
            [SmallGraph.Floats("w", [scale, -1, 0.5f, 0.25f, 0, 1], 2, 3)],
            [("x", SmallGraph.Float, 2)],
            "out");

    private string FileOf(ModelReference model)
        => Path.Combine(_directory, model.Name, $"{model.Version}", "model.onnx");

    private static float[] NumbersOf(GraphProto graph, string tensor)
        => MemoryMarshal.Cast<byte, float>(
            graph.Initializer.Single(one => one.Name == tensor).RawData.Span).ToArray();
}
