using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Projects;

/// <summary>Workflows that templates start from.</summary>
internal static class WorkflowGallery
{
    private const long TwoDays = 2 * 86_400;
    private static readonly Step Done = new("done", StepKind.Done, []);
    private static readonly Step Help = new("help", StepKind.Exception, [new("done")]);
    private static readonly Transition Unclear = new("help", new SkippedBy(3));

    /// <summary>Until the consensus is sure; what several workers cannot judge becomes an exception.</summary>
    public static Workflow Consensus { get; } = new("label",
    [
        new("label", StepKind.Label, [Unclear, new("done", new PosteriorAtLeast()), new("done")]),
        Help, Done,
    ]);

    /// <summary>An expert decides where the judgements of the crowd do not.</summary>
    public static Workflow Adjudicated { get; } = new("label",
    [
        new("label", StepKind.Label, [Unclear, new("done", new PosteriorAtLeast()), new("adjudicate")]),
        new("adjudicate", StepKind.Adjudicate, [Unclear, new("done")], Sla: new(TwoDays, "help")),
        Help, Done,
    ]);

    /// <summary>
    /// Everything is reviewed; what is rejected is labeled again, twice at the most, and then decided.
    /// </summary>
    public static Workflow Reviewed { get; } = new("label",
    [
        new("label", StepKind.Label, [Unclear, new("review", new PosteriorAtLeast()), new("review")],
            Bound: new(3, "adjudicate")),
        new("review", StepKind.Review, [new("label", new VerdictIs([Verdict.Rejected])), new("done")],
            Sla: new(TwoDays, "help")),
        new("adjudicate", StepKind.Adjudicate, [new("done")]),
        Help, Done,
    ]);

    /// <summary>
    /// The model ends what it can be trusted with; people look at the random shares, which show whether it can, and at
    /// all the rest.
    /// </summary>
    public static Workflow ModelFirst { get; } = new("machine",
    [
        new("machine", StepKind.Machine, [new("done", new PredictionTrusted()), new("label")]),
        new("label", StepKind.Label, [Unclear, new("done", new PosteriorAtLeast()), new("adjudicate")]),
        new("adjudicate", StepKind.Adjudicate, [new("done")]),
        Help, Done,
    ]);

    /// <summary>What is doubtful and dear is reviewed more often than what is sure and cheap.</summary>
    /// <param name="costs">What it costs to overlook a choice.</param>
    public static Workflow ByRisk(params ChoiceCost[] costs) => new("label",
    [
        new("label", StepKind.Label,
        [
            Unclear,
            new("review", new All([new PosteriorAtLeast(), new SampledByLoss(1, costs, ShareMin: 0.02)])),
            new("done", new PosteriorAtLeast()),
            new("adjudicate"),
        ], Bound: new(2, "adjudicate")),
        new("review", StepKind.Review, [new("label", new VerdictIs([Verdict.Rejected])), new("done")]),
        new("adjudicate", StepKind.Adjudicate, [new("done")], Sla: new(TwoDays, "help")),
        Help, Done,
    ]);
}
