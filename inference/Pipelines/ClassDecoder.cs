using System.Numerics.Tensors;
using ActiveLabel.Domain.Calibration;
using ActiveLabel.Domain.Predictions;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>Numbers for the model's labels to calibrated probabilities of the choices.</summary>
/// <remarks>
/// Labels that stand for no choice are left out and the rest is scaled to one; a choice without a label has 0.
/// </remarks>
internal sealed class ClassDecoder : IDecoder
{
    private readonly ModelOutput _output;
    private readonly LogitScaling? _scaling;
    private readonly int[] _choiceOfLabel;

    /// <param name="choices">K keys, in the order of the answer.</param>
    /// <exception cref="InvalidDataException">A label stands for a choice that there is not.</exception>
    public ClassDecoder(ModelOutput output, IReadOnlyList<string> choices, LogitScaling? scaling)
    {
        (_output, _scaling, Columns, Tensors) = (output, scaling, choices.Count, [output.Tensor]);
        _choiceOfLabel = [.. output.Labels.Select(label => label.Choice is { } choice
            ? Enumerable.Range(0, choices.Count).FirstOrDefault(index => choices[index] == choice, -1)
            : -1)];
        foreach (var (label, choice) in output.Labels.Zip(_choiceOfLabel))
            if (label.Choice is not null && choice < 0)
                throw new InvalidDataException($"Label '{label.Name}' stands for no choice of the question.");
    }

    public IReadOnlyList<string> Tensors { get; }

    public int Columns { get; }

    public bool Finds => false;

    public IReadOnlyList<DecodedRow> Decode(EncodedBatch batch, IReadOnlyList<OrtValue> outputs)
    {
        var (numbers, shape) = TensorRows.Read(outputs[0], batch.Rows.Count, 1, 2);
        var width = shape.Length == 1 ? 1 : shape[1];
        var isPair = width == 1 && _choiceOfLabel.Length == 2 && _output.Activation != Activation.Softmax;
        if (width != _choiceOfLabel.Length && !isPair)
            throw new InvalidDataException(
                $"The model gives {width} numbers for {_choiceOfLabel.Length} labels of its manifest.");
        return [.. Enumerable.Range(0, batch.Rows.Count)
            .Select(row => new DecodedRow(ProbabilitiesOf(numbers.AsSpan(row * width, width), isPair)))];
    }

    private float[] ProbabilitiesOf(ReadOnlySpan<float> row, bool isPair)
    {
        Span<double> labels = new double[_choiceOfLabel.Length];
        if (isPair)
        {
            labels[1] = _output.Activation == Activation.Sigmoid ? Sigmoid(row[0]) : Math.Clamp(row[0], 0, 1);
            labels[0] = 1 - labels[1];
        }
        else
        {
            for (var label = 0; label < labels.Length; label++)
                labels[label] = _output.Activation == Activation.Sigmoid ? Sigmoid(row[label]) : row[label];
            if (_output.Activation == Activation.Softmax)
                TensorPrimitives.SoftMax<double>(labels.ToArray(), labels);
        }
        var choices = new double[Columns];
        for (var label = 0; label < labels.Length; label++)
            if (_choiceOfLabel[label] is >= 0 and var choice)
                choices[choice] += Math.Max(0, labels[label]);
        var sum = choices.Sum();
        for (var choice = 0; choice < choices.Length; choice++)
            choices[choice] = sum > 0 ? choices[choice] / sum : 1.0 / choices.Length;
        _scaling?.ApplyToProbabilities(choices);
        return Array.ConvertAll(choices, probability => (float)probability);
    }

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
