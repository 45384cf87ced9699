using ActiveLabel.Domain.Predictions;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace ActiveLabel.Inference.Trees;

/// <summary>Trees of one label against the others, whose sum is its logit up to a scale.</summary>
/// <param name="Bias">What is added to the trees' sum.</param>
/// <param name="Score">What Microsoft.ML says of rows itself.</param>
internal sealed record LabelTrees(
    IReadOnlyList<RegressionTree> Trees,
    IReadOnlyList<double> Weights,
    double Bias,
    Func<IReadOnlyList<float[]>, float[]> Score);

/// <summary>Boosted trees of Microsoft.ML, one set for each label against the others; for two labels a single one.
/// </summary>
/// <remarks>
/// A target of several labels is an example of each, weighing its share. One thread and a seed: the same examples in
/// the same order make the same trees on the same instruction set.
/// </remarks>
internal static class BoostedTrees
{
    private const int Trees = 60;
    private const int Leaves = 16;
    private const double Rate = 0.15;

    // What weighs less is not worth an example.
    private const float WeightMin = 0.02f;

    /// <param name="targets">n × K by rows.</param>
    /// <returns>For each label its trees; null for the first of two, whose logit is 0.</returns>
    public static LabelTrees?[] Fit(
        IReadOnlyList<float[]> rows,
        float[] targets,
        int labelCount,
        Learner learner,
        int seed,
        CancellationToken cancellationToken)
    {
        var models = new LabelTrees?[labelCount];
        for (var label = labelCount == 2 ? 1 : 0; label < labelCount; label++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            models[label] = Fit([.. ExamplesOf(rows, targets, labelCount, label)], rows[0].Length, learner, seed);
        }
        return models;
    }

    private static LabelTrees Fit(Example[] examples, int columns, Learner learner, int seed)
    {
        var (yes, no) = (Weight(examples, true), Weight(examples, false));
        if (yes == 0 || no == 0 || columns == 0)
        {
            // Nothing to tell apart: how frequent the label is, as if it had turned up and not turned up once more.
            var bias = Math.Log((yes + 1) / (no + 1));
            return new([], [], bias, asked => [.. asked.Select(_ => (float)bias)]);
        }
        var context = new MLContext(seed);
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns);
        var data = context.Data.LoadFromEnumerable(examples, schema);
        // Few examples make small leaves.
        var leafMin = Math.Clamp(examples.Length / 40, 1, 10);
        var (model, ensemble) = learner == Learner.LightGbm
            ? LightGbm(context, data, leafMin, seed)
            : FastTree(context, data, leafMin, seed);
        return new(
            ensemble.Trees,
            ensemble.TreeWeights,
            ensemble.Bias,
            asked => [.. model.Transform(context.Data.LoadFromEnumerable(
                asked.Select(row => new Example { Features = row }), schema)).GetColumn<float>("Score")]);
    }

    private static (ITransformer, RegressionTreeEnsemble) FastTree(
        MLContext context, IDataView data, int leafMin, int seed)
    {
        var model = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = Trees,
            NumberOfLeaves = Leaves,
            LearningRate = Rate,
            MinimumExampleCountPerLeaf = leafMin,
            ExampleWeightColumnName = nameof(Example.Weight),
            NumberOfThreads = 1,
            Seed = seed,
        }).Fit(data);
        return (model, model.Model.SubModel.TrainedTreeEnsemble);
    }

    private static (ITransformer, RegressionTreeEnsemble) LightGbm(
        MLContext context, IDataView data, int leafMin, int seed)
    {
        var model = context.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = Trees,
            NumberOfLeaves = Leaves,
            LearningRate = Rate,
            MinimumExampleCountPerLeaf = leafMin,
            ExampleWeightColumnName = nameof(Example.Weight),
            HandleMissingValue = false,
            NumberOfThreads = 1,
            Seed = seed,
        }).Fit(data);
        return (model, model.Model.SubModel.TrainedTreeEnsemble);
    }

    private static IEnumerable<Example> ExamplesOf(
        IReadOnlyList<float[]> rows, float[] targets, int labelCount, int label)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var share = targets[(row * labelCount) + label];
            if (share >= WeightMin)
                yield return new() { Features = rows[row], Label = true, Weight = share };
            if (1 - share >= WeightMin)
                yield return new() { Features = rows[row], Label = false, Weight = 1 - share };
        }
    }

    private static double Weight(Example[] examples, bool label)
        => examples.Where(example => example.Label == label).Sum(example => (double)example.Weight);

    private sealed class Example
    {
        public float[] Features { get; set; } = [];
        public bool Label { get; set; }
        public float Weight { get; set; } = 1;
    }
}
