using System.Diagnostics;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Onnx;
using ActiveLabel.Inference.Text;
using ActiveLabel.Inference.Training;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Benchmarks;

/// <summary>Items a second: features, our session path, and OnnxRuntime alone on tensors that are ready.</summary>
internal sealed class InferenceBenchmark : IBenchmark
{
    private const int Texts = 8_192;
    private const int Rounds = 7;
    private const int LabelCount = 77;

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        string[] words = [.. Enumerable.Range(0, 2_000).Select(_ => Word(random))];
        string[] texts = [.. Enumerable.Range(0, Texts).Select(_ => Sentence(random, words))];
        var (card, file) = new ModelTrainer(new(), new()).Train(Request(texts[..500], random), cancellationToken);
        var featurizer = new TextFeaturizer(card.Features);
        SparseVector[] vectors = [.. texts.Select(featurizer.Featurize)];
        using var classifier = new OnnxScorer(file, card.Features, LabelCount);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(file, options);
        var tensors = vectors.Chunk(OnnxScorer.BatchMax).Select(Tensors).ToArray();

        var seconds = new Dictionary<string, List<double>> { ["features"] = [], ["ours"] = [], ["OnnxRuntime"] = [] };
        for (var round = 0; round < Rounds; round++) // interleaved, so that other load meets all of them
        {
            seconds["features"].Add(Time(() => Array.ForEach(texts, text => featurizer.Featurize(text))));
            seconds["ours"].Add(Time(() => classifier.Score(vectors, out _, cancellationToken)));
            seconds["OnnxRuntime"].Add(Time(() => Array.ForEach(tensors, batch => Run(session, batch))));
        }
        foreach (var (name, times) in seconds)
            Console.WriteLine($"{name,-12} {Texts / Median(times),12:n0} items/s");
        Console.WriteLine($"ours / OnnxRuntime alone: {Median(seconds["OnnxRuntime"]) / Median(seconds["ours"]):f2}");
        return Task.CompletedTask;
    }

    private static TrainingRequest Request(string[] texts, Random random)
        => new(
            new("benchmark", 1),
            [.. Enumerable.Range(0, LabelCount).Select(label => $"{label}")],
            [.. texts.Select(text =>
            {
                var target = new float[LabelCount];
                target[random.Next(LabelCount)] = 1;
                return new TrainingExample(text, target);
            })],
            [],
            Seed: 1);

    private static (long[] Buckets, float[] Weights, long[] Shape) Tensors(SparseVector[] vectors)
    {
        var length = vectors.Max(vector => vector.Count);
        var (buckets, weights) = (new long[vectors.Length * length], new float[vectors.Length * length]);
        for (var row = 0; row < vectors.Length; row++)
            for (var index = 0; index < vectors[row].Count; index++)
            {
                buckets[(row * length) + index] = vectors[row].Buckets[index];
                weights[(row * length) + index] = vectors[row].Weights[index];
            }
        return (buckets, weights, [vectors.Length, length]);
    }

    private static void Run(InferenceSession session, (long[] Buckets, float[] Weights, long[] Shape) batch)
    {
        using var buckets = OrtValue.CreateTensorValueFromMemory(batch.Buckets, batch.Shape);
        using var weights = OrtValue.CreateTensorValueFromMemory(batch.Weights, batch.Shape);
        using var options = new RunOptions();
        using var outputs = session.Run(
            options, [OnnxWriter.Buckets, OnnxWriter.Weights], [buckets, weights], [OnnxWriter.Probabilities]);
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Word(Random random)
        => string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ => (char)('a' + random.Next(26))));

    private static string Sentence(Random random, string[] words)
        => string.Join(' ', Enumerable.Range(0, random.Next(5, 20)).Select(_ => words[random.Next(words.Length)]));
}
