using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Decisions;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Decisions;

/// <summary>What was decided about a judgement that the viewer gave.</summary>
[Allow(Audience.Everybody)]
public sealed class FeedbackType(Feedback feedback)
{
    /// <summary>Whether it was confirmed, overruled or rejected.</summary>
    public FeedbackOutcome Outcome => feedback.Outcome;
    public DateTimeOffset At => feedback.At;
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, feedback.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>The judgement.</summary>
    public IDataLoaderResult<JudgementType> Judgement(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, feedback.JudgementId, JudgementType.FetchAsync)
            .Then(judgement => new JudgementType(judgement));

    /// <summary>The decision, with its reason and without who made it.</summary>
    public IDataLoaderResult<DecisionType> Decision(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, feedback.DecisionId, DecisionType.FetchAsync)
            .Then(decision => new DecisionType(decision));
}
