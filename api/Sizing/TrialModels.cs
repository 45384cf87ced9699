using ActiveLabel.Api.Predictions;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Sizing;

/// <summary>Models that are trained to be measured once, and of which nothing stays.</summary>
public sealed class TrialModels(ITrainer trainer, IPredictor predictor)
{
    /// <summary>How long what was trained is tried to be taken away when the work around it was broken off.</summary>
    private static readonly TimeSpan DeleteTimeout = TimeSpan.FromSeconds(30);

    /// <param name="version">With the name, what no other training of the project has at the same time.</param>
    /// <param name="training">What its weights are fitted on.</param>
    /// <param name="items">All that are done: the calibration share fits its temperature.</param>
    /// <param name="control">What it answers.</param>
    /// <param name="embedder">On whose vectors it is trained; null where it reads items.</param>
    /// <returns>n × K by rows, in the order of <paramref name="control"/>.</returns>
    public async Task<List<float[]>> PredictAsync(
        Project project,
        int version,
        IReadOnlyList<LabeledItem> training,
        IReadOnlyList<LabeledItem> items,
        IReadOnlyList<LabeledItem> control,
        ModelReference? embedder,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var trial = new ModelReference($"trial-{project.Id.Value}", version);
        try
        {
            await trainer.TrainAsync(
                LabeledItem.RequestOf(project, trial, training, items, embedder) with { Committee = 0 },
                cancellationToken);
            return await LabeledItem.PredictAsync(predictor, trial, control, cancellationToken);
        }
        finally
        {
            using var timeout = new CancellationTokenSource(DeleteTimeout);
            await trainer.DeleteAsync(trial, timeout.Token);
        }
    }
}
