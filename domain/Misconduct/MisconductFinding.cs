namespace ActiveLabel.Domain.Misconduct;

/// <summary>What speaks for one kind of misconduct of one worker.</summary>
/// <param name="Probability">
/// Posterior probability of this kind; those of all kinds and of honest work sum to 1.
/// </param>
/// <param name="LogBayesFactor">ln P(answers | this kind) - ln P(answers | honest work), in nats.</param>
/// <param name="Explanation">The counts behind it, in a sentence for a manager.</param>
/// <param name="Partner">The other worker of a collusion; null otherwise.</param>
public sealed record MisconductEvidence(
    MisconductKind Kind, double Probability, double LogBayesFactor, string Explanation, int? Partner = null);

/// <summary>What the answers of one worker say about his honesty.</summary>
/// <param name="Probability">
/// Posterior probability of misconduct of any kind, 0 to 1; the prior of the options when there is nothing to go by.
/// </param>
/// <param name="LogOdds">ln(p / (1 - p)): orders workers whose probabilities are next to 0 or 1.</param>
/// <param name="Evidence">The most probable kind first.</param>
/// <param name="AnswerCount">How many answers the finding rests on.</param>
public sealed record MisconductFinding(
    int Worker, double Probability, double LogOdds, IReadOnlyList<MisconductEvidence> Evidence, int AnswerCount);
