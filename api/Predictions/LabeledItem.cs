using ActiveLabel.Api.Items;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Predictions;

/// <summary>An item that is done: what models read of it and what its judgements say.</summary>
/// <param name="Posterior">K, in the order of the question's choices.</param>
/// <param name="Attributes">Those whose values are texts, numbers or truth values.</param>
public sealed record LabeledItem(
    ItemId Id,
    Arm Arm,
    ItemInput Input,
    int Label,
    float[] Posterior,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <param name="strategy">The project's: under the random one every item is drawn by chance.</param>
    public TrainingExample ExampleUnder(Strategy strategy)
        => new(Input.Value, Posterior, IsRandom: Arm != Arm.Ranked || strategy == Strategy.Random);

    /// <summary>The items of the project that are done, in the order in which they were.</summary>
    /// <param name="kind">What is read of them; null for what each of them suggests.</param>
    /// <param name="arms">Of these alone; null for all.</param>
    public static async Task<List<LabeledItem>> LoadAsync(
        ActiveLabelDb db,
        Project project,
        CancellationToken cancellationToken,
        InputKind? kind = null,
        IReadOnlyList<Arm>? arms = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(project);
        var key = project.Schema.Questions[0].Key;
        var rows = from item in db.Items
                   join consensus in db.Consensus on item.Id equals consensus.ItemId
                   join content in db.ItemContents on item.Id equals content.ItemId
                   where item.ProjectId == project.Id && item.State == ItemState.Done && consensus.QuestionKey == key
                   orderby item.DoneAt, item.Id
                   select new
                   {
                       item.Id,
                       item.Arm,
                       item.Attributes,
                       content.Data,
                       consensus.Label,
                       consensus.Posterior,
                   };
        if (arms is not null)
            rows = rows.Where(row => arms.Contains(row.Arm));
        var labeled = new List<LabeledItem>();
        await foreach (var row in rows.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
            labeled.Add(new(
                row.Id,
                row.Arm,
                ItemInput.Of(row.Data, kind),
                row.Label,
                row.Posterior,
                ItemAttributes.Of(row.Attributes)));
        return labeled;
    }

    /// <param name="training">What the weights are fitted on.</param>
    /// <param name="all">Of these, the calibration share fits the temperature.</param>
    /// <param name="embedder">On whose vectors the model is trained; null where it reads the items.</param>
    internal static TrainingRequest RequestOf(
        Project project,
        ModelReference model,
        IReadOnlyList<LabeledItem> training,
        IReadOnlyList<LabeledItem> all,
        ModelReference? embedder)
        => new(
            model,
            [.. project.Schema.Questions[0].Choices.Select(choice => choice.Key)],
            [.. training.Select(item => item.ExampleUnder(project.Settings.Strategy))],
            [.. all.Where(item => item.Arm == Arm.Calibration)
                .Select(item => item.ExampleUnder(project.Settings.Strategy))],
            Seed: (int)(project.Seed & int.MaxValue),
            Inputs: training.Count == 0 ? InputKind.Text : training[0].Input.Kind,
            Learner: project.Settings.Learner,
            Committee: project.Settings.CommitteeSize,
            Embedder: embedder);

    /// <returns>n × K by rows, in the order of the items.</returns>
    internal static async Task<List<float[]>> PredictAsync(
        IPredictor predictor,
        ModelReference model,
        IReadOnlyList<LabeledItem> items,
        CancellationToken cancellationToken)
    {
        if (items.Count == 0)
            return [];
        var predictions = await predictor.PredictAsync(
            model, [.. items.Select(item => item.Input.Value)], cancellationToken);
        return [.. predictions.Select(prediction => prediction.Probabilities)];
    }
}
