using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActiveLabel.Domain.TruthInference;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Infers the truth from a file of judgements, without a server or a database.</summary>
internal static class TruthCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Option<FileInfo> Judgements = new("--judgements")
    {
        Description = "Columns item, worker, label: .csv or .jsonl, plain or .gz.",
        Required = true,
    };

    private static readonly Option<FileInfo?> Truth = new("--truth")
    {
        Description = "Columns item, label: what the result is scored by. It takes no part in the inference.",
    };

    private static readonly Option<string> Method = new("--method")
    {
        Description = $"One of {string.Join(", ", TruthMethods.Names)}.",
        DefaultValueFactory = _ => TruthMethods.Default,
    };

    private static readonly Option<FileInfo?> Gold = new("--gold")
    {
        Description = "Columns item, label: answers that are known beforehand and teach who is reliable.",
    };

    private static readonly Option<FileInfo?> Out = new("--out")
    {
        Description = "Writes the posterior of every item here, as CSV: item, label, confidence, one column a label.",
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Prints one JSON object." };

    public static Command Create()
    {
        var command = new Command("truth", "Infers from a file of judgements what is true, and how sure that is.")
        {
            Judgements, Truth, Method, Gold, Out, AsJson,
        };
        command.SetAction(InferAsync);
        return command;
    }

    private static async Task<int> InferAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Method);
        var method = TruthMethods.Find(name) ?? throw new CommandException(
            $"'{name}' is no method; there are {string.Join(", ", TruthMethods.Names)}.");
        var gold = await AnswersAsync(parsed.GetValue(Gold), cancellationToken);
        var truth = await AnswersAsync(parsed.GetValue(Truth), cancellationToken);
        var judged = await JudgementFiles.ReadAsync(parsed.GetRequiredValue(Judgements), gold, cancellationToken);

        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var estimate = method.Infer(judged.Set, cancellationToken);
        process.Refresh();
        var seconds = (process.TotalProcessorTime - before).TotalSeconds;

        if (parsed.GetValue(Out) is { } file)
            await WriteAsync(file, judged, estimate, cancellationToken);
        var score = truth is null ? null : await ScoreAsync(judged, estimate, truth, gold);
        var report = new Report(
            name, judged.Set.ItemCount, judged.Set.WorkerCount, judged.Set.Count, judged.Set.LabelCount,
            estimate.Iterations, seconds, score?.Accuracy, score?.LogLoss, score?.CalibrationError);
        Console.WriteLine(parsed.GetValue(AsJson) ? JsonSerializer.Serialize(report, Json) : report.ToText());
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyDictionary<string, string>?> AnswersAsync(
        FileInfo? file, CancellationToken cancellationToken)
        => file is null ? null : await JudgementFiles.ReadAnswersAsync(file, cancellationToken);

    // What was known beforehand would be scored against itself.
    private static async Task<TruthScore> ScoreAsync(
        NamedJudgements judged,
        TruthEstimate estimate,
        IReadOnlyDictionary<string, string> all,
        IReadOnlyDictionary<string, string>? gold)
    {
        var truth = all.Where(answer => gold?.ContainsKey(answer.Key) != true).ToDictionary();
        if (truth.Count == 0 && all.Count > 0)
            throw new CommandException("All items of --truth are gold, and would be scored against themselves.");
        if (truth.Count < all.Count)
            await Console.Error.WriteLineAsync(
                $"{all.Count - truth.Count} items of the truth are gold and not scored.");
        var items = judged.Items.ToHashSet();
        var unjudged = truth.Keys.Count(item => !items.Contains(item));
        if (unjudged > 0)
            await Console.Error.WriteLineAsync($"{unjudged} items of the truth have no judgements and are not scored.");
        return TruthScore.Of(estimate, judged.Number(truth))
            ?? throw new CommandException("No item of the truth has judgements: do both files name items alike?");
    }

    private static async Task WriteAsync(
        FileInfo file, NamedJudgements judged, TruthEstimate estimate, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(file.FullName);
        await writer.WriteLineAsync(Line(["item", "label", "confidence", .. judged.Labels]));
        for (var item = 0; item < estimate.ItemCount; item++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var label = estimate.Top(item);
            var posterior = estimate.PosteriorOf(item).ToArray();
            await writer.WriteLineAsync(Line(
                [
                    judged.Items[item], judged.Labels[label], Number(posterior[label]),
                    .. posterior.Select(Number),
                ]));
        }
    }

    private static string Number(double probability) => probability.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Quoted));

    // As in the exports of the server: a text that a spreadsheet would take for a formula gets an apostrophe in front.
    private static string Quoted(string text)
    {
        var field = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return field.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? field
            : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <param name="Accuracy">Null without truth, as are the two after it.</param>
    private sealed record Report(
        string Method, int Items, int Workers, int Judgements, int Classes, int Iterations, double CpuSeconds,
        double? Accuracy, double? LogLoss, double? Ece)
    {
        public string ToText()
        {
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{Method}: {Judgements} judgements of {Items} items by {Workers} workers, {Classes} labels; "
                + $"{Iterations} iterations, {CpuSeconds:0.000} s.");
            return Accuracy is null
                ? text
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{text}\nAccuracy {Accuracy:0.0000}, log loss {LogLoss:0.0000}, "
                    + $"calibration error {Ece:0.0000}.");
        }
    }
}
