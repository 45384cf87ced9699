using ActiveLabel.Domain.Workers;
using ActiveLabel.Domain.Workflows;
using Xunit;

namespace ActiveLabel.Domain.Tests.Workflows;

public sealed class WorkflowCheckTests
{
    private static readonly Step Done = new("done", StepKind.Done, []);
    private static readonly Transition ToDone = new("done");

    // What is wrong, the message, and the step it names.
    public static TheoryData<string, string, Workflow> Bad => new()
    {
        { "NO_STEPS", "has no steps", new("label", []) },
        { "TOO_MANY_STEPS", "has 51 steps; 50 are the most", new("s0", [.. Enumerable.Range(0, 51).Select(
            number => Label($"s{number}", ToDone))]) },
        { "BAD_KEY", "The step key '' must have 1 to 100 characters", new("", [Label("", ToDone), Done]) },
        { "DUPLICATE_KEY", "There are 2 steps 'label'", new(
            "label", [Label("label", ToDone), Label("label", ToDone)]) },
        { "UNKNOWN_START", "starts at the step 'begin', which there is not", new(
            "begin", [Label("label", ToDone), Done]) },
        { "STARTS_DONE", "starts at 'done', a DONE step", new("done", [Done]) },
        { "NO_DONE", "has no DONE step", new("label", [Label("label", new Transition("label")) with
            { Bound = new(1, "help") }, new("help", StepKind.Exception, [new("label")])]) },
        { "DEAD_END", "Step 'label' is a dead end", One(Label("label")) },
        { "DONE_GOES_ON", "Step 'done' is a DONE step and leads on", new("label",
            [Label("label", ToDone), Done with { Transitions = [new("label")] }]) },
        { "TOO_MANY_TRANSITIONS", "Step 'label' has 21 transitions", One(Label("label",
            [.. Enumerable.Range(1, 20).Select(n => new Transition("done", new CostAtLeast(100 - n))), ToDone])) },
        { "NO_OTHERWISE", "Step 'label' can be stuck", One(
            Label("label", new Transition("done", new PosteriorAtLeast()))) },
        { "SHADOWED", "transition 2 that is never taken, because transition 1", One(Label("label", ToDone, ToDone)) },
        { "SHADOWED", "transition 2 that is never taken", One(Label("label", new Transition(
            "done", new PosteriorAtLeast(0.8)),
            new Transition("label", new PosteriorAtLeast(0.9)), ToDone)) },
        { "ENDS_WITHOUT_ANSWER", "Step 'machine' ends items that nobody has answered by its transition 1", new(
            "machine", [new("machine", StepKind.Machine, [new("done", new Not(new PredictionTrusted())), new("label")]),
                Label("label", ToDone), Done]) },
        { "ENDS_WITHOUT_ANSWER", "by its transition 2", new("machine",
            [new("machine", StepKind.Machine, [new("label", new PredictionTrusted()), ToDone]),
                Label("label", ToDone), Done]) },
        { "UNKNOWN_STEP", "Step 'label' has a transition 1 to 'nowhere', which is no step",
            One(Label("label", new Transition("nowhere"))) },
        { "UNKNOWN_STEP", "Step 'label' leads to 'nowhere' when it may not be visited any more",
            One(Label("label", ToDone) with { Bound = new(2, "nowhere") }) },
        { "UNKNOWN_STEP", "Step 'label' leads to 'nowhere' after its SLA",
            One(Label("label", ToDone) with { Sla = new(600, "nowhere") }) },
        { "UNREACHABLE", "Step 'lost' is never reached", new(
            "label", [Label("label", ToDone), Label("lost", ToDone), Done]) },
        { "NEVER_DONE", "Step 'a' leads to no DONE step", new("label", [
            Label("label", new Transition("a", new PosteriorBelow()), ToDone),
            Label("a", new Transition("a")) with { Bound = new(2, "b") }, Label("b", new Transition("a")), Done]) },
        { "UNBOUNDED_LOOP", "Step 'label' can be visited without end (label → rework → label)", new("label", [
            Label("label", new Transition("done", new PosteriorAtLeast()), new Transition("rework")),
            Label("rework", new Transition("label")), Done]) },
        { "UNBOUNDED_LOOP", "Step 'a' can be visited without end (a → b → a)", new("a", [
            Label(
                "a", new Transition("done", new PosteriorAtLeast()), new Transition("b")) with { Bound = new(2, "b") },
            Label("b", new Transition("a")), Done]) },
        { "NOTHING_TO_REVIEW", "Step 'review' can be reached before anything was judged", new("review",
            [new("review", StepKind.Review, [ToDone]), Done]) },
        { "BOUND_RANGE", "Step 'label' may be visited 0 times", One(
            Label("label", ToDone) with { Bound = new(0, "done") }) },
        { "BOUND_TO_ITSELF", "Step 'label' leads to itself", One(
            Label("label", ToDone) with { Bound = new(2, "label") }) },
        { "BOUND_ON_DONE", "Step 'done' is a DONE step; how often", new("label",
            [Label("label", ToDone), Done with { Bound = new(2, "label") }]) },
        { "SLA_RANGE", "Step 'label' has an SLA of 5 seconds", One(
            Label("label", ToDone) with { Sla = new(5, "done") }) },
        { "SLA_WITHOUT_WAITING", "Step 'machine' is of the kind Machine, in which no item waits", One(
            new("machine", StepKind.Machine, [ToDone], Sla: new(600, "done"))) },
        { "JUDGEMENTS_RANGE", "Step 'label' asks for a number of judgements that is not 1 to 15",
            One(Label("label", ToDone) with { JudgementsMin = 0, JudgementsMax = 3 }) },
        { "JUDGEMENTS_ORDER", "Step 'label' asks for at least 3 judgements and for at most 2",
            One(Label("label", ToDone) with { JudgementsMin = 3, JudgementsMax = 2 }) },
        { "JUDGEMENTS_MAX_MISSING", "Step 'label' says the least number of judgements and not the most",
            One(Label("label", ToDone) with { JudgementsMin = 3 }) },
        { "JUDGEMENTS_NOT_COUNTED", "Step 'adjudicate' is of the kind Adjudicate, which has no number of judgements",
            One(new("adjudicate", StepKind.Adjudicate, [ToDone], JudgementsMax: 2)) },
        { "REQUIREMENT_WITHOUT_TASK", "Step 'machine' is of the kind Machine, in which no worker takes part",
            One(new("machine", StepKind.Machine, [ToDone], Requirement: WorkerRequirement.Everybody)) },
        { "REQUIREMENT", "Step 'label' has a requirement that is not as it must be: The level of skill 'x'",
            One(Label("label", ToDone) with { Requirement = new HasSkill("x", 99) }) },
        { "REVIEWS_ITSELF", "Step 'adjudicate' lets workers decide about their own judgements",
            One(new("adjudicate", StepKind.Adjudicate, [ToDone], IsExclusive: false)) },
        { "COST_RANGE", "Step 'label' has a cost per judgement", One(
            Label("label", ToDone) with { CostPerJudgement = -1 }) },
        { "CONDITION_DEPTH", "conditions are nested deeper than 6", When(Enumerable.Range(0, 7).Aggregate(
            (Condition)new IsGold(), (inner, _) => new Not(inner))) },
        { "CONDITION", "asks for the question 'colour', which the label schema has not", When(
            new PosteriorAtLeast(0.9, "colour")) },
        { "CONDITION", "asks for the choice 'horse', which question 'animal' has not", When(new AnswerIn(["horse"])) },
        { "CONDITION", "compares the answer with no choice", When(new AnswerIn([])) },
        { "CONDITION", "compares a posterior with 1.5", When(new PosteriorBelow(1.5)) },
        { "CONDITION", "compares an agreement with -0.1", When(new AgreementAtLeast(-0.1)) },
        { "CONDITION", "compares a prediction with 2", When(new PredictionAtLeast(2)) },
        { "CONDITION", "samples a share of 0;", When(new Sampled(0)) },
        { "CONDITION", "has an 'all' of nothing", When(new All([])) },
        { "CONDITION", "has an 'any' of nothing", When(new Any([])) },
        { "CONDITION", "waits for 0 judgements", When(new JudgementsAtLeast(0)) },
        { "CONDITION", "waits for 0 skips", When(new SkippedBy(0)) },
        { "CONDITION", "waits for 0 seconds", When(new OlderThan(0)) },
        { "CONDITION", "compares the cost with -3", When(new CostAtLeast(-3)) },
        { "CONDITION", "asks for a verdict, which a step of the kind Label has not", When(
            new VerdictIs([Verdict.Rejected])) },
        { "CONDITION", "counts visits of the step 'nowhere', which there is not", When(
            new VisitsAtLeast("nowhere", 1)) },
        { "CONDITION", "asks for an attribute without a name", When(new AttributeIn("", ["a"])) },
        { "CONDITION", "compares the attribute 'size' with no number", When(new AttributeBetween("size")) },
        { "CONDITION", "wants the attribute 'size' between 3 and 1, where nothing is", When(
            new AttributeBetween("size", 3, 1)) },
        { "CONDITION", "prices the choice 'horse', which question 'animal' has not",
            When(new ExpectedLossAtLeast(1, [new("horse", 1)])) },
        { "CONDITION", "prices the choice 'cat' at -1", When(new ExpectedLossAtLeast(1, [new("cat", -1)])) },
        { "CONDITION", "'lossForCertain' is more than 0", When(new SampledByLoss(0, [])) },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_bad_graph_is_refused_by_its_own_message(string code, string message, Workflow workflow)
    {
        var problems = WorkflowCheck.Check(workflow, WorkflowFixtures.Schema);

        Assert.Contains(problems, problem
            => problem.Code == code && problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void No_two_messages_of_the_bad_graphs_are_the_same()
    {
        var messages = Bad.Select(row => (string)((object[])row)[1]).ToList();

        Assert.Equal(messages.Count, messages.Distinct().Count());
    }

    [Fact]
    public void Default_and_rework_are_accepted()
    {
        Assert.Empty(WorkflowCheck.Check(Workflow.Default, WorkflowFixtures.Schema));
        Assert.Empty(WorkflowCheck.Check(WorkflowFixtures.Rework, WorkflowFixtures.Schema));
    }

    [Fact]
    public void A_workflow_survives_its_JSON()
    {
        var workflow = new Workflow("label", [Label("label",
            new Transition(
                "done", new All([new SampledByLoss(2, [new("cat", 3)]), new Not(new AttributeIn("lang", ["de"]))])),
            ToDone) with
        {
            Requirement = new HasSkill("zoology", 3),
            Sla = new(600, "done"),
            Bound = new(3, "done"),
        }, Done]);

        var json = WorkflowJson.Write(workflow);

        Assert.Equal(json, WorkflowJson.Write(WorkflowJson.Read<Workflow>(json)));
        Assert.Contains("\"sampledByLoss\"", json, StringComparison.Ordinal);
        Assert.Contains("zoology", json, StringComparison.Ordinal);
    }

    private static Step Label(string key, params Transition[] transitions) => new(key, StepKind.Label, transitions);

    private static Workflow One(Step step) => new(step.Key, [step, Done]);

    private static Workflow When(Condition condition) => One(Label("label", new Transition("done", condition), ToDone));
}
