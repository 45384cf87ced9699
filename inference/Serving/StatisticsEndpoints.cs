using System.Globalization;
using System.Text;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Serving;

/// <summary>What each version has done: the statistics extension, and the same for Prometheus.</summary>
internal static class StatisticsEndpoints
{
    public static StatisticsAnswer Of(ModelReference model, ModelStore store, LoadedModels models)
    {
        store.ReadCard(model);
        return new([StatisticsOf(model, models.StatisticsOf(model))]);
    }

    public static StatisticsAnswer All(ModelStore store, LoadedModels models)
        => new([.. store.List().Select(model => StatisticsOf(model, models.StatisticsOf(model)))]);

    public static string Metrics(ModelStore store, LoadedModels models)
    {
        var text = new StringBuilder();
        var all = store.List().Select(model => (model, Done: models.StatisticsOf(model))).ToList();
        Write("requests_total", "counter", done => done.Requests);
        Write("failures_total", "counter", done => done.Failures);
        Write("inputs_total", "counter", done => done.Inputs);
        Write("runs_total", "counter", done => done.Runs);
        Write("answering_seconds_total", "counter", done => done.Answering.TotalSeconds);
        Write("waiting_seconds_total", "counter", done => done.Waiting.TotalSeconds);
        Write("running_seconds_total", "counter", done => done.Running.TotalSeconds);
        return text.ToString();

        void Write(string name, string type, Func<ModelStatistics, double> value)
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE activelabel_inference_{name} {type}\n");
            foreach (var (model, done) in all)
            {
                var labels = $"model=\"{model.Name}\",version=\"{model.Version}\"";
                text.Append(
                    CultureInfo.InvariantCulture, $"activelabel_inference_{name}{{{labels}}} {value(done)}\n");
            }
        }
    }

    private static ModelStatisticsEntry StatisticsOf(ModelReference model, ModelStatistics done)
        => new(
            model.Name,
            $"{model.Version}",
            done.Inputs,
            done.Runs,
            new(
                DurationOf(done.Requests - done.Failures, done.Answering),
                DurationOf(done.Failures, TimeSpan.Zero),
                DurationOf(done.Requests, done.Waiting),
                DurationOf(done.Runs, done.Running)),
            [.. done.ByBatch().Select(batch => new BatchStatistics(
                batch.Inputs, DurationOf(batch.Runs, batch.Running)))]);

    private static StatisticDuration DurationOf(long count, TimeSpan time)
        => new(count, (long)time.TotalNanoseconds);
}

internal sealed record StatisticsAnswer(IReadOnlyList<ModelStatisticsEntry> ModelStats);

internal sealed record ModelStatisticsEntry(
    string Name,
    string Version,
    long InferenceCount,
    long ExecutionCount,
    InferenceStatistics InferenceStats,
    IReadOnlyList<BatchStatistics> BatchStats);

internal sealed record InferenceStatistics(
    StatisticDuration Success, StatisticDuration Fail, StatisticDuration Queue, StatisticDuration ComputeInfer);

internal sealed record BatchStatistics(int BatchSize, StatisticDuration ComputeInfer);

/// <param name="Ns">Nanoseconds of all together.</param>
internal sealed record StatisticDuration(long Count, long Ns);
