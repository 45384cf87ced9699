namespace ActiveLabel.Domain.Misconduct;

/// <summary>One answer to one single-choice question, with what is known of how it came about.</summary>
/// <param name="Item">Index of the item, from 0.</param>
/// <param name="Worker">Index of the worker, from 0.</param>
/// <param name="Label">What was answered, 0 to K - 1.</param>
/// <param name="PreLabel">What the worker was shown beforehand; null when nothing was.</param>
/// <param name="Seconds">Handling time; null when it is not known.</param>
public readonly record struct AnswerRecord(
    int Item, int Worker, int Label, int? PreLabel = null, double? Seconds = null);
