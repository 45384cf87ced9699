using System.Numerics.Tensors;

namespace ActiveLabel.Domain.Calibration;

/// <summary>A slope and an offset for each label that make softmax(slope z + offset) honest.</summary>
/// <remarks>
/// Guo et al., ICML 2017, on judged labels as <see cref="TemperatureScaling"/> has it: the loss is
/// -Σ ln Σ_k p[k] e[k], whose gradient by z'[j] is p[j] - p[j] e[j] / Σ_k p[k] e[k]. Slopes are exp(u): they stay
/// positive, so that the order of an item's answers by one label's logit stays. Two numbers for each label are many for
/// few items: λ / 2 (Σ (u[j] - ln 1/T)² + Σ offset[j]²) draws them to temperature scaling, whose T is fitted first.
/// </remarks>
public static class VectorScaling
{
    private const int StepsMax = 400;
    private const double GradientMin = 1e-7;

    /// <param name="logits">n × K by rows.</param>
    /// <param name="evidence">n × K by rows, as for <see cref="TemperatureScaling.Fit"/>.</param>
    /// <param name="penalty">λ: about as many items as a prior of one item for each number is worth.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a number is not finite.</exception>
    public static LogitScaling Fit(
        ReadOnlySpan<double> logits, ReadOnlySpan<double> evidence, int labelCount, double penalty = 4)
    {
        var temperature = TemperatureScaling.Fit(logits, evidence, labelCount, mixedExamples: 2);
        var start = new double[2 * labelCount];
        start.AsSpan(0, labelCount).Fill(-Math.Log(temperature));
        var problem = new Problem(logits, evidence, labelCount, penalty, start[0]);
        return ScalingOf(Descend(problem, start), labelCount);
    }

    private static LogitScaling ScalingOf(double[] at, int labelCount)
        => new([.. at.Take(labelCount).Select(Math.Exp)], at[labelCount..]);

    /// <summary>Gradient descent with steps after Barzilai and Borwein, 1988, halved until the loss falls.</summary>
    private static double[] Descend(Problem problem, double[] at)
    {
        var gradient = new double[at.Length];
        var loss = problem.Loss(at, gradient);
        var step = 1 / Math.Max(1, TensorPrimitives.Norm<double>(gradient));
        for (var round = 0; round < StepsMax && TensorPrimitives.Norm<double>(gradient) > GradientMin; round++)
        {
            var (next, nextGradient, nextLoss) = (new double[at.Length], new double[at.Length], double.MaxValue);
            for (var halving = 0; halving < 40 && !(nextLoss <= loss); halving++, step /= 2)
            {
                TensorPrimitives.MultiplyAdd<double>(gradient, -step, at, next);
                nextLoss = problem.Loss(next, nextGradient);
            }
            if (!(nextLoss < loss))
                return at;
            TensorPrimitives.Subtract<double>(next, at, at);
            TensorPrimitives.Subtract<double>(nextGradient, gradient, gradient);
            var bent = TensorPrimitives.Dot<double>(at, gradient);
            step = bent > 0 ? TensorPrimitives.SumOfSquares<double>(at) / bent : 2 * step;
            (at, gradient, loss) = (next, nextGradient, nextLoss);
        }
        return at;
    }

    private readonly ref struct Problem(
        ReadOnlySpan<double> logits, ReadOnlySpan<double> evidence, int labelCount, double penalty, double logSlope)
    {
        private readonly ReadOnlySpan<double> _logits = logits;
        private readonly ReadOnlySpan<double> _evidence = evidence;

        /// <param name="at">2 K: the slopes' logarithms, and the offsets.</param>
        /// <param name="gradient">2 K, written.</param>
        public double Loss(double[] at, double[] gradient)
        {
            var (scaling, loss) = (ScalingOf(at, labelCount), 0.0);
            var p = new double[labelCount];
            Array.Clear(gradient);
            for (var from = 0; from < _logits.Length; from += labelCount)
            {
                var z = _logits.Slice(from, labelCount);
                var e = _evidence.Slice(from, labelCount);
                scaling.Apply(z, p);
                var said = Math.Max(LogLoss.ProbabilityMin, TensorPrimitives.Dot(p, e));
                loss -= Math.Log(said);
                for (var label = 0; label < labelCount; label++)
                {
                    var slope = p[label] - (p[label] * e[label] / said);
                    gradient[label] += slope * z[label] * scaling.Slopes[label];
                    gradient[labelCount + label] += slope;
                }
            }
            for (var index = 0; index < at.Length; index++)
            {
                var off = index < labelCount ? at[index] - logSlope : at[index];
                loss += penalty / 2 * off * off;
                gradient[index] += penalty * off;
            }
            return loss;
        }
    }
}
