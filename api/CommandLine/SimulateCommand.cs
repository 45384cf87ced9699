using System.CommandLine;
using System.Globalization;
using ActiveLabel.Api.Simulation;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.CommandLine;

/// <summary>
/// Labels a labeled file with simulated workers, and shows what the models learn from how many labels.
/// </summary>
internal static class SimulateCommand
{
    private static readonly Option<FileInfo> Data = new("--data")
    {
        Description = "Labeled texts, pixels (p0, p1, ...) or pairs (left, right): .csv or .jsonl, plain or .gz.",
        Required = true,
    };

    private static readonly Option<FileInfo?> Test = new("--test")
    {
        Description = "Labeled items to measure on; without it, the true labels of the control arm.",
    };

    private static readonly Option<string> TextColumn = Named("--text-column", "text", "Column of the text.");
    private static readonly Option<string> LabelColumn = Named("--label-column", "label", "Column of the label.");

    private static readonly Option<int> Workers = new("--workers")
    {
        Description = "How many people of mixed reliability judge.",
        DefaultValueFactory = _ => 12,
    };

    private static readonly Option<bool> Oracle = new("--oracle")
    {
        Description = "One worker who is always right judges instead.",
    };

    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "Runs with the seeds 1 to N.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int?> Budget = new("--budget")
    {
        Description = "Labels after which a run ends; without it, everything is labeled.",
    };

    private static readonly Option<string> Strategies = Named(
        "--strategy",
        "default,random",
        "Strategies to compare: default, random, margin, entropy, least-confidence, bald, vote-entropy.");

    private static readonly Option<string> Out
        = Named("--out", "simulation", "Directory for curve.csv and summary.json.");

    public static Command Create()
    {
        var command = new Command(
            "simulate", "Labels your labeled data with simulated workers and writes the learning curves.")
        {
            Data, Test, TextColumn, LabelColumn, Workers, Oracle, Seeds, Budget, Strategies, Out,
        };
        command.SetAction(SimulateAsync);
        return command;
    }

    private static async Task<int> SimulateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var columns = (parsed.GetRequiredValue(TextColumn), parsed.GetRequiredValue(LabelColumn));
        var test = parsed.GetValue(Test);
        var request = new SimulationRequest(
            await LabeledFile.ReadAsync(parsed.GetRequiredValue(Data), columns, cancellationToken),
            test is null ? null : await LabeledFile.ReadAsync(test, columns, cancellationToken),
            parsed.GetValue(Oracle) ? null : AtLeastOne(parsed, Workers),
            AtLeastOne(parsed, Seeds),
            parsed.GetValue(Budget) is { } budget && budget < 1
                ? throw new CommandException("--budget must be at least 1.")
                : parsed.GetValue(Budget),
            StrategiesOf(parsed.GetRequiredValue(Strategies)),
            parsed.GetRequiredValue(Out));
        Console.WriteLine(CurveRow.Header);
        var savings = await RunSimulation.ExecuteAsync(request, new ConsoleProgress(), cancellationToken);
        foreach (var run in savings)
            Console.WriteLine(SentenceOf(run));
        Console.WriteLine($"Written: {Path.GetFullPath(request.OutDirectory)}");
        return ExitCode.Done;
    }

    private static string SentenceOf(LabelSavings savings)
    {
        var whose = savings.Seed is { } seed ? $"seed {seed}" : "mean of all seeds";
        var needed = savings.Ratio is { } ratio
            ? string.Create(CultureInfo.InvariantCulture, $"{savings.Labels:0} in this order: ratio {ratio:0.00}")
            : "more than were given in this order";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{savings.Strategy}, {whose}: accuracy {savings.Accuracy:0.000} takes {savings.BaselineLabels} random "
            + $"labels, {needed}.");
    }

    private static int AtLeastOne(ParseResult parsed, Option<int> option)
        => parsed.GetValue(option) is >= 1 and var value
            ? value
            : throw new CommandException($"{option.Name} must be at least 1.");

    private static List<Strategy> StrategiesOf(string names)
    {
        List<Strategy> strategies = [.. names.Split(',').Select(StrategyOf)];
        return strategies.Distinct().Count() == strategies.Count
            ? strategies
            : throw new CommandException($"--strategy names one of '{names}' twice; name each once.");
    }

    private static Strategy StrategyOf(string name)
        => Enum.TryParse<Strategy>(
            name.Trim().Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var strategy)
            && Enum.IsDefined(strategy)
            ? strategy
            : throw new CommandException(
                $"'{name}' is no strategy; there are default, random, margin, entropy, "
                + "least-confidence, bald and vote-entropy.");

    private static Option<string> Named(string name, string value, string description)
        => new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>Prints at once and in order; the library's own class reports later, from other threads.</summary>
    private sealed class ConsoleProgress : IProgress<CurveRow>
    {
        public void Report(CurveRow value) => Console.WriteLine(value);
    }
}
