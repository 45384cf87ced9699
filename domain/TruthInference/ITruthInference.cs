namespace ActiveLabel.Domain.TruthInference;

/// <summary>Judgements in, posterior out.</summary>
public interface ITruthInference
{
    /// <exception cref="OperationCanceledException">The token was cancelled between two rounds.</exception>
    TruthEstimate Infer(JudgementSet set, CancellationToken cancellationToken);
}
