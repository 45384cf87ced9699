using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Training;

namespace ActiveLabel.Inference.Tests;

/// <summary>Some sentences of three labels, one of which has no example.</summary>
internal static class SmallSet
{
    public static readonly string[] Labels = ["refund", "delivery", "other"];

    private static readonly string[] Refund = ["money back", "refund please", "return my payment", "charged twice"];
    private static readonly string[] Delivery = ["where is my parcel", "not delivered", "late package", "courier lost"];

    public static TrainingRequest Request(int seed = 1, int version = 1)
        => new(
            new("small", version),
            Labels,
            [.. Refund.Select(text => new TrainingExample(text, [1, 0, 0])),
                .. Delivery.Select(text => new TrainingExample(text, [0, 0.9f, 0.1f])),
                .. Refund.Select(text => new TrainingExample($"hello, {text}", [1, 0, 0])),
                .. Delivery.Select(text => new TrainingExample($"hi, {text}!", [0, 1, 0]))],
            [new("i want a refund", [1, 0, 0]), new("my parcel is late", [0, 1, 0])],
            seed);

    public static (ModelCard Card, byte[] File) Train(int seed = 1, int version = 1)
        => new ModelTrainer(new(), new()).Train(Request(seed, version), CancellationToken.None);
}
