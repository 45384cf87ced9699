using ActiveLabel.Api.Alerts;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.ModelRegistry;

/// <summary>What became of a request to change what a version is for.</summary>
public abstract record ChangeStageResult
{
    public sealed record Changed(ModelVersion Model, ModelVersion? Retired = null) : ChangeStageResult;

    public sealed record NotFound : ChangeStageResult, IRefusal;

    public sealed record Refused(string Problem) : ChangeStageResult, IRefusal;
}

/// <summary>Stages of model versions, by hand: into the shadow and back, out of use, and back to the one before.
/// </summary>
public sealed class ChangeModelStage(Writing writing, TimeProvider time)
{
    public const int ReasonLengthMax = 500;

    /// <param name="stage">Shadow, candidate, retired or quarantined; what serves is promoted.</param>
    public Task<ChangeStageResult> ExecuteAsync(
        Tenancy tenancy, ModelVersionId id, ModelStage stage, string reason, CancellationToken cancellationToken)
        => writing.ExecuteAsync<ChangeStageResult>(
            tenancy,
            async (db, token) =>
            {
                var model = await db.ModelVersions.SingleOrDefaultAsync(known => known.Id == id, token);
                if (model is null)
                    return new ChangeStageResult.NotFound();
                if (ProblemOf(model, stage, reason) is { } problem)
                    return new ChangeStageResult.Refused(problem);
                if (model.Stage == stage)
                    return new ChangeStageResult.Changed(model);
                if (stage is ModelStage.Retired or ModelStage.Quarantined
                    && await Embedders.NeedOfAsync(db, model, token) is { } need)
                    return new ChangeStageResult.Refused(need);
                (model.Stage, model.Decision) = (stage, reason);
                await AppendAsync(db, model, EventKind.ModelChanged, token);
                return new ChangeStageResult.Changed(model);
            },
            cancellationToken);

    /// <summary>Lets the version serve again that served before this one.</summary>
    /// <param name="id">The version that serves and shall not.</param>
    public Task<ChangeStageResult> RollBackAsync(
        Tenancy tenancy, ModelVersionId id, string reason, CancellationToken cancellationToken)
        => writing.ExecuteAsync<ChangeStageResult>(
            tenancy,
            async (db, token) =>
            {
                var model = await db.ModelVersions.SingleOrDefaultAsync(known => known.Id == id, token);
                if (model is null)
                    return new ChangeStageResult.NotFound();
                if (reason.Length > ReasonLengthMax)
                    return new ChangeStageResult.Refused($"A reason has {ReasonLengthMax} characters at the most.");
                if (model.Stage != ModelStage.Serving)
                    return new ChangeStageResult.Refused("The version does not serve; there is nothing to roll back.");
                var before = await db.ModelVersions
                    .Where(known => known.ProjectId == model.ProjectId && known.Stage == ModelStage.Retired
                        && known.ServedAt != null)
                    .OrderByDescending(known => known.ServedAt).ThenByDescending(known => known.Id)
                    .FirstOrDefaultAsync(token);
                if (before is null)
                    return new ChangeStageResult.Refused("No version served before this one.");
                if (await Embedders.LackOfAsync(db, before, token) is { } lack)
                    return new ChangeStageResult.Refused(lack);
                // First the one, then the other: the database lets only one serve.
                (model.Stage, model.Decision) = (ModelStage.Rejected, $"Rolled back: {reason}");
                await db.SaveChangesAsync(token);
                before.Serve($"Serves again in place of version {model.Version}: {reason}", time.GetUtcNow());
                await AppendAsync(db, model, EventKind.ModelChanged, token);
                await AppendAsync(db, before, EventKind.ModelPromoted, token);
                return new ChangeStageResult.Changed(before, model);
            },
            cancellationToken);

    /// <summary>Takes the version that serves out of use when the inference process runs it no more.</summary>
    /// <param name="reason">What the process said.</param>
    public Task<int> QuarantineServingAsync(ModelVersion serving, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(serving);
        ArgumentNullException.ThrowIfNull(reason);
        var said = reason.Length <= ReasonLengthMax ? reason : reason[..ReasonLengthMax];
        return writing.ExecuteAsync(
            async (db, token) =>
            {
                var model = await db.ModelVersions.SingleAsync(known => known.Id == serving.Id, token);
                if (model.Stage != ModelStage.Serving)
                    return 0;
                (model.Stage, model.Decision) = (ModelStage.Quarantined, said);
                await AppendAsync(
                    db, model, EventKind.ModelChanged, token, Alert.ModelQuarantined(model.Version, said).ToEvent());
                return 1;
            },
            cancellationToken);
    }

    private async Task AppendAsync(
        ActiveLabelDb db,
        ModelVersion model,
        EventKind kind,
        CancellationToken cancellationToken,
        params NewEvent[] others)
    {
        await db.SaveChangesAsync(cancellationToken);
        await EventLog.AppendAsync(
            db,
            model.OrganizationId,
            model.ProjectId,
            new(),
            [ModelVersionChanged.Event(kind, model), .. others],
            time.GetUtcNow(),
            cancellationToken);
    }

    private static string? ProblemOf(ModelVersion model, ModelStage stage, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > ReasonLengthMax)
            return $"Say why, in 1 to {ReasonLengthMax} characters.";
        if (stage is ModelStage.Serving or ModelStage.Rejected)
            return "A version serves by promoteModel, and is rejected by the control arm.";
        return model.Stage == ModelStage.Serving && stage != ModelStage.Quarantined
            ? "The version serves; promote another one, roll it back, or quarantine it."
            : null;
    }
}
