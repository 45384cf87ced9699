using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Security;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Workflows;

/// <summary>What a draft would have made of an item, beside what became of it.</summary>
[Allow(Audience.Staff)]
public sealed class SimulatedItemType(SimulatedItem simulated)
{
    public IDataLoaderResult<ItemType> Item(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, simulated.ItemId, ItemType.FetchAsync).Then(item => new ItemType(item));

    /// <summary>Key of the step it is in.</summary>
    public string ActualStep => simulated.ActualStep;

    /// <summary>Judgements and decisions it has.</summary>
    public int ActualJudgements => simulated.ActualJudgements;

    /// <summary>Key of the step it would be in.</summary>
    public string SimulatedStep => simulated.SimulatedStep;

    /// <summary>Recorded judgements and decisions that the draft would have asked for.</summary>
    public int SimulatedJudgements => simulated.SimulatedJudgements;

    /// <summary>What those would have cost by the draft, in the project's currency.</summary>
    public double SimulatedCost => simulated.SimulatedCost;

    /// <summary>The steps it would have come to, in their order.</summary>
    public IReadOnlyList<string> Path => simulated.Path;
}
