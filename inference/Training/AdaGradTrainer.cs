using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Training;

/// <param name="LearningRate">η: the length of a step before any gradient has shortened it.</param>
/// <param name="EpochsMin">Passes over a large set.</param>
/// <param name="UpdatesMin">A small set is passed over until this many examples were seen, or the most epochs.</param>
/// <param name="SquaresStart">
/// G before the first example; without it each first step is η long however small its gradient.
/// </param>
/// <param name="Smoothing">
/// ε: targets become (1 - ε) t + ε / K, which keeps a label without any example possible.
/// </param>
internal sealed record AdaGradOptions(
    float LearningRate = 0.5f,
    int EpochsMin = 8,
    int EpochsMax = 40,
    int UpdatesMin = 20_000,
    float SquaresStart = 0.01f,
    float Smoothing = 0.02f)
{
    public int EpochsOf(int examples)
        => Math.Clamp((UpdatesMin + examples - 1) / Math.Max(1, examples), EpochsMin, EpochsMax);
}

/// <summary>Fits a softmax regression to soft targets, one example at a time.</summary>
/// <remarks>
/// AdaGrad (Duchi, Hazan and Singer, JMLR 2011): G += g², w -= η g / √G for each weight by itself, so that rare n-grams
/// take long steps and frequent ones short ones. t target, p probabilities; the slope of -Σ t ln p by z is p - t.
/// One thread, a seeded order, one order of summation: the same bits each time on the same instruction set.
/// </remarks>
internal sealed class AdaGradTrainer(AdaGradOptions options)
{
    /// <param name="targets">n × K by rows.</param>
    /// <param name="resamples">
    /// Of a committee, whose C members become one model of C K logits: each takes its own step from every example, so
    /// that they are what they would be one by one, and the examples are read once.
    /// </param>
    public SoftmaxRegression Fit(
        IReadOnlyList<SparseVector> examples,
        ReadOnlySpan<float> targets,
        int labelCount,
        int buckets,
        Random random,
        CancellationToken cancellationToken,
        Resamples? resamples = null)
    {
        var model = new SoftmaxRegression(labelCount * (resamples?.Members ?? 1), buckets, examples);
        var squares = new float[model.Weights.Length];
        var biasSquares = new float[model.Stride];
        squares.AsSpan().Fill(options.SquaresStart);
        biasSquares.AsSpan().Fill(options.SquaresStart);
        var slope = new float[model.Stride];
        var order = Enumerable.Range(0, examples.Count).ToArray();
        for (var epoch = 0; epoch < options.EpochsOf(examples.Count); epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            foreach (var index in order)
            {
                Slope(
                    model,
                    examples[index],
                    targets.Slice(index * labelCount, labelCount),
                    resamples is null ? [1] : resamples.Of(index),
                    slope);
                Step(model.Bias, biasSquares, slope, 1);
                var example = examples[index];
                for (var feature = 0; feature < example.Count; feature++)
                {
                    var from = model.RowOfBucket[example.Buckets[feature]] * model.Stride;
                    Step(
                        model.Weights.AsSpan(from, model.Stride),
                        squares.AsSpan(from, model.Stride),
                        slope,
                        example.Weights[feature]);
                }
            }
        }
        return model;
    }

    /// <summary>p - t of each member, as often as it sees the example; the padding is zero.</summary>
    private void Slope(
        SoftmaxRegression model,
        in SparseVector example,
        ReadOnlySpan<float> target,
        ReadOnlySpan<byte> counts,
        Span<float> slope)
    {
        model.Score(example, slope);
        for (var member = 0; member < counts.Length; member++)
        {
            var logits = slope.Slice(member * target.Length, target.Length);
            if (counts[member] == 0)
            {
                logits.Clear();
                continue;
            }
            TensorPrimitives.SoftMax(logits, logits);
            for (var label = 0; label < logits.Length; label++)
                logits[label] -= ((1 - options.Smoothing) * target[label]) + (options.Smoothing / logits.Length);
            if (counts[member] > 1)
                TensorPrimitives.Multiply(logits, counts[member], logits);
        }
    }

    private void Step(Span<float> weights, Span<float> squares, ReadOnlySpan<float> slope, float value)
    {
        var w = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        var s = MemoryMarshal.Cast<float, Vector256<float>>(squares);
        var d = MemoryMarshal.Cast<float, Vector256<float>>(slope);
        var (x, rate) = (Vector256.Create(value), Vector256.Create(options.LearningRate));
        for (var part = 0; part < w.Length; part++)
        {
            // Nothing to learn for any label here: of a committee, a member that does not see the example.
            if (d[part] == Vector256<float>.Zero)
                continue;
            var gradient = x * d[part];
            s[part] += gradient * gradient;
            w[part] -= rate * gradient / Vector256.Sqrt(s[part]);
        }
    }
}
