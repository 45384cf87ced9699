using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workflows;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Workflows;

/// <param name="VersionId">The draft, or a published version.</param>
public sealed record SimulationRequest(long VersionId);

/// <summary>How many items are in a step, and would be.</summary>
public sealed record SimulatedStep(string Step, int Actual, int Simulated);

/// <summary>What a draft would have made of the project's items, in sum.</summary>
/// <param name="Items">Items that were led through it.</param>
/// <param name="Different">Items that would be in another step.</param>
/// <param name="ActualJudgements">Judgements and decisions they have.</param>
/// <param name="SimulatedJudgements">Of these the draft would have asked for so many.</param>
/// <param name="SimulatedCost">What those would have cost by the draft.</param>
/// <param name="Waiting">Items that would wait for more than was ever given.</param>
public sealed record SimulationResult(
    int Items,
    int Different,
    int ActualJudgements,
    int SimulatedJudgements,
    double SimulatedCost,
    int Waiting,
    IReadOnlyList<SimulatedStep> Steps);

/// <summary>
/// Leads every item of a project through a version of the workflow by what is on record of it, a chunk at a time.
/// </summary>
internal static class SimulateWorkflow
{
    private const int ChunkSize = 200;

    public static async Task<SimulationResult> ExecuteAsync(
        IDbContextFactory<ActiveLabelDb> databases,
        Writing writing,
        Operation operation,
        Project project,
        SimulationRequest request,
        OperationProgress progress,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var version = await db.WorkflowVersions.AsNoTracking().SingleAsync(
            known => known.Id == new WorkflowVersionId(request.VersionId) && known.ProjectId == project.Id,
            cancellationToken);
        await ForgetAsync(db, project.Id, operation.Id, cancellationToken);
        var last = await db.Items.Where(item => item.ProjectId == project.Id)
            .MaxAsync(item => (ItemId?)item.Id, cancellationToken) ?? new(0);
        var sum = new SimulationSum();
        for (var after = new ItemId(0); ;)
        {
            var page = await db.Items.AsNoTracking()
                .Where(item => item.ProjectId == project.Id && item.Id > after && item.State != ItemState.Cancelled)
                .OrderBy(item => item.Id).Take(ChunkSize).ToListAsync(cancellationToken);
            if (page.Count == 0)
                return sum.Result();
            var until = await SqlDialect.Of(db.Database).ReadClockAsync(db, cancellationToken);
            var records = await ItemRecords.ReadAsync(db, project, version.Definition, page, cancellationToken);
            var simulated = page.ConvertAll(item => Simulate(operation, project, version, item, records, until, sum));
            await writing.ExecuteAsync(
                async (write, token) =>
                {
                    write.SimulatedItems.AddRange(simulated);
                    return await write.SaveChangesAsync(token);
                },
                cancellationToken);
            after = page[^1].Id;
            await progress.ReportAsync((double)after.Value / last.Value, cancellationToken);
        }
    }

    private static SimulatedItem Simulate(
        Operation operation,
        Project project,
        WorkflowVersion version,
        Item item,
        ItemRecords records,
        DateTimeOffset until,
        SimulationSum sum)
    {
        var signals = records.SignalsOf(item);
        var replay = WorkflowReplay.Run(
            version.Definition, MovingItem.ContextOf(project, item, version), signals, until);
        var simulated = new SimulatedItem
        {
            OperationId = operation.Id,
            ItemId = item.Id,
            OrganizationId = project.OrganizationId,
            ProjectId = project.Id,
            ActualStep = item.StepKey,
            ActualJudgements = signals.Count(signal => signal.Kind is SignalKind.Judged or SignalKind.Decided),
            SimulatedStep = replay.Progress.Step,
            SimulatedJudgements = replay.JudgementsUsed,
            SimulatedCost = replay.Cost,
            Path = replay.Path,
        };
        sum.Add(
            simulated, version.Definition[replay.Progress.Step].Kind != StepKind.Done && item.State == ItemState.Done);
        return simulated;
    }

    // The latest simulation of a project is kept; a run that begins anew has nothing to keep of itself either.
    private static async Task ForgetAsync(
        ActiveLabelDb db, ProjectId project, OperationId current, CancellationToken cancellationToken)
    {
        var earlier = await db.Operations.AsNoTracking()
            .Where(known => known.ProjectId == project && known.Job == Job.SimulateWorkflow
                && (known.Id < current || known.Id == current))
            .OrderByDescending(known => known.Id).Take(2).Select(known => known.Id).ToListAsync(cancellationToken);
        foreach (var operation in earlier)
            await db.SimulatedItems.Where(row => row.OperationId == operation).ExecuteDeleteAsync(cancellationToken);
    }

    private sealed class SimulationSum
    {
        private readonly SortedDictionary<string, (int Actual, int Simulated)> _steps = new(StringComparer.Ordinal);
        private int _items, _different, _actualJudgements, _simulatedJudgements, _waiting;
        private double _cost;

        public void Add(SimulatedItem item, bool isWaiting)
        {
            _items++;
            _different += item.ActualStep == item.SimulatedStep ? 0 : 1;
            _actualJudgements += item.ActualJudgements;
            _simulatedJudgements += item.SimulatedJudgements;
            _cost += item.SimulatedCost;
            _waiting += isWaiting ? 1 : 0;
            _steps[item.ActualStep] = _steps.GetValueOrDefault(item.ActualStep) is var actual
                ? (actual.Actual + 1, actual.Simulated) : default;
            _steps[item.SimulatedStep] = _steps.GetValueOrDefault(item.SimulatedStep) is var simulated
                ? (simulated.Actual, simulated.Simulated + 1) : default;
        }

        public SimulationResult Result() => new(
            _items, _different, _actualJudgements, _simulatedJudgements, _cost, _waiting,
            [.. _steps.Select(step => new SimulatedStep(step.Key, step.Value.Actual, step.Value.Simulated))]);
    }
}

/// <summary>Asks for a simulation.</summary>
public sealed class StartSimulation(Writing writing, OperationQueue queue, TimeProvider time)
{
    /// <param name="idempotencyKey">A retry gets the same run.</param>
    public Task<StartResult> ExecuteAsync(
        Project project, WorkflowVersionId version, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return StartResult.StartAsync(
            writing,
            queue,
            project,
            Job.SimulateWorkflow,
            WorkflowJson.Write(new SimulationRequest(version.Value)),
            new(project.OrganizationId, "simulateWorkflow", idempotencyKey),
            async (db, token) =>
            {
                var draft = await db.WorkflowVersions.AsNoTracking().SingleAsync(
                    known => known.Id == version && known.ProjectId == project.Id, token);
                return WorkflowCheck.Check(
                    draft.Definition, project.Schema) is [var problem, ..] ? problem.Message : null;
            },
            time,
            cancellationToken);
    }
}
