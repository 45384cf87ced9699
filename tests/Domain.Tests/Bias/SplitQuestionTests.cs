using ActiveLabel.Domain.Bias;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Xunit;

namespace ActiveLabel.Domain.Tests.Bias;

public sealed class SplitQuestionTests
{
    private static readonly ProjectSettings Settings = new(new(), JudgementsMin: 1, JudgementsMax: 3);

    private static readonly LabelSchema Schema = new(
        1, "", [new("animal", "Which?", AnnotationType.SingleChoice, [new("cat", "Cat"), new("dog", "Dog")])]);

    [Fact]
    public void Items_with_the_value_get_a_step_of_their_own_with_one_more_judgement()
    {
        var draft = SplitQuestion.Draft(Workflow.Default, Settings, "region", "north")!;

        Assert.Empty(WorkflowCheck.Check(draft, Schema));
        var gate = draft[draft.Start];
        Assert.Equal(["label-part-1", "label"], gate.Transitions.Select(transition => transition.To));
        Assert.Equal((2, 3), (draft["label-part-1"].JudgementsMin, draft["label-part-1"].JudgementsMax));
        Assert.Equal(Workflow.Default["label"].Transitions, draft["label-part-1"].Transitions);
    }

    [Fact]
    public void What_is_parted_is_not_parted_again_and_another_value_is()
    {
        var once = SplitQuestion.Draft(Workflow.Default, Settings, "region", "north")!;

        Assert.Null(SplitQuestion.Draft(once, Settings, "region", "north"));
        var twice = SplitQuestion.Draft(once, Settings, "region", "south")!;
        Assert.Empty(WorkflowCheck.Check(twice, Schema));
        Assert.Equal("part-2", twice.Start);
    }
}
