using System.CommandLine;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Training;

/// <summary><c>train</c>: a model from a file of labeled texts, the same bytes each time.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "JSON Lines, plain or .gz.", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the model.", Required = true };
        var version = new Option<int>("--version") { DefaultValueFactory = _ => 1 };
        var models = new Option<string>("--models") { Description = "Directory of the models.", Required = true };
        var text = new Option<string>("--text-column") { DefaultValueFactory = _ => "text" };
        var label = new Option<string>("--label-column") { DefaultValueFactory = _ => "label" };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var share = new Option<double>("--calibration-share")
        {
            Description = "Share of the texts that fits the temperature and nothing else.",
            DefaultValueFactory = _ => 0.1,
        };
        var committee = new Option<int>("--committee")
        {
            Description = "Members beside the model that say how far they disagree: 2 to 16, or 0 for none.",
        };
        var command = new Command("train", "Train a model from a file of labeled texts.")
        {
            data, name, version, models, text, label, seed, share, committee,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            () => Read(
                parsed.GetRequiredValue(data), parsed.GetRequiredValue(text), parsed.GetRequiredValue(label)),
            new(parsed.GetRequiredValue(name), parsed.GetValue(version)),
            parsed.GetValue(share),
            parsed.GetValue(seed),
            parsed.GetValue(committee),
            new(parsed.GetRequiredValue(models)),
            cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(
        Func<List<(string Text, string Label)>> read,
        ModelReference model,
        double calibrationShare,
        int seed,
        int committee,
        ModelStore store,
        CancellationToken cancellationToken)
    {
        try
        {
            var request = RequestOf(read(), model, calibrationShare, seed) with { Committee = committee };
            var (card, file) = new ModelTrainer(new(), new()).Train(request, cancellationToken);
            store.Write(card, file);
            Console.WriteLine(
                $"Model {model}: {card.Training.Examples} examples, {card.Labels.Count} labels, "
                + $"temperature {card.Temperature:f3}, sha256 {card.Sha256}");
            return Task.FromResult(0);
        }
        catch (Exception e) when (e
            is IOException or InvalidDataException or ArgumentException or ModelNotAvailableException
            or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return Task.FromResult(1);
        }
    }

    internal static TrainingRequest RequestOf(
        List<(string Text, string Label)> rows, ModelReference model, double calibrationShare, int seed)
    {
        if (calibrationShare is not (>= 0 and < 1))
            throw new ArgumentException("The calibration share is at least 0 and less than 1.");
        string[] labels = [.. rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        var examples = rows.Select(row =>
        {
            var target = new float[labels.Length];
            target[Array.BinarySearch(labels, row.Label, StringComparer.Ordinal)] = 1;
            return new TrainingExample(row.Text, target);
        }).ToArray();
        new Random(seed).Shuffle(examples);
        var held = (int)(examples.Length * calibrationShare);
        return new(model, labels, examples[held..], examples[..held], seed);
    }

    private static List<(string Text, string Label)> Read(string path, string textColumn, string labelColumn)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var rows = new List<(string, string)>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var row = JsonDocument.Parse(line);
                rows.Add((Column(row, textColumn), Column(row, labelColumn)));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new InvalidDataException(
                    $"Line {number} is no JSON object with the texts '{textColumn}' and '{labelColumn}'.", e);
            }
        }
        return rows;
    }

    private static string Column(JsonDocument row, string name)
        => row.RootElement.GetProperty(name).GetString() ?? throw new KeyNotFoundException(name);
}
