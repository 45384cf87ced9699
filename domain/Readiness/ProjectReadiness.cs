namespace ActiveLabel.Domain.Readiness;

/// <summary>The checklist of whoever is about to rely on a project's labels, answered from what is on record.</summary>
public static class ProjectReadiness
{
    public const int GoldMin = 20;
    public const int ControlItemsMin = 100;
    public const double AuditDaysMax = 7;

    /// <summary>Krippendorff: below 0.667 not even tentative conclusions hold.</summary>
    public const double AgreementMin = 0.667;

    /// <summary>Above what chance alone makes of it.</summary>
    public const double CalibrationErrorMax = 0.05;

    public const double FirstPassMin = 0.9;

    private const int LooksMin = 2;
    private const int FinishedMin = 30;

    /// <returns>An answer to each question, in their order.</returns>
    public static IReadOnlyList<ReadinessAnswer> Assess(ReadinessFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return
        [
            new(ReadinessQuestion.EnoughData, Data(facts.Data)),
            new(ReadinessQuestion.Process, Process(facts.Process)),
            new(ReadinessQuestion.Quality, Quality(facts.Quality)),
            new(ReadinessQuestion.People, People(facts.People)),
            new(ReadinessQuestion.Pitfalls, Pitfalls(facts.Pitfalls)),
        ];
    }

    private static ReadinessCheck[] Data(DataFacts data)
    {
        if (!data.IsSized || data.Gap is not null)
            return
            [
                ReadinessCheck.Unknown(
                    "labels",
                    data.Gap?.Message ?? "Nothing was estimated yet: run ESTIMATE_SIZING when models were trained.",
                    data.Labels),
            ];
        if (data.LabelsNeeded is not { } needed)
            return
            [
                new(
                    "labels", ReadinessStatus.NotReady, data.Labels, null,
                    $"The curve does not reach {data.Target:0.###} for sure with any number of labels: change the "
                        + "question, the model or the target."),
            ];
        var items = Math.Ceiling(needed / data.TrainingShare);
        return
        [
            ReadinessCheck.AtLeast(
                "labels", data.Labels, needed,
                $"{data.Labels:N0} labels reach {data.Target:0.###} with a probability of 90 %.",
                $"{needed - data.Labels:N0} more labels reach {data.Target:0.###} with a probability of 90 %."),
            ReadinessCheck.AtLeast(
                "items", data.Items, items,
                "There are items enough.",
                $"Import {items - data.Items:N0} more items: {data.TrainingShare:P0} of them may be trained on."),
        ];
    }

    private static ReadinessCheck[] Process(ProcessFacts process) =>
    [
        ReadinessCheck.AtMost(
            "workflowProblems", process.Problems, 0,
            "The workflow in force is sound.",
            "Publish a workflow without problems."),
        ReadinessCheck.AtLeast(
            "looks", process.Looks, LooksMin,
            "More than one person may look at an item.",
            "Nobody looks at an item twice: ask for more judgements, or add a step of review."),
        ReadinessCheck.AtMost(
            "exceptions", process.Exceptions, 0,
            "No item waits for a decision of those who lead.",
            "Resolve the exceptions that wait."),
        process.Finished < FinishedMin
            ? ReadinessCheck.Unknown(
                "firstPassYield",
                $"{process.Finished} {(process.Finished == 1 ? "item" : "items")} went through it; {FinishedMin} say "
                    + "how many come back.",
                null,
                FirstPassMin)
            : ReadinessCheck.AtLeast(
                "firstPassYield", process.FirstPass / (double)process.Finished, FirstPassMin,
                "Items rarely come back.",
                "Many items come back or are corrected: look at suggestions and at the instructions."),
        ReadinessCheck.AtLeast(
            "plan", (process.HasDeadline ? 1 : 0) + (process.HasBudget ? 1 : 0), 2,
            "There are a deadline and a budget to be held against.",
            "Say by when and for how much it is to be done: setProjectPlan, or a budget by updateProjectSettings."),
    ];

    private static ReadinessCheck[] Quality(QualityFacts quality) =>
    [
        quality.Agreement is { } agreement
            ? ReadinessCheck.AtLeast(
                "agreement", agreement, AgreementMin,
                "Workers are of one mind.",
                "Workers understand the question in different ways: rewrite the instructions, or split the question.")
            : ReadinessCheck.Unknown(
                "agreement", "It was not measured yet: items with two judgements and MEASURE_AGREEMENT are needed.",
                null, AgreementMin),
        ReadinessCheck.AtLeast(
            "goldItems", quality.GoldItems, GoldMin,
            "There is gold enough to see who is reliable.",
            $"Add {GoldMin - quality.GoldItems} items whose answer is known."),
        quality.CalibrationError is { } error
            ? ReadinessCheck.AtMost(
                "calibrationError", error, quality.CalibrationErrorFloor + CalibrationErrorMax,
                "Confidences are true frequencies.",
                "Confidences do not keep what they promise: run ESTIMATE_RELIABILITY, and add gold.")
            : ReadinessCheck.Unknown(
                "calibrationError", "It was not measured yet: gold, decisions or the control arm are needed.",
                null, CalibrationErrorMax),
        ReadinessCheck.AtLeast(
            "servingModels", quality.HasModel ? 1 : 0, 1,
            "A model ranks the queue.",
            "No model serves: label until RETRAIN makes one, or upload one."),
    ];

    private static ReadinessCheck[] People(PeopleFacts people) =>
    [
        .. people.Steps.Select(step => ReadinessCheck.AtLeast(
            $"people {step.Step}", step.People, step.Needed,
            $"{step.People} people may do '{step.Step}'.",
            $"'{step.Step}' may need {step.Needed} different people for an item and has {step.People}: add members"
                + (step.Requirement is null ? "." : $", or grant what it asks for: {step.Requirement}."))),
        InTime(people),
        people.InBudget is { } chance
            ? ReadinessCheck.AtLeast(
                "budgetProbability", chance, people.Confidence,
                "The budget is kept.",
                "The budget is hardly kept: raise it, or look at suggestions.")
            : ReadinessCheck.Unknown(
                "budgetProbability", "No forecast holds the work against a budget.", null, people.Confidence),
    ];

    private static ReadinessCheck InTime(PeopleFacts people)
    {
        const string name = "deadlineProbability";
        if (!people.IsForecast || people.Gap is not null)
            return ReadinessCheck.Unknown(
                name, people.Gap?.Message ?? "Nothing was foretold yet: run FORECAST.",
                people.Gap?.Have, people.Gap?.Need);
        if (people.IsEndless)
            return new(
                name, ReadinessStatus.NotReady, 0, people.Confidence,
                "With these people the work is never done: ask startForecast for the staffing.");
        return people.InTime is { } chance
            ? ReadinessCheck.AtLeast(
                name, chance, people.Confidence,
                "The deadline is kept.",
                "The deadline is hardly kept: ask startForecast who has to come.")
            : ReadinessCheck.Unknown(
                name, "There is no deadline to be kept: setProjectPlan.", null, people.Confidence);
    }

    private static ReadinessCheck[] Pitfalls(PitfallFacts pitfalls) =>
    [
        pitfalls is { DaysSinceAudit: not null, AuditTests: 0 }
            ? ReadinessCheck.Unknown(
                "daysSinceAudit",
                "The last audit could test nothing: declare attributes (setBiasSettings), and let more workers judge.",
                pitfalls.DaysSinceAudit,
                AuditDaysMax)
            : pitfalls.DaysSinceAudit is { } days
            ? ReadinessCheck.AtMost(
                "daysSinceAudit", days, AuditDaysMax,
                "It was audited for bias lately.",
                "Much may have changed since the last audit: run AUDIT_BIAS.")
            : ReadinessCheck.Unknown(
                "daysSinceAudit", "It was never audited for bias: run AUDIT_BIAS.", null, AuditDaysMax),
        ReadinessCheck.AtMost(
            "openFindings", pitfalls.OpenFindings, 0,
            "No finding is open.",
            "Act on what the audit found: applyBiasAction."),
        ReadinessCheck.AtLeast(
            "declaredAttributes", pitfalls.DeclaredAttributes, 1,
            "It is declared what the items stand for, or what no answer may depend on.",
            "An audit cannot see what nobody declared: setBiasSettings."),
        ReadinessCheck.AtLeast(
            "controlItems", pitfalls.ControlItems, ControlItemsMin,
            "The model is measured on items that it never saw.",
            $"The model is measured on fewer than {ControlItemsMin} items that it never saw: label the control arm."),
        ReadinessCheck.AtLeast(
            "modelBlindShare", pitfalls.ModelBlindShare, 0.01,
            "Some tasks are served without the pre-label: anchoring shows.",
            "Every task shows the pre-label: serve some without it, or nobody sees whether it is copied."),
    ];
}
