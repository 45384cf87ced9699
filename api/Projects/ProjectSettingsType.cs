using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Projects;

/// <summary>How a project's queue is ordered, how often its items are judged, and what chance decides.</summary>
[Allow(Audience.Staff)]
public sealed class ProjectSettingsType(ProjectSettings settings)
{
    /// <summary>How the queue is ordered.</summary>
    public Strategy Strategy => settings.Strategy;

    /// <summary>Judgements asked for every item.</summary>
    public int JudgementsMin => settings.JudgementsMin;

    /// <summary>The most judgements asked for an item outside the control arm.</summary>
    public int JudgementsMax => settings.JudgementsMax;

    /// <summary>Judgements asked for every item of the control arm.</summary>
    public int ControlJudgements => settings.ControlJudgements;

    /// <summary>Share of the items that measure models, 0 to 1.</summary>
    public double ControlShare => settings.Shares.Control;

    /// <summary>Share of the items that calibrate models, 0 to 1.</summary>
    public double CalibrationShare => settings.Shares.Calibration;

    /// <summary>Share of the items that are drawn at random for training, 0 to 1.</summary>
    public double RandomShare => settings.Shares.Random;

    /// <summary>Share of items that are served without their pre-label.</summary>
    public double ModelBlindShare => settings.Shares.ModelBlind;

    /// <summary>How long a worker holds a task without a heartbeat, in seconds.</summary>
    public int LeaseSeconds => settings.LeaseSeconds;

    /// <summary>How many tasks a worker may hold at a time.</summary>
    public int LeasesMax => settings.LeasesMax;

    /// <summary>
    /// What judgements and decisions may cost in all, in the project's currency; null where there is no bound.
    /// </summary>
    public double? Budget => settings.Budget;

    /// <summary>
    /// Whether the queue is in random order while <c>learningGain</c> says that the model's gains nothing.
    /// </summary>
    public bool RandomWithoutGain => settings.RandomWithoutGain;

    /// <summary>How the project's own models learn.</summary>
    public Learner Learner => settings.Learner;

    /// <summary>
    /// How far each batch of the ranked queue evens out the most probable choices against what is labeled so far: 0 (as
    /// the strategy has it) to 1 (as even as can be).
    /// </summary>
    public double ClassBalance => settings.ClassBalance;

    /// <summary>Slices that get a share of each batch of the ranked queue, as far as there are open items.</summary>
    public IReadOnlyList<SliceQuotaType> SliceQuotas
        => [.. settings.SliceQuotas.Select(quota => new SliceQuotaType(quota))];

    /// <summary>
    /// Members of the committee that the project's own linear models get beside them; 0 for none beyond what the
    /// strategy asks.
    /// </summary>
    public int Committee => settings.Committee;

    /// <summary>
    /// The embedder on whose vectors the project's own models are trained; null where they read items.
    /// </summary>
    public IDataLoaderResult<ModelVersionType?>? Embedder(Caller caller, [FromServices] Batches batches)
        => settings.EmbedderId is { } embedder ? batches.Find(caller, embedder, ModelVersionType.FetchAsync) : null;

    /// <summary>What the model is to reach on the control arm.</summary>
    public double TargetAccuracy => settings.TargetAccuracy;
}

/// <summary>At least a share of each batch of the ranked queue.</summary>
[Allow(Audience.Staff)]
public sealed class SliceQuotaType(SliceQuota quota)
{
    /// <summary>Of items.</summary>
    public string Attribute => quota.Attribute;

    /// <summary>What it has, as a text.</summary>
    public string Value => quota.Value;

    /// <summary>Above 0 to 1.</summary>
    public double Share => quota.Share;
}
