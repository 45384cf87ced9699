using System.Globalization;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Items;
using GraphQL;
using GraphQL.Types;

namespace ActiveLabel.Api.Bias;

/// <summary>What an audit of a project found at one time.</summary>
[Allow(Audience.Staff)]
public sealed class BiasReportType(StoredBiasReport report)
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset At => report.At;

    /// <summary>How many tests were made; the level of a finding is kept over all of them together.</summary>
    public int Tests => report.Tests;

    /// <summary>Groups that were too small to be told apart.</summary>
    public int SuppressedGroups => report.SuppressedGroups;

    /// <summary>Answers that were looked at: the latest.</summary>
    public int Answers => report.Answers;

    /// <summary>SHA-256 over what it rests on: the same inputs give the same findings.</summary>
    public string InputsHash => report.InputsHash;

    /// <summary>What is beyond chance, the surest first.</summary>
    public IReadOnlyList<BiasFindingType> Findings
        => [.. report.Findings.Select((_, place) => new BiasFindingType(report, place))];
}

/// <summary>One deviation that is beyond chance, all tests of the audit counted.</summary>
[Allow(Audience.Staff)]
public sealed class BiasFindingType(StoredBiasReport report, int place)
{
    private BiasFinding Finding => report.Findings[place].Finding;

    /// <summary>Names it for <c>applyBiasAction</c>.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{report.Id}-{place}");

    /// <summary>Of the sample, of prejudice, of measurement, or anchoring.</summary>
    public BiasKind Kind => Finding.Kind;

    /// <summary>What the groups differ in.</summary>
    public string Attribute => Finding.Attribute;

    /// <summary>Which value of it; empty where the finding is about all of them.</summary>
    public string Group => Finding.Group;

    /// <summary>Key of the question that was answered; empty for the sample.</summary>
    public string Question => Finding.Question;

    /// <summary>
    /// What differs: a label, or right answers; of the sample, that the model chose it, or empty for its make-up.
    /// </summary>
    public string Outcome => Finding.Outcome;

    /// <summary>
    /// Of the sample, the population stability index, or where the model chose, the share among the labeled items less
    /// that of all items; of anchoring, the share copied; else the difference to all others.
    /// </summary>
    public double Effect => Finding.Effect;

    /// <summary>Lower end of its 90 % interval; null for the make-up of the sample.</summary>
    public double? EffectLow => Finding.Low90;

    /// <summary>Upper end of its 90 % interval; null for the make-up of the sample.</summary>
    public double? EffectHigh => Finding.High90;

    /// <summary>Share of false findings among those that are no surer (Benjamini and Hochberg).</summary>
    public double AdjustedPValue => Finding.AdjustedPValue;

    /// <summary>Answers or items of the group.</summary>
    public int Count => (int)Finding.Count;

    /// <summary>What is proposed to be done about it.</summary>
    public BiasAction Action => Finding.Action;

    /// <summary>All that <c>applyBiasAction</c> can do about it, what is proposed first.</summary>
    public IReadOnlyList<BiasAction> Actions => Finding.Actions;

    /// <summary>What was done; null before.</summary>
    public BiasAction? Applied => report.Findings[place].Applied;

    /// <summary>When that was done; null before.</summary>
    public DateTimeOffset? AppliedAt => report.Findings[place].AppliedAt;

    /// <summary>Items that show it, 50 at the most; of the sample, those that wait and would close the gap.</summary>
    [OutputType(typeof(NonNullGraphType<ListGraphType<NonNullGraphType<IdGraphType>>>))]
    public IReadOnlyList<string> ItemIds
        => [.. report.Findings[place].Items.Select(id => GlobalId.Of(new ItemId(id)))];
}
