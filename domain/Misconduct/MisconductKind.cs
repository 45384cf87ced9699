namespace ActiveLabel.Domain.Misconduct;

/// <summary>How a worker may be gaming the system.</summary>
public enum MisconductKind
{
    /// <summary>The answers tell nothing about the items: guesses.</summary>
    Guessing = 0,

    /// <summary>One answer, whatever the item is.</summary>
    ConstantAnswers = 1,

    /// <summary>Each answer follows from the one before, not from the item.</summary>
    PatternedAnswers = 2,

    /// <summary>The pre-label is repeated, right or wrong.</summary>
    PreLabelCopying = 3,

    /// <summary>The answers of another worker are repeated, errors included.</summary>
    Collusion = 4,

    /// <summary>Honest work up to some point, guesses from then on.</summary>
    Sleeper = 5,

    /// <summary>Right on gold, guesses elsewhere: gold is recognised.</summary>
    GoldMemorising = 6,
}
