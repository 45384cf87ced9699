namespace ActiveLabel.Domain.Bias;

/// <summary>An attribute of the labeled items and what it should be like.</summary>
public sealed record SampleAttribute(string Name, IReadOnlyList<SampleShare> Shares);

/// <summary>An answer to be compared by an attribute.</summary>
/// <param name="Group">Value of the attribute.</param>
/// <param name="Answer">Index of the label that was said.</param>
/// <param name="Truth">
/// Index of the label known or inferred to be right, for measurement bias; for prejudicial bias not needed.
/// </param>
/// <param name="Content">The model's probabilities of the labels, from content alone; for prejudicial bias.</param>
/// <param name="Cluster">Whose answers are alike: the item's number for attributes of workers or devices that vary
/// within a worker; the worker's for attributes of workers.</param>
public readonly record struct AuditedAnswer(
    string Group, int Answer, int? Truth, IReadOnlyList<double>? Content, int Cluster);

/// <summary>Answers by the values of one attribute.</summary>
public sealed record AnswersByAttribute(string Name, IReadOnlyList<AuditedAnswer> Answers)
{
    /// <summary>Whether it is one of items, so that they can be asked about apart.</summary>
    public bool IsOfItems { get; init; }
}

/// <summary>How items with a value of an attribute came to be labeled.</summary>
public sealed record SelectedAttribute(string Name, string Value, IReadOnlyList<SelectedItems> Items);

/// <summary>The answers to one question after the first.</summary>
public sealed record QuestionEvidence(
    string Question,
    IReadOnlyList<string> Labels,
    IReadOnlyList<AnswersByAttribute> Prejudicial,
    IReadOnlyList<AnswersByAttribute> Measurement);

/// <summary>Everything an audit looks at; parts may be empty.</summary>
public sealed record BiasEvidence(
    IReadOnlyList<string> Labels,
    IReadOnlyList<SampleAttribute> Sample,
    IReadOnlyList<AnswersByAttribute> Prejudicial,
    IReadOnlyList<AnswersByAttribute> Measurement,
    IReadOnlyList<AnchoringCount> PreLabels)
{
    /// <summary>Key of the first question; empty where it does not matter.</summary>
    public string Question { get; init; } = "";

    public IReadOnlyList<SelectedAttribute> Selection { get; init; } = [];

    public IReadOnlyList<QuestionEvidence> Further { get; init; } = [];
}

/// <param name="Level">Share of false findings among all findings.</param>
/// <param name="GroupMin">Groups of fewer answers or items are not told apart.</param>
/// <param name="ClustersMin">Nor are groups of fewer workers or items.</param>
/// <param name="EffectMin">Differences smaller than this are not worth a finding, however certain.</param>
public sealed record BiasAuditOptions(
    double Level = 0.05, int GroupMin = 30, int ClustersMin = 5, double EffectMin = 0.01);

/// <summary>The three kinds of bias, tested together, so that many tests do not make many false alarms.</summary>
public static class BiasAudit
{
    private const int ContentStrata = 10;

    public static BiasReport Run(BiasEvidence evidence, BiasAuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(options);
        var (tests, suppressed) = (new List<Test>(), 0);
        foreach (var attribute in evidence.Sample)
            suppressed += AddSample(tests, attribute, options);
        foreach (var attribute in evidence.Selection)
            suppressed += AddSelection(tests, attribute, options);
        List<QuestionEvidence> questions =
            [new(evidence.Question, evidence.Labels, evidence.Prejudicial, evidence.Measurement), .. evidence.Further];
        foreach (var question in questions)
        {
            foreach (var attribute in question.Prejudicial)
                suppressed += AddComparisons(tests, attribute, question, BiasKind.Prejudicial, options);
            foreach (var attribute in question.Measurement)
                suppressed += AddComparisons(tests, attribute, question, BiasKind.Measurement, options);
        }
        if (Anchoring.Of(evidence.PreLabels) is { } anchoring)
            tests.Add(new(
                anchoring.PValue,
                new(BiasKind.Anchoring, "pre-label", "", "", anchoring.Copied, anchoring.Low90, anchoring.High90, 0,
                    evidence.PreLabels.Sum(worker => worker.Shown), BiasAction.HidePreLabels)
                {
                    Question = evidence.Question,
                }));
        var adjusted = BenjaminiHochberg.Adjust([.. tests.Select(test => test.PValue)]);
        return new(
            [
                .. tests.Zip(adjusted)
                    .Where(row => row.Second <= options.Level
                        && Math.Abs(row.First.Finding.Effect) >= options.EffectMin)
                    .Select(row => row.First.Finding with { AdjustedPValue = row.Second })
                    .OrderBy(finding => finding.AdjustedPValue),
            ],
            tests.Count,
            suppressed);
    }

    private static int AddSample(List<Test> tests, SampleAttribute attribute, BiasAuditOptions options)
    {
        if (SampleBias.Of(attribute.Shares, options.GroupMin) is not { } bias)
            return attribute.Shares.Count;
        var total = attribute.Shares.Sum(share => share.Count);
        // Where no gap is large by itself, it is the largest of them; none where it lies in what cannot be told apart.
        var worst = bias.Gaps.Count > 0
            ? bias.Gaps[0].Value
            : attribute.Shares
                .Where(share => share.Count >= options.GroupMin && share.Count < share.TargetShare * total)
                .OrderByDescending(share => (share.TargetShare * total) - share.Count)
                .Select(share => share.Value).FirstOrDefault("");
        tests.Add(new(
            bias.PValue,
            new(BiasKind.Sample, attribute.Name, worst, "", bias.StabilityIndex, null, null, 0,
                attribute.Shares.Sum(share => share.Count), BiasAction.RebalanceQueue)));
        return bias.SuppressedCount;
    }

    private static int AddSelection(List<Test> tests, SelectedAttribute attribute, BiasAuditOptions options)
    {
        var has = attribute.Items.Sum(item => item.Has ? item.Count : 0);
        if (has < options.GroupMin || SelectionEffect.Of(attribute.Items) is not { } selection)
            return 1;
        tests.Add(new(
            selection.PValue,
            new(BiasKind.Sample, attribute.Name, attribute.Value, BiasFinding.SelectionOutcome, selection.Effect,
                selection.Low90, selection.High90, 0, has, BiasAction.RebalanceQueue)));
        return 0;
    }

    /// <returns>How many groups were suppressed.</returns>
    private static int AddComparisons(
        List<Test> tests,
        AnswersByAttribute attribute,
        QuestionEvidence question,
        BiasKind kind,
        BiasAuditOptions options)
    {
        var labels = question.Labels;
        var suppressed = 0;
        var groups = attribute.Answers.GroupBy(answer => answer.Group)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        // Of two groups, one says all: the other is its mirror.
        foreach (var group in groups.Length == 2 ? groups[1..] : groups)
        {
            if (group.Count() < options.GroupMin
                || group.Select(answer => answer.Cluster).Distinct().Count() < options.ClustersMin)
            {
                suppressed++;
                continue;
            }
            if (kind is BiasKind.Measurement)
                AddComparison(
                    tests, question.Question, attribute, group, kind, "right answers",
                    ByTruth(attribute.Answers, group.Key));
            else
                for (var label = labels.Count == 2 ? 1 : 0; label < labels.Count; label++)
                    AddComparison(
                        tests, question.Question, attribute, group, kind, labels[label],
                        ByContent(attribute.Answers, group.Key, label));
        }
        return suppressed;
    }

    private static void AddComparison(
        List<Test> tests,
        string question,
        AnswersByAttribute attribute,
        IGrouping<string, AuditedAnswer> group,
        BiasKind kind,
        string outcome,
        ComparedAnswer[] compared)
    {
        if (GroupDifference.Of(compared) is { } difference)
            tests.Add(new(
                difference.PValue,
                new(kind, attribute.Name, group.Key, outcome, difference.Effect, difference.Low90, difference.High90, 0,
                    group.Count(), ActionFor(kind, difference.Effect))
                {
                    Question = question,
                    IsOfItems = attribute.IsOfItems,
                }));
    }

    private static BiasAction ActionFor(BiasKind kind, double effect) => kind switch
    {
        // Known answers show whom it sways, and by how much.
        BiasKind.Prejudicial => BiasAction.AddGold,
        _ => effect < 0 ? BiasAction.RetrainWorkers : BiasAction.AddGold,
    };

    /// <summary>Right or wrong, among items of the same true label.</summary>
    private static ComparedAnswer[] ByTruth(IReadOnlyList<AuditedAnswer> answers, string group)
        =>
        [
            .. answers.Where(answer => answer.Truth is not null).Select(answer => new ComparedAnswer(
                answer.Group == group, answer.Answer == answer.Truth ? 1 : 0, 0, answer.Truth ?? 0, answer.Cluster)),
        ];

    /// <summary>
    /// One label or not, less what the content lets one expect, among items of about the same probability: where the
    /// model is not calibrated, it is so alike within a stratum.
    /// </summary>
    private static ComparedAnswer[] ByContent(IReadOnlyList<AuditedAnswer> answers, string group, int label)
        =>
        [
            .. answers.Where(answer => answer.Content is not null).Select(answer =>
            {
                var expected = answer.Content?[label] ?? 0;
                return new ComparedAnswer(
                    answer.Group == group,
                    answer.Answer == label ? 1 : 0,
                    expected,
                    Math.Min(ContentStrata - 1, (int)(expected * ContentStrata)),
                    answer.Cluster);
            }),
        ];

    private sealed record Test(double PValue, BiasFinding Finding);
}
