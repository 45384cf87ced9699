namespace ActiveLabel.Domain.Misconduct;

/// <summary>What is believed before the first answer. Priors are probabilities of a worker drawn at random.</summary>
/// <param name="Collusion">Shared among the partners a worker could have.</param>
/// <param name="ConfusionStrength">Answers that the crowd's confusion counts for in a worker's own, a row.</param>
/// <param name="PartnersMax">Workers with the most items in common that are looked at for collusion.</param>
/// <param name="CommonItemsMin">Fewer items in common say nothing about a pair.</param>
public sealed record MisconductOptions(
    double Guessing = 0.015,
    double ConstantAnswers = 0.005,
    double PatternedAnswers = 0.005,
    double PreLabelCopying = 0.01,
    double Collusion = 0.005,
    double Sleeper = 0.005,
    double GoldMemorising = 0.005,
    double ConfusionStrength = 4,
    int PartnersMax = 64,
    int CommonItemsMin = 10)
{
    /// <summary>Probability of honest work.</summary>
    public double Honest
        => 1 - Guessing - ConstantAnswers - PatternedAnswers - PreLabelCopying - Collusion - Sleeper - GoldMemorising;

    /// <returns>The prior of one kind.</returns>
    public double PriorOf(MisconductKind kind) => kind switch
    {
        MisconductKind.Guessing => Guessing,
        MisconductKind.ConstantAnswers => ConstantAnswers,
        MisconductKind.PatternedAnswers => PatternedAnswers,
        MisconductKind.PreLabelCopying => PreLabelCopying,
        MisconductKind.Collusion => Collusion,
        MisconductKind.Sleeper => Sleeper,
        MisconductKind.GoldMemorising => GoldMemorising,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of misconduct."),
    };
}
