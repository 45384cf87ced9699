using System.Globalization;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Training;
using ActiveLabel.Inference.Trees;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace ActiveLabel.Inference.Tests.Training;

/// <summary>Boosted trees of Microsoft.ML, written as ONNX and read by OnnxRuntime.</summary>
public sealed class TreeTrainerTests
{
    public static TheoryData<Learner, int> Learners => new()
    {
        { Learner.FastTree, 2 }, { Learner.FastTree, 4 }, { Learner.LightGbm, 2 }, { Learner.LightGbm, 4 },
    };

    [Theory, MemberData(nameof(Learners))]
    public void The_graph_sums_up_to_what_the_trees_themselves_say(Learner learner, int labels)
    {
        var request = Request(learner, labels, examples: 400, seed: 5);
        var table = Table.Of(InputKind.Fields, [.. request.Training.Select(example => example.Text)]);
        float[][] rows = [.. request.Training.Select(example => table.Row(example.Text))];
        var models = BoostedTrees.Fit(
            rows, [.. request.Training.SelectMany(example => example.Target)], labels, learner, 1,
            CancellationToken.None);
        var file = TreeWriter.Write(models, table.Columns.Count, temperature: 1);
        using var session = new InferenceSession(file);
        using var input = OrtValue.CreateTensorValueFromMemory(
            rows.SelectMany(row => row).ToArray(), [rows.Length, table.Columns.Count]);
        using var run = new RunOptions();

        using var outputs = session.Run(run, ["x"], [input], ["probabilities"]);

        var said = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        var scores = models.Select(model => model?.Score(rows)).ToList();
        Assert.Contains(scores, own => own is not null && own.Distinct().Count() > 10);
        for (var row = 0; row < rows.Length; row++)
        {
            var exps = scores.ConvertAll(own => Math.Exp(own?[row] ?? 0));
            for (var label = 0; label < labels; label++)
                Assert.Equal(exps[label] / exps.Sum(), said[(row * labels) + label], 1e-5);
        }
    }

    [Theory, MemberData(nameof(Learners))]
    public void What_no_line_parts_is_learned_and_the_same_bytes_come_each_time(Learner learner, int labels)
    {
        var request = Request(learner, labels, examples: 600, seed: 1);
        var unseen = Request(learner, labels, examples: 300, seed: 2).Training;

        var (card, file) = new ModelTrainer(new(), new()).Train(request, CancellationToken.None);
        var again = new ModelTrainer(new(), new()).Train(request, CancellationToken.None);

        Assert.Equal(file, again.File);
        Assert.Equal(learner == Learner.LightGbm ? "light-gbm/1" : "fast-tree/1", card.Training.Trainer);
        using var model = Load(card, file);
        var right = Right(model, unseen);
        Assert.True(right > 0.9, $"{right}");
        if (labels > 2)
            return;
        var (line, linear) = new ModelTrainer(new(), new()).Train(
            request with { Learner = Learner.Linear }, CancellationToken.None);
        using var straight = Load(line, linear);
        Assert.True(Right(straight, unseen) < right - 0.1, "a line does as well: the test shows nothing");
    }

    [Fact]
    public void A_row_says_the_same_alone_and_among_others_and_whatever_is_missing_is_something()
    {
        var (card, file) = new ModelTrainer(new(), new()).Train(
            Request(Learner.Default, 2, examples: 300, seed: 3), CancellationToken.None);
        using var model = Load(card, file);
        string[] inputs =
        [
            .. Request(Learner.Default, 2, examples: 300, seed: 4).Training.Select(example => example.Text),
            "{}", "nothing", """{"a":"0.5","b":true,"stranger":7,"colour":"red"}""",
        ];

        var together = model.Answer(inputs, CancellationToken.None).Numbers;

        Assert.Equal(
            together, inputs.SelectMany(input => model.Answer([input], CancellationToken.None).Numbers).ToArray());
        Assert.All(together, number => Assert.InRange(number, 0, 1));
        Assert.Contains("colour=red", card.Columns!);
    }

    [Fact]
    public void Pairs_of_records_are_learned_from_how_alike_they_are()
    {
        var random = new Random(8);
        var examples = Enumerable.Range(0, 200).Select(number =>
        {
            var name = $"camera {random.Next(1_000_000)} pro";
            var other = number % 2 == 0 ? name : $"camera {random.Next(1_000_000)} pro";
            return new TrainingExample(
                $$$"""{"left":{"name":"{{{name}}}"},"right":{"name":"{{{other}}}"}}""",
                number % 2 == 0 ? [0, 1] : [1, 0],
                IsRandom: true);
        }).ToList();

        var (card, file) = new ModelTrainer(new(), new()).Train(
            new(new("pairs", 1), ["no", "yes"], examples[..150], [], 1, InputKind.Pair, Learner.FastTree),
            CancellationToken.None);

        Assert.Contains("name/jaccard", card.Columns!);
        using var model = Load(card, file);
        Assert.True(Right(model, examples[150..]) > 0.95);
    }

    [Fact]
    public void With_one_label_alone_or_a_handful_of_rows_there_is_a_model_all_the_same()
    {
        var request = Request(Learner.FastTree, 2, examples: 8, seed: 6);

        var (card, file) = new ModelTrainer(new(), new()).Train(
            request with { Training = [.. request.Training.Select(one => one with { Target = [0, 1] })] },
            CancellationToken.None);

        using var model = Load(card, file);
        Assert.True(model.Answer(["{}"], CancellationToken.None).Numbers[1] > 0.5);
    }

    /// <summary>a and b between -1 and 1, labels by the quarters of the plane; a third number says nothing.</summary>
    private static TrainingRequest Request(Learner learner, int labels, int examples, int seed)
    {
        var random = new Random(seed);
        return new(
            new("trees", 1),
            [.. Enumerable.Range(0, labels).Select(label => $"{label}")],
            [.. Enumerable.Range(0, examples).Select(_ =>
            {
                var (a, b) = ((random.NextDouble() * 2) - 1, (random.NextDouble() * 2) - 1);
                // Of two labels each has two opposite quarters.
                var quarter = (a > 0 ? 1 : 0) ^ (b > 0 ? labels == 2 ? 1 : 3 : 0);
                var target = new float[labels];
                target[quarter] = 1;
                var colour = random.Next(2) == 0 ? "red" : "blue";
                return new TrainingExample(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"a":{{a}},"b":{{b}},"c":{{random.Next(100)}},"colour":"{{colour}}"}"""),
                    target,
                    IsRandom: true);
            })],
            [],
            seed,
            InputKind.Fields,
            learner);
    }

    private static double Right(IModel model, IReadOnlyList<TrainingExample> examples)
    {
        var answer = model.Answer([.. examples.Select(example => example.Text)], CancellationToken.None);
        return examples.Index().Average(example =>
        {
            var row = answer.Numbers.AsSpan(example.Index * answer.Columns, answer.Columns);
            return row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max<float>(row))
                == Array.IndexOf(example.Item.Target, 1) ? 1.0 : 0;
        });
    }

    private static IModel Load(ModelCard card, byte[] file)
    {
        var directory = Directory.CreateTempSubdirectory("models");
        try
        {
            var store = new ModelStore(directory.FullName);
            store.Write(card, file);
            return store.Load(card.Reference).Model;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
