using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Tests.Workflows;

internal static class WorkflowFixtures
{
    public static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public static readonly LabelSchema Schema = new(1, "Look closely.", [new(
        "animal", "Which animal?", AnnotationType.SingleChoice, [new("cat", "Cat"), new("dog", "Dog")])]);

    /// <summary>Consensus reached: done; else rework by an expert; after two rounds adjudication.</summary>
    public static readonly Workflow Rework = new("label",
    [
        new("label", StepKind.Label, [new("done", new PosteriorAtLeast(0.9)), new("rework")], 2, 2),
        new("rework", StepKind.Label, [new("done", new PosteriorAtLeast(0.9)), new("rework")], 1, 1,
            Bound: new(2, "adjudicate")),
        new("adjudicate", StepKind.Adjudicate, [new("done")]),
        new("done", StepKind.Done, []),
    ]);

    public static ItemContext Context(
        Arm arm = Arm.Ranked, string externalId = "item-1", IReadOnlyDictionary<string, string>? attributes = null)
        => new(
            new(externalId, arm, Seed: 7, IsGold: false, attributes ?? new Dictionary<string, string>()),
            Schema,
            new(new RandomShares(), JudgementsMin: 1, JudgementsMax: 3, ControlJudgements: 4));

    public static IReadOnlyDictionary<string, QuestionBelief> Believe(
        double confidence, int[]? votes = null, float[]? prediction = null)
        => new Dictionary<string, QuestionBelief>
        {
            ["animal"] = new(
                0, confidence, [(float)confidence, (float)(1 - confidence)], votes ?? [], prediction ?? []),
        };

    public static IReadOnlyDictionary<string, QuestionBelief> Nothing { get; }
        = new Dictionary<string, QuestionBelief>();

    public static ItemSignal Imported => new(SignalKind.Imported, Monday, Nothing);

    public static ItemSignal Judged(double confidence, int minutes = 0)
        => new(SignalKind.Judged, Monday.AddMinutes(minutes), Believe(confidence));
}
