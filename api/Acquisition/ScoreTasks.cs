using System.Numerics.Tensors;
using System.Threading.Channels;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <summary>
/// Asks the serving model about every open task and keeps what it says. What the version has said before it is not
/// asked again: the same bytes give the same answer.
/// </summary>
/// <remarks>
/// While one page of tasks is read, the model is asked about those before it, and what it said of those before them is
/// written.
/// </remarks>
public sealed class ScoreTasks(Writing writing, IPredictor predictor)
{
    /// <summary>Tasks that are read at a time; what their items hold is read where a model is asked about it.</summary>
    private const int TasksRead = 4_000;

    private const int PageMin = 16;
    private const int PageMax = 1_000;

    /// <summary>About so many letters of items' data are asked about at a time: images are large, and several pages are
    /// under way.</summary>
    private const int PageLetters = 8 * 1024 * 1024;

    /// <summary>Pages that wait for their answers; one more is being read and one written.</summary>
    private const int PagesAsked = 2;

    /// <param name="model">Null while none serves: then the tasks are only listed.</param>
    /// <param name="shortlists">Is offered every scored task; null where nobody compares.</param>
    /// <returns>All open tasks, by id.</returns>
    public async Task<IReadOnlyList<OpenTask>> ExecuteAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion? model,
        IAcquisitionFunction acquisition,
        DateTimeOffset now,
        CancellationToken cancellationToken,
        StrategyShortlists? shortlists = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(acquisition);
        var open = new List<OpenTask>();
        var pages = Channel.CreateBounded<AskedPage>(PagesAsked);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = Task.Run(() => AskAsync(db, project, model, pages.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(stop.Token))
            {
                var predictions = await page.Answer;
                if (model is not null)
                    await StoreAsync(model, page.Rows, predictions, now, stop.Token);
                for (var index = 0; index < page.Rows.Count; index++)
                {
                    var (row, said) = (page.Rows[index], model is null ? null : predictions[index]);
                    var task = new OpenTask(
                        row.TaskId.Value, row.ItemId, row.Arm, row.Filled > 0, row.Position,
                        said is null ? null : acquisition.Score(said),
                        said is null ? -1 : TensorPrimitives.IndexOfMax<float>(said.Probabilities),
                        row.Attributes is { } attributes
                            ? MeetQuotas.SlicesOf(attributes, project.Settings.SliceQuotas)
                            : 0);
                    if (said is not null)
                        shortlists?.Offer(task, said);
                    open.Add(task);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await asking;
        }
        return open;
    }

    /// <summary>Reads the pages and asks about each, as far ahead as there is room; failing is the reader's to
    /// see.</summary>
    private async Task AskAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion? model,
        ChannelWriter<AskedPage> pages,
        CancellationToken cancellationToken)
    {
        var asked = new List<Task>();
        Exception? failure = null;
        try
        {
            var size = PageMax / 4;
            for (var last = 0L; await ReadAsync(db, project, model, last, cancellationToken) is { Count: > 0 } rows;
                last = rows[^1].TaskId.Value)
                for (var from = 0; from < rows.Count;)
                {
                    var page = PageOf(rows, from, size);
                    var contents = model is null ? [] : await ContentsAsync(db, page, cancellationToken);
                    var answer = model is null ? NothingSaid : PredictAsync(model, page, contents, cancellationToken);
                    asked.RemoveAll(task => task.IsCompleted);
                    asked.Add(answer);
                    await pages.WriteAsync(new(page, answer), cancellationToken);
                    from += page.Count;
                    if (contents.Count > 0)
                        size = (int)Math.Clamp(
                            PageLetters / Math.Max(1, contents.Values.Average(data => data.Length)), PageMin, PageMax);
                }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = exception;
        }
        await Task.WhenAll(asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        pages.Complete(failure);
    }

    private static readonly Task<IReadOnlyList<Prediction>> NothingSaid
        = Task.FromResult<IReadOnlyList<Prediction>>([]);

    /// <returns>The next rows, so many that the model is asked about <paramref name="size"/> of them.</returns>
    private static List<Row> PageOf(List<Row> rows, int from, int size)
    {
        var (end, unknown) = (from, 0);
        while (end < rows.Count && unknown < size)
            unknown += rows[end++].MustBeAsked ? 1 : 0;
        return rows[from..end];
    }

    private static async Task<Dictionary<ItemId, string>> ContentsAsync(
        ActiveLabelDb db, List<Row> page, CancellationToken cancellationToken)
    {
        var ids = page.Where(row => row.MustBeAsked).Select(row => row.ItemId).Distinct().ToList();
        return ids.Count == 0
            ? []
            : await db.ItemContents.AsNoTracking().Where(content => ids.Contains(content.ItemId))
                .ToDictionaryAsync(content => content.ItemId, content => content.Data, cancellationToken);
    }

    private Task<IReadOnlyList<Prediction>> PredictAsync(
        ModelVersion model, List<Row> rows, Dictionary<ItemId, string> contents, CancellationToken cancellationToken)
        => Task.Run<IReadOnlyList<Prediction>>(
            async () =>
            {
                var unknown = rows.FindAll(row => row.MustBeAsked);
                var said = unknown.Count == 0 ? [] : await predictor.PredictAsync(
                    model.Reference,
                    unknown.ConvertAll(row => ItemInput.Of(contents[row.ItemId], model.Inputs).Value),
                    cancellationToken);
                var next = 0;
                return rows.ConvertAll(
                    row => row.Known is { } known ? new Prediction(known, row.Disagreement) : said[next++]);
            },
            cancellationToken);

    private async Task StoreAsync(
        ModelVersion model,
        List<Row> rows,
        IReadOnlyList<Prediction> predictions,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var fresh = rows.Zip(predictions).Where(pair => pair.First.Known is null).ToList();
        if (fresh.Count == 0)
            return;
        var said = PredictionRows.Of(
            fresh.ConvertAll(pair => pair.First.ItemId), fresh.ConvertAll(pair => pair.Second));
        await writing.ExecuteAsync(
            (write, token) => SqlDialect.Of(write.Database).Predictions.StoreAsync(write, said, model, now, token),
            cancellationToken);
    }

    private static async Task<List<Row>> ReadAsync(
        ActiveLabelDb db,
        Project project,
        ModelVersion? model,
        long last,
        CancellationToken cancellationToken)
    {
        var (after, version, of) = (new TaskId(last), model?.Id ?? new(0), project.Id);
        var hasSlices = project.Settings.SliceQuotas.Count > 0;
        var rows = from entry in db.Queue
                   join item in db.Items on entry.ItemId equals item.Id
                   from known in db.Predictions
                       .Where(said => said.ItemId == entry.ItemId && said.ModelVersionId == version).DefaultIfEmpty()
                   where entry.ProjectId == of && entry.State != QueueState.Closed
                       && entry.TaskId > after
                   orderby entry.TaskId
                   select new Row(
                       entry.TaskId, entry.ItemId, item.Arm, entry.Filled, entry.Position,
                       known == null ? null : known.Probabilities,
                       known == null ? null : known.Disagreement,
                       hasSlices ? item.Attributes : null);
        return await rows.Take(TasksRead).ToListAsync(cancellationToken);
    }

    /// <param name="Known">What the version has said before; null where it was not asked.</param>
    /// <param name="Disagreement">Of the version's committee, as it was then.</param>
    /// <param name="Attributes">Null where no quota asks for them.</param>
    private readonly record struct Row(
        TaskId TaskId, ItemId ItemId, Arm Arm, int Filled, double Position, float[]? Known,
        Disagreement? Disagreement, string? Attributes)
    {
        public bool MustBeAsked => Known is null;
    }

    private sealed record AskedPage(List<Row> Rows, Task<IReadOnlyList<Prediction>> Answer);
}
