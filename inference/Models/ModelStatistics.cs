namespace ActiveLabel.Inference.Models;

/// <summary>What a version has done since the process began. Safe for several threads.</summary>
internal sealed class ModelStatistics
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, (long Runs, long Ticks)> _byBatch = [];

    public long Requests { get; private set; }
    public long Failures { get; private set; }
    public long Inputs { get; private set; }
    public long Runs { get; private set; }

    /// <summary>From a request to its answer.</summary>
    public TimeSpan Answering { get; private set; }

    /// <summary>Of that, waiting for others to come or to be done.</summary>
    public TimeSpan Waiting { get; private set; }

    /// <summary>In runs; one run may answer several requests.</summary>
    public TimeSpan Running { get; private set; }

    public void Add(int inputs, TimeSpan answering, TimeSpan waiting, bool failed)
    {
        lock (_lock)
        {
            Requests++;
            (Answering, Waiting) = (Answering + answering, Waiting + waiting);
            if (failed)
                Failures++;
            else
                Inputs += inputs;
        }
    }

    public void AddRun(int inputs, TimeSpan running)
    {
        lock (_lock)
        {
            Runs++;
            Running += running;
            var known = _byBatch.GetValueOrDefault(inputs);
            _byBatch[inputs] = (known.Runs + 1, known.Ticks + running.Ticks);
        }
    }

    /// <returns>Runs and time by the number of their inputs.</returns>
    public IReadOnlyList<(int Inputs, long Runs, TimeSpan Running)> ByBatch()
    {
        lock (_lock)
            return [.. _byBatch.Select(batch => (
                batch.Key, batch.Value.Runs, TimeSpan.FromTicks(batch.Value.Ticks)))];
    }
}
