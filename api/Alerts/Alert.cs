using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLabel.Api.Events;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Alerts;

/// <summary>How bad something is.</summary>
public enum AlertSeverity
{
    /// <summary>Somebody should know.</summary>
    Warning,

    /// <summary>Somebody should act.</summary>
    Error,
}

/// <summary>What somebody should look at.</summary>
/// <param name="Code">The same for programs; it stays as it is.</param>
/// <param name="Message">What is wrong and what to do, for people.</param>
public sealed record Alert(AlertSeverity Severity, string Code, string Message)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    public static Alert JobFailed(string job, string problem)
        => new(AlertSeverity.Error, "JOB_FAILED", $"The job {job} failed: {problem}");

    public static Alert QueueStale(double staleShare) => new(
        AlertSeverity.Warning,
        "QUEUE_STALE",
        $"The serving model has not scored {staleShare:P0} of the ranked queue; run the job RERANK.");

    public static Alert ModelRejected(int version, string reason)
        => new(AlertSeverity.Warning, "MODEL_REJECTED", $"Model version {version} does not serve: {reason}");

    public static Alert ModelQuarantined(int version, string reason) => new(
        AlertSeverity.Error,
        "MODEL_QUARANTINED",
        $"Model version {version} serves no more: {reason} Promote an earlier version, or run the job RETRAIN.");

    public static Alert ModelNotTrusted(int version, ModelTrust trust) => new(
        AlertSeverity.Error,
        "MODEL_NOT_TRUSTED",
        $"Model version {version} ends no more items by itself: of {trust.ControlItems} control items that it was sure "
        + $"of, {trust.ControlErrors} are wrong, more than the {trust.Risk:P1} that the question tolerates. Send what "
        + "it has ended to people with requeueItems (isMachineDecided: true).");

    public static Alert MisconductSuspected(string worker, double probability, string evidence) => new(
        AlertSeverity.Warning,
        "MISCONDUCT_SUSPECTED",
        $"Worker '{worker}' games the system with a probability of {probability:P0}: {evidence}");

    public static Alert TrainingNeeded(string worker, string question, int right, int all) => new(
        AlertSeverity.Warning,
        "TRAINING_NEEDED",
        $"Worker '{worker}' answered {right} of {all} known answers to '{question}' rightly; let him take the training "
        + "again.");

    public static Alert GoldRetired(GoldVerdict verdict) => new(
        AlertSeverity.Warning,
        "GOLD_RETIRED",
        verdict switch
        {
            GoldVerdict.ProbablyWrong => "A gold item was retired: good workers say otherwise; look at its answer.",
            GoldVerdict.ProbablyLeaked => "A gold item was retired: workers who are often wrong know its answer.",
            _ => "A gold item was retired: good and bad workers answer it alike.",
        });

    public NewEvent ToEvent() => new(EventKind.AlertRaised, Details: JsonSerializer.Serialize(this, Json));

    /// <returns>Null when the event is no alert.</returns>
    public static Alert? Of(ProjectEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened.Kind == EventKind.AlertRaised
            ? JsonSerializer.Deserialize<Alert>(happened.Details, Json)
            : null;
    }
}
