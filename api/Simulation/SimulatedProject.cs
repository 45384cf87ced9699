using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Simulation;

/// <summary>
/// A project on labeled data whose workers are simulated: the same use cases as in earnest, one after the other, so
/// that the same seed gives the same run.
/// </summary>
internal sealed class SimulatedProject(IServiceProvider services, Project project, SimulatedRun run)
{
    private static readonly OrganizationId Organization = new(1);

    private const int OracleTasksMax = ClaimTasks.CountMax;

    private readonly IDbContextFactory<ActiveLabelDb> _databases =
        services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>();
    private readonly Dictionary<WorkerId, SimulatedWorker> _crew = [];
    private readonly Dictionary<ItemId, int> _rows = [];

    public static async Task<SimulatedProject> CreateAsync(
        IServiceProvider services, SimulatedRun run, CancellationToken cancellationToken)
    {
        var choices = run.Labels.Select(label => new Choice(label, label)).ToList();
        // With test data of its own nothing needs to be measured on a control arm, nor a random arm against it.
        var shares = run is { IsOracle: true, Test: not null }
            ? new RandomShares(Control: 0, Random: 0)
            : new RandomShares();
        var settings = run.IsOracle
            ? new ProjectSettings(shares, run.Strategy, JudgementsMax: 1, ControlJudgements: 1)
            : new ProjectSettings(shares, run.Strategy);
        var created = await services.GetRequiredService<CreateProject>().ExecuteAsync(
            Organization,
            new(
                "Simulation",
                new(1, "", [new("label", "Which label?", AnnotationType.SingleChoice, choices)]),
                settings,
                run.Seed,
                IdempotencyKey: "simulation"),
            cancellationToken);
        if (created is not CreateProjectResult.Created { Project: var project })
            throw new SimulationException(created is CreateProjectResult.Invalid invalid
                ? invalid.Problem
                : "The project could not be created.");
        var simulated = new SimulatedProject(services, project, run);
        await simulated.ImportAsync(cancellationToken);
        await simulated.HireAsync(cancellationToken);
        await services.GetRequiredService<RerankQueue>().ExecuteAsync(project, cancellationToken);
        return simulated;
    }

    /// <summary>Labels so far that models learn or are calibrated from: done items outside of the control
    /// arm.</summary>
    public async Task<int> CountLabelsAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await db.Items.CountAsync(
            item => item.State == ItemState.Done && item.Arm != Arm.Control, cancellationToken);
    }

    public async Task<long> CountJudgementsAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await db.Counters.Select(totals => totals.Judgements).SingleAsync(cancellationToken);
    }

    /// <summary>Every worker claims one task and judges it; an oracle takes several at once.</summary>
    /// <param name="oracleTasks">At most so many tasks for an oracle.</param>
    /// <returns>How many judgements were given; 0 when there is nothing left for anybody.</returns>
    public async Task<int> JudgeRoundAsync(int oracleTasks, CancellationToken cancellationToken)
    {
        var (claim, submit) = (
            services.GetRequiredService<ClaimTasks>(), services.GetRequiredService<SubmitJudgement>());
        var judged = 0;
        foreach (var (id, worker) in _crew)
        {
            var claimed = await claim.ExecuteAsync(
                project, id, run.IsOracle ? Math.Clamp(oracleTasks, 1, OracleTasksMax) : 1, cancellationToken);
            foreach (var lease in claimed.Leases)
            {
                var row = _rows[lease.ItemId];
                var answer = worker.Answer(ExternalIdOf(row), run.Data[row].Label, run.Labels);
                var request = new JudgementRequest(
                    lease.TaskId,
                    lease.Token,
                    [new("label", new SingleChoiceValue(answer.Label))],
                    IdempotencyKey: $"{lease.TaskId.Value}",
                    answer.HandlingSeconds);
                await submit.ExecuteAsync(project, id, request, cancellationToken);
                judged++;
            }
        }
        return judged;
    }

    /// <summary>Weighs the workers, trains, promotes and orders the queue anew.</summary>
    /// <returns>Whether a model was trained.</returns>
    public async Task<bool> LearnAsync(CancellationToken cancellationToken)
    {
        if (!run.IsOracle)
            await services.GetRequiredService<EstimateReliability>().ExecuteAsync(project, cancellationToken);
        var trained = await services.GetRequiredService<RetrainModel>()
            .ExecuteAsync(project, cancellationToken);
        // The random order asks no model.
        if (trained.IsPromoted && run.Strategy != Strategy.Random)
            await services.GetRequiredService<RerankQueue>().ExecuteAsync(project, cancellationToken);
        return trained.Version is not null;
    }

    /// <returns>How good the serving model is on the test items; null while none serves.</returns>
    public async Task<ControlMeasurement?> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var serving = await db.ModelVersions.AsNoTracking()
            .SingleOrDefaultAsync(model => model.Stage == ModelStage.Serving, cancellationToken);
        if (serving is null)
            return null;
        var test = run.Test ?? [.. run.Data.Where((_, row) =>
            project.Settings.Shares.ArmOf(project.Seed, ExternalIdOf(row)) == Arm.Control)];
        var predictions = await services.GetRequiredService<IPredictor>().PredictAsync(
            serving.Reference, [.. test.Select(row => ItemInput.Of(row.Data, serving.Inputs).Value)],
            cancellationToken);
        return ControlMeasurement.Of(
            [.. predictions.Select(prediction => prediction.Probabilities)],
            [.. test.Select(row => run.IndexOf(row.Label))]);
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        var add = services.GetRequiredService<AddItems>();
        var items = run.Data.Select((row, index) => new NewItem(ExternalIdOf(index), row.Data, row.Attributes));
        foreach (var chunk in items.Chunk(AddItems.ChunkSizeMax))
            await add.ExecuteAsync(project, chunk, cancellationToken);
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await foreach (var item in db.Items.AsNoTracking().OrderBy(item => item.Id)
            .Select(item => new { item.Id, item.ExternalId }).AsAsyncEnumerable().WithCancellation(cancellationToken))
            _rows[item.Id] = RowOf(item.ExternalId);
    }

    private async Task HireAsync(CancellationToken cancellationToken)
    {
        var create = services.GetRequiredService<CreateWorker>();
        foreach (var worker in run.Crew)
            if (await create.ExecuteAsync(project, new(worker.Name, Crowd.Default, worker.Name), cancellationToken)
                is CreateWorkerResult.Created { Worker: var hired })
                _crew[hired.Id] = worker;
        if (run.IsOracle)
            await VouchForAsync(_crew.Keys.Single(), cancellationToken);
    }

    // An oracle is a worker who is known to be right; nothing could be estimated from a single judgement an item.
    private Task<int> VouchForAsync(WorkerId oracle, CancellationToken cancellationToken)
        => services.GetRequiredService<Writing>().ExecuteAsync(
            (db, token) =>
            {
                db.Reliability.Add(OracleReliability.Of(project, oracle, run.Labels.Count));
                return db.SaveChangesAsync(token);
            },
            cancellationToken);

    private static string ExternalIdOf(int row) => $"row-{row}";

    private static int RowOf(string externalId) => int.Parse(externalId.AsSpan("row-".Length), provider: null);
}
