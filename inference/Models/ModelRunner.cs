using System.Diagnostics;

namespace ActiveLabel.Inference.Models;

/// <summary>Answers requests with a model: small ones that come at about the same time share a run.</summary>
/// <remarks>
/// The first request of a batch waits for others no longer than the model's manifest says, and for nobody when the
/// batch is full. Runs of all models together take the machine's cores one each. A run is ended when nobody waits for
/// any of its answers any more. A version under suspicion takes all cores: nothing else runs beside it.
/// </remarks>
/// <param name="journal">Where each run stands while it lasts, as <paramref name="atWork"/>.</param>
internal sealed class ModelRunner(
    LoadedModel loaded,
    ModelStatistics statistics,
    Suspicion? suspicion = null,
    CrashJournal? journal = null,
    byte[]? atWork = null)
{
    private static readonly int CoreCount = Environment.ProcessorCount;
    private static readonly SemaphoreSlim Cores = new(CoreCount);

    // Two that each hold some cores would wait for each other for good.
    private static readonly SemaphoreSlim TakingAll = new(1);

    private readonly int _batchMax = loaded.Running?.BatchMax ?? 0;
    private readonly TimeSpan _delay = TimeSpan.FromMilliseconds(
        loaded.Running?.DelayMilliseconds ?? 0);

    private readonly Lock _lock = new();
    private Batch? _gathering;

    /// <exception cref="InvalidDataException">The model does not run, or not in time.</exception>
    public async Task<ModelAnswer> AnswerAsync(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (failed, waiting) = (true, TimeSpan.Zero);
        try
        {
            var (answer, begun) = _delay == TimeSpan.Zero || inputs.Count >= _batchMax
                ? await RunAsync(inputs, cancellationToken)
                : await ShareAsync(inputs, cancellationToken);
            (failed, waiting) = (false, Stopwatch.GetElapsedTime(start, begun));
            return answer;
        }
        finally
        {
            statistics.Add(inputs.Count, Stopwatch.GetElapsedTime(start), waiting, failed);
        }
    }

    private async Task<(ModelAnswer Answer, long Begun)> RunAsync(
        IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var isAlone = suspicion is { IsOver: false };
        if (isAlone)
            await TakeAllAsync(cancellationToken);
        else
            await Cores.WaitAsync(cancellationToken);
        try
        {
            var begun = Stopwatch.GetTimestamp();
            var answer = await Task.Run(() => Run(inputs, cancellationToken), cancellationToken);
            statistics.AddRun(inputs.Count, Stopwatch.GetElapsedTime(begun));
            return (answer, begun);
        }
        finally
        {
            if (isAlone)
                suspicion?.Passed();
            Cores.Release(isAlone ? CoreCount : 1);
        }
    }

    private ModelAnswer Run(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        using var entry = atWork is null ? null : journal?.Begin(atWork);
        return loaded.Model.Answer(inputs, cancellationToken);
    }

    private static async Task TakeAllAsync(CancellationToken cancellationToken)
    {
        await TakingAll.WaitAsync(cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < CoreCount; taken++)
                await Cores.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (taken > 0)
        {
            Cores.Release(taken);
            throw;
        }
        finally
        {
            TakingAll.Release();
        }
    }

    private async Task<(ModelAnswer Answer, long Begun)> ShareAsync(
        IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        Batch batch;
        int from;
        lock (_lock)
        {
            if (_gathering is null || _gathering.Inputs.Count + inputs.Count > _batchMax)
                _gathering = new(this);
            batch = _gathering;
            from = batch.Join(inputs);
            if (batch.Inputs.Count == _batchMax)
            {
                _gathering = null;
                batch.Begin();
            }
        }
        (ModelAnswer answer, long begun) = (new(0, []), 0);
        using var leaving = cancellationToken.Register(() => Leave(batch));
        try
        {
            (answer, begun) = await batch.Answer.WaitAsync(cancellationToken);
        }
        catch (InvalidDataException) when (batch.Inputs.Count > inputs.Count)
        {
            // Whose fault it was is found out: the others must not fail with it.
            return await RunAsync(inputs, cancellationToken);
        }
        return (
            new(
                answer.Columns,
                answer.Numbers[(from * answer.Columns)..((from + inputs.Count) * answer.Columns)],
                answer.Found?[from..(from + inputs.Count)],
                answer.Disagreement?[from..(from + inputs.Count)]),
            begun);
    }

    private void StopGathering(Batch batch)
    {
        lock (_lock)
            if (_gathering == batch)
                _gathering = null;
    }

    private void Leave(Batch batch)
    {
        lock (_lock)
        {
            if (--batch.Waiting > 0)
                return;
            if (_gathering == batch)
                _gathering = null;
        }
        batch.Cancel();
    }

#pragma warning disable CA1001 // A source without a timer holds nothing, and who leaves late may still use it.
    private sealed class Batch
#pragma warning restore CA1001
    {
        private readonly ModelRunner _runner;
        private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _nobodyWaits = new();

        public Batch(ModelRunner runner)
        {
            _runner = runner;
            Answer = RunAsync();
        }

        public List<string> Inputs { get; } = [];

        /// <summary>Requests that still want their answers.</summary>
        public int Waiting { get; set; }

        public Task<(ModelAnswer Answer, long Begun)> Answer { get; }

        /// <returns>The place of the first one among the batch's inputs.</returns>
        public int Join(IReadOnlyList<string> inputs)
        {
            Waiting++;
            Inputs.AddRange(inputs);
            return Inputs.Count - inputs.Count;
        }

        public void Begin() => _full.TrySetResult();

        public void Cancel() => _nobodyWaits.Cancel();

        private async Task<(ModelAnswer Answer, long Begun)> RunAsync()
        {
            await _full.Task.WaitAsync(_runner._delay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing
                | ConfigureAwaitOptions.ForceYielding);
            _runner.StopGathering(this);
            return await _runner.RunAsync(Inputs, _nobodyWaits.Token);
        }
    }
}
