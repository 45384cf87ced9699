using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Storage;

/// <summary>What a model said of some items, as a statement takes it: ids, and one array of bytes.</summary>
/// <remarks>
/// The numbers travel as they lie in memory. As hexadecimal digits in JSON, storing them took longer than a small model
/// takes to say them.
/// </remarks>
/// <param name="Ids">A JSON array, each item once.</param>
/// <param name="Said">Of each item <paramref name="Size"/> bytes, in their order.</param>
/// <param name="Disagreement">
/// Of each item the two numbers of the model's committee, in their order; null where it has none.
/// </param>
public readonly record struct PredictionRows(string Ids, byte[] Said, int Size, byte[]? Disagreement)
{
    /// <param name="items">Each once.</param>
    /// <param name="predictions">As many, all of one model.</param>
    public static PredictionRows Of(IReadOnlyList<ItemId> items, IReadOnlyList<Prediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(predictions);
        var size = predictions.Count == 0 ? 0 : predictions[0].Probabilities.Length * sizeof(float);
        var said = new byte[predictions.Count * size];
        for (var row = 0; row < predictions.Count; row++)
            MemoryMarshal.AsBytes<float>(predictions[row].Probabilities).CopyTo(said.AsSpan(row * size, size));
        var disagreement = predictions.Select(one => one.Disagreement).OfType<Disagreement>().ToArray();
        return new(
            JsonSerializer.Serialize(items.Select(item => item.Value)),
            said,
            size,
            disagreement.Length > 0 && disagreement.Length == predictions.Count
                ? MemoryMarshal.AsBytes<Disagreement>(disagreement).ToArray()
                : null);
    }
}

/// <summary>The statements that keep what models say of items.</summary>
public sealed class PredictionStatements(SqlDialect dialect)
{
    /// <summary>
    /// Keeps what versions other than <c>@model</c> said of the items <c>@ids</c>, before it is replaced.
    /// </summary>
    public string Keep { get; } =
        $"""
        INSERT INTO "PredictionRecords"
          ("ModelVersionId", "ItemId", "OrganizationId", "Probabilities", "Disagreement", "ScoredAt")
        SELECT known."ModelVersionId", known."ItemId", known."OrganizationId", known."Probabilities",
          known."Disagreement", known."ScoredAt"
        FROM {dialect.Ids} JOIN "Predictions" AS known ON known."ItemId" = r.id
        WHERE known."ModelVersionId" <> @model AND NOT EXISTS (
          SELECT 1 FROM "PredictionRecords" AS kept
          WHERE kept."ModelVersionId" = known."ModelVersionId" AND kept."ItemId" = known."ItemId");
        """;

    /// <summary>
    /// Keeps what the model <c>@model</c> of <c>@organization</c> says at <c>@now</c>, over what was said before.
    /// </summary>
    public string Store { get; } = dialect.StorePredictions;

    /// <summary>Keeps what a version says that does not serve, in place of what it said before.</summary>
    public string Record { get; } =
        $"""
        DELETE FROM "PredictionRecords" WHERE "ModelVersionId" = @model
          AND "ItemId" IN (SELECT r.id FROM {dialect.Ids});
        INSERT INTO "PredictionRecords"
          ("ModelVersionId", "ItemId", "OrganizationId", "Probabilities", "Disagreement", "ScoredAt")
        SELECT @model, r.id, @organization, r.said, r.disagreement, @now FROM {dialect.SaidOfIds};
        """;

    /// <summary>What the serving version says of items; what another one said of them is kept beside it.</summary>
    public async Task<int> StoreAsync(
        ActiveLabelDb db,
        PredictionRows rows,
        ModelVersion model,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        await Sql.ExecuteAsync(db, Keep, [("@ids", rows.Ids), ("@model", model.Id.Value)], cancellationToken);
        return await Sql.ExecuteAsync(db, Store, ValuesOf(rows, model, now), cancellationToken);
    }

    /// <summary>What a version says of items that does not serve.</summary>
    public Task<int> RecordAsync(
        ActiveLabelDb db,
        PredictionRows rows,
        ModelVersion model,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Sql.ExecuteAsync(db, Record, ValuesOf(rows, model, now), cancellationToken);
    }

    private static (string, object?)[] ValuesOf(PredictionRows rows, ModelVersion model, DateTimeOffset now)
        =>
        [
            ("@ids", rows.Ids),
            ("@said", rows.Said),
            ("@size", rows.Size),
            // No bytes in place of none: a parameter without a value has no type.
            ("@disagreement", rows.Disagreement ?? []),
            ("@organization", model.OrganizationId.Value),
            ("@model", model.Id.Value),
            ("@now", InstantConverter.ToMicroseconds(now)),
        ];
}
