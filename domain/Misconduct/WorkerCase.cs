namespace ActiveLabel.Domain.Misconduct;

/// <summary>
/// The answers of one worker in the order of time, with what everybody else says about the same items.
/// </summary>
/// <param name="Answers">n.</param>
/// <param name="Truth">n × K: P(truth | all judgements of the item but this worker's); gold is certain.</param>
/// <param name="IsGold">n.</param>
internal sealed record WorkerCase(
    int Worker, IReadOnlyList<AnswerRecord> Answers, double[] Truth, bool[] IsGold, int LabelCount)
{
    public int Count => Answers.Count;

    public ReadOnlySpan<double> TruthOf(int answer) => Truth.AsSpan(answer * LabelCount, LabelCount);
}
