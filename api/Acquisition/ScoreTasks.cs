using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <summary>Asks the serving model about every open task and keeps what it says.</summary>
public sealed class ScoreTasks(Writing writing, IPredictor predictor)
{
    private const int ChunkSize = 500;

    /// <param name="model">Null while none serves: then the tasks are only listed.</param>
    /// <returns>All open tasks, by id.</returns>
    public async Task<IReadOnlyList<OpenTask>> ExecuteAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion? model,
        IAcquisitionFunction acquisition,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(acquisition);
        var open = new List<OpenTask>();
        for (var last = 0L; ;)
        {
            var page = await ReadPageAsync(db, project.Id, last, cancellationToken);
            if (page.Count == 0)
                return open;
            var predictions = model is null
                ? null
                : await PredictAsync(db, model, page, now, cancellationToken);
            open.AddRange(page.Select((row, index) => new OpenTask(
                row.TaskId.Value,
                row.ItemId,
                row.Arm,
                row.Filled > 0,
                row.Position,
                predictions is null ? null : acquisition.Score(predictions[index].Probabilities))));
            last = page[^1].TaskId.Value;
        }
    }

    private async Task<IReadOnlyList<Prediction>> PredictAsync(
        ActiveLabelDb db,
        ModelVersion model,
        List<Row> page,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = page.ConvertAll(row => row.ItemId);
        var data = await db.ItemContents.AsNoTracking().Where(content => ids.Contains(content.ItemId))
            .ToDictionaryAsync(content => content.ItemId, content => content.Data, cancellationToken);
        var predictions = await predictor.PredictAsync(
            model.Reference,
            page.ConvertAll(row => ItemInput.Of(data[row.ItemId], model.Inputs).Value),
            cancellationToken);
        var rows = RowsOf(ids, predictions);
        await writing.ExecuteAsync(
            (write, token) => SqlDialect.Of(write.Database).StorePredictionsAsync(write, rows, model, now, token),
            cancellationToken);
        return predictions;
    }

    private static Task<List<Row>> ReadPageAsync(
        ActiveLabelDb db, ProjectId project, long last, CancellationToken cancellationToken)
    {
        var after = new TaskId(last);
        var rows = from entry in db.Queue
                   join item in db.Items on entry.ItemId equals item.Id
                   where entry.ProjectId == project && entry.State != QueueState.Closed
                       && entry.TaskId > after
                   orderby entry.TaskId
                   select new Row(entry.TaskId, entry.ItemId, item.Arm, entry.Filled, entry.Position);
        return rows.AsNoTracking().Take(ChunkSize).ToListAsync(cancellationToken);
    }

    private static string RowsOf(List<ItemId> ids, IReadOnlyList<Prediction> predictions)
        => JsonSerializer.Serialize(ids.Zip(predictions, (id, prediction) => new
        {
            id = id.Value,
            hex = Convert.ToHexString(MemoryMarshal.AsBytes<float>(prediction.Probabilities)),
        }));

    private sealed record Row(TaskId TaskId, ItemId ItemId, Arm Arm, int Filled, double Position);
}
