using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Domain.Readiness;

/// <summary>What is on record of a project, as far as its readiness asks.</summary>
public sealed record ReadinessFacts(
    DataFacts Data, ProcessFacts Process, QualityFacts Quality, PeopleFacts People, PitfallFacts Pitfalls);

/// <param name="Labels">That the latest model was trained on.</param>
/// <param name="LabelsNeeded">With which the target is reached with a probability of 90 %; null where never.</param>
/// <param name="Target">Accuracy on the control arm.</param>
/// <param name="Gap">What the learning curve lacks; null where it says something.</param>
/// <param name="IsSized">Whether there is an estimate at all.</param>
/// <param name="Items">That were imported.</param>
/// <param name="TrainingShare">Of them, what may be trained on, 0 to 1.</param>
public sealed record DataFacts(
    int Labels, int? LabelsNeeded, double Target, SizingGap? Gap, bool IsSized, long Items, double TrainingShare);

/// <param name="Problems">Of the workflow in force.</param>
/// <param name="Looks">How many people look at an item at the most before it is done.</param>
/// <param name="Exceptions">Items that wait for somebody who leads the project.</param>
/// <param name="Finished">Items that are done.</param>
/// <param name="FirstPass">Of those: that never came back and were not corrected.</param>
public sealed record ProcessFacts(
    int Problems, int Looks, long Exceptions, long Finished, long FirstPass, bool HasDeadline, bool HasBudget);

/// <param name="Agreement">Between workers, as last measured; null before.</param>
/// <param name="GoldItems">In service; counted up to <see cref="ProjectReadiness.GoldMin"/>.</param>
/// <param name="CalibrationError">Of the posteriors, as last measured; null before.</param>
/// <param name="CalibrationErrorFloor">What chance alone would make of it.</param>
/// <param name="HasModel">Whether one serves: it ranks the queue and pre-labels.</param>
public sealed record QualityFacts(
    double? Agreement, int GoldItems, double? CalibrationError, double CalibrationErrorFloor, bool HasModel);

/// <param name="People">Who meet all that the step asks for.</param>
/// <param name="Needed">Different people that an item may need there.</param>
/// <param name="Requirement">In words; null where everybody may.</param>
public sealed record StepPeople(string Step, int People, int Needed, string? Requirement);

/// <param name="IsForecast">Whether there is a forecast.</param>
/// <param name="Gap">What it lacks; null where it says something.</param>
/// <param name="InTime">Probability of the deadline; null without one.</param>
/// <param name="Confidence">With which the deadline is to be kept.</param>
/// <param name="InBudget">Probability of the budget; null without one.</param>
/// <param name="IsEndless">Whether the work is never done with these people.</param>
public sealed record PeopleFacts(
    IReadOnlyList<StepPeople> Steps,
    bool IsForecast,
    ForecastGap? Gap,
    double? InTime,
    double Confidence,
    double? InBudget,
    bool IsEndless);

/// <param name="DaysSinceAudit">Null before the first.</param>
/// <param name="AuditTests">That the latest audit made; 0 where nothing could be tested.</param>
/// <param name="OpenFindings">Of the latest audit, on which nobody acted.</param>
/// <param name="DeclaredAttributes">Of the population and protected ones, together.</param>
/// <param name="ControlItems">That the latest model was measured on.</param>
/// <param name="ModelBlindShare">Of tasks without a pre-label, 0 to 1.</param>
public sealed record PitfallFacts(
    double? DaysSinceAudit,
    int AuditTests,
    int OpenFindings,
    int DeclaredAttributes,
    int ControlItems,
    double ModelBlindShare);
