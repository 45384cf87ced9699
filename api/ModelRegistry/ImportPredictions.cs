using ActiveLabel.Api.Events;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.ModelRegistry;

/// <param name="Probabilities">By the key of a choice; the others have 0.</param>
public sealed record ImportedPrediction(string ExternalId, IReadOnlyDictionary<string, double> Probabilities);

/// <summary>What became of an import.</summary>
public abstract record ImportPredictionsResult
{
    public sealed record Imported(ModelVersion Model, int Count) : ImportPredictionsResult;

    public sealed record NotFound : ImportPredictionsResult, IRefusal;

    public sealed record Invalid(string Problem) : ImportPredictionsResult, IRefusal;

    public sealed record IdempotencyConflict : ImportPredictionsResult, IRefusal;
}

/// <summary>Versions that are run elsewhere, and what they say of items, some at a time.</summary>
public sealed class ImportPredictions(Writing writing, TimeProvider time)
{
    public const int CountMax = 500;
    private const double SumTolerance = 1e-3;

    /// <summary>Names a model that is run elsewhere; its predictions come by imports.</summary>
    public Task<ImportPredictionsResult> CreateModelAsync(
        Project project, string name, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        if (Idempotency.Validate(idempotencyKey) is { } problem)
            return Task.FromResult<ImportPredictionsResult>(new ImportPredictionsResult.Invalid(problem));
        if (string.IsNullOrWhiteSpace(name) || name.Length > UploadModel.NameLengthMax)
            return Task.FromResult<ImportPredictionsResult>(new ImportPredictionsResult.Invalid(
                $"A model has a name of 1 to {UploadModel.NameLengthMax} characters."));
        var once = new Idempotency(project.OrganizationId, "createExternalModel", idempotencyKey);
        var hash = Idempotency.HashOf(new { project.Id.Value, name });
        return writing.ExecuteAsync<ImportPredictionsResult>(
            new(project.OrganizationId, project.Id),
            async (db, token) =>
            {
                if (await once.FindAsync(db, token) is { } earlier)
                    return earlier.RequestHash != hash
                        ? new ImportPredictionsResult.IdempotencyConflict()
                        : new ImportPredictionsResult.Imported(
                            await db.ModelVersions.AsNoTracking().SingleAsync(
                                known => known.Id == new ModelVersionId(earlier.ResultId), token),
                            0);
                var now = time.GetUtcNow();
                var model = await ModelNumbers.AddAsync(
                    db,
                    new()
                    {
                        OrganizationId = project.OrganizationId,
                        ProjectId = project.Id,
                        Version = 0,
                        Source = ModelSource.External,
                        Name = name,
                        Stage = ModelStage.Shadow,
                        StoredAs = "elsewhere/1",
                        CreatedAt = now,
                        Labels = 0,
                        Temperature = 1,
                        Sha256 = "",
                        Decision = "Run elsewhere; its predictions are imported.",
                    },
                    token);
                once.Remember(db, hash, model.Id.Value, now);
                await db.SaveChangesAsync(token);
                await EventLog.AppendAsync(
                    db, model.OrganizationId, model.ProjectId, new(),
                    [ModelVersionChanged.Event(EventKind.ModelChanged, model)], now, token);
                return new ImportPredictionsResult.Imported(model, 0);
            },
            cancellationToken);
    }

    /// <summary>Keeps what the version says of some items, in place of what it said of them before.</summary>
    public Task<ImportPredictionsResult> ExecuteAsync(
        Tenancy tenancy,
        ModelVersionId id,
        IReadOnlyList<ImportedPrediction> predictions,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (Idempotency.Validate(idempotencyKey) is { } problem)
            return Task.FromResult<ImportPredictionsResult>(new ImportPredictionsResult.Invalid(problem));
        if (predictions.Count is 0 or > CountMax
            || predictions.DistinctBy(one => one.ExternalId).Count() < predictions.Count)
            return Task.FromResult<ImportPredictionsResult>(new ImportPredictionsResult.Invalid(
                $"Import predictions of 1 to {CountMax} items at a time, each once."));
        return writing.ExecuteAsync(
            tenancy,
            (db, token) => ImportAsync(db, tenancy, id, predictions, idempotencyKey, token),
            cancellationToken);
    }

    private async Task<ImportPredictionsResult> ImportAsync(
        ActiveLabelDb db,
        Tenancy tenancy,
        ModelVersionId id,
        IReadOnlyList<ImportedPrediction> predictions,
        string idempotencyKey,
        CancellationToken cancellationToken)
    {
        if (await db.ModelVersions.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancellationToken)
            is not { } model)
            return new ImportPredictionsResult.NotFound();
        var once = new Idempotency(tenancy.OrganizationId, "importPredictions", idempotencyKey);
        var hash = Idempotency.HashOf(new { id.Value, predictions });
        if (await once.FindAsync(db, cancellationToken) is { } earlier)
            return earlier.RequestHash == hash
                ? new ImportPredictionsResult.Imported(model, (int)earlier.ResultId)
                : new ImportPredictionsResult.IdempotencyConflict();
        if (model.Source != ModelSource.External)
            return new ImportPredictionsResult.Invalid("The version is run here: what it says is not imported.");
        var question = (await db.Projects.AsNoTracking().SingleAsync(
            known => known.Id == model.ProjectId, cancellationToken)).Schema.Questions[0];
        if (predictions.Select(one => ProblemOf(one, question)).FirstOrDefault(found => found is not null)
            is { } problem)
            return new ImportPredictionsResult.Invalid(problem);
        var ids = predictions.Select(one => one.ExternalId).ToList();
        var items = await db.Items.AsNoTracking()
            .Where(item => item.ProjectId == model.ProjectId && ids.Contains(item.ExternalId))
            .ToDictionaryAsync(item => item.ExternalId, item => item.Id, cancellationToken);
        if (ids.Find(external => !items.ContainsKey(external)) is { } missing)
            return new ImportPredictionsResult.Invalid($"The project has no item '{missing}'.");
        var now = time.GetUtcNow();
        var ordered = predictions.OrderBy(one => items[one.ExternalId].Value).ToList();
        var rows = PredictionRows.Of(
            ordered.ConvertAll(one => items[one.ExternalId]),
            ordered.ConvertAll(one => new Prediction(RowOf(one, question))));
        await SqlDialect.Of(db.Database).Predictions.RecordAsync(db, rows, model, now, cancellationToken);
        once.Remember(db, hash, predictions.Count, now);
        await db.SaveChangesAsync(cancellationToken);
        return new ImportPredictionsResult.Imported(model, predictions.Count);
    }

    private static float[] RowOf(ImportedPrediction prediction, Question question)
        => [.. question.Choices.Select(choice => (float)prediction.Probabilities.GetValueOrDefault(choice.Key))];

    private static string? ProblemOf(ImportedPrediction prediction, Question question)
        => prediction.Probabilities.Keys.FirstOrDefault(choice => question.IndexOf(choice) < 0) is { } unknown
            ? $"There is no choice '{unknown}' of question '{question.Key}'."
            : prediction.Probabilities.Values.Any(probability => probability is not (>= 0 and <= 1))
                || Math.Abs(prediction.Probabilities.Values.Sum() - 1) > SumTolerance
                ? $"The probabilities of item '{prediction.ExternalId}' are no distribution; they sum to one."
                : null;
}
