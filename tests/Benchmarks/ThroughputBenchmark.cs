using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ActiveLabel.Api;
using ActiveLabel.Api.Acquisition;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Items a second from the request to the stored prediction, and to the answer of the inference process, against
/// OnnxRuntime alone at the same batch on tensors that are ready: <c>throughput [WIDTH]</c>,
/// 1,024 by default; a wider model costs more.
/// </summary>
internal sealed class ThroughputBenchmark : IBenchmark
{
    private const int ItemCount = 20_000;
    private const int Fields = 8;
    private const int Layers = 4;
    private const int Batch = 250;
    private const int Rounds = 5;

    private static readonly string[] Names = [.. Enumerable.Range(0, Fields).Select(field => $"f{field}")];

    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var width = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_024;
        var directory = Directory.CreateTempSubdirectory("throughput");
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services
            .AddStorage(new(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(directory.FullName, "t.db")}"))
            .AddUseCases()
            .AddInference(new(null, Path.Combine(directory.FullName, "models")) { ProgramDirectory = Program() });
        using (var host = builder.Build())
        {
            await MigrateDatabase.ExecuteAsync(host.Services, cancellationToken);
            await host.StartAsync(cancellationToken);
            await MeasureAsync(host.Services, width, cancellationToken);
            await host.StopAsync(cancellationToken);
        }
        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }

    private static async Task MeasureAsync(IServiceProvider services, int width, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        float[] numbers = [.. Enumerable.Range(0, ItemCount * Fields).Select(_ => random.NextSingle())];
        var file = DenseGraph.Write(Fields, width, Layers, seed: 1);
        var project = await CreateAsync(services, numbers, cancellationToken);
        var model = await InstallAsync(services, project, file, cancellationToken);
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        var (score, predictor) = (
            services.GetRequiredService<ScoreTasks>(), services.GetRequiredService<IPredictor>());
        string[] inputs = [.. numbers.Chunk(Fields).Select(DataOf)];
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(file, options);

        var (service, answer, alone) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++) // interleaved, so that other load meets all of them
        {
            await db.Predictions.ExecuteDeleteAsync(cancellationToken); // what is known is not asked again
            var start = Stopwatch.GetTimestamp();
            var scored = await score.ExecuteAsync(
                db, project, model, new PredictiveEntropy(), DateTimeOffset.UnixEpoch.AddDays(round),
                cancellationToken);
            service.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (scored.Count != ItemCount)
                throw new InvalidOperationException($"{scored.Count} of {ItemCount} items were scored.");
            start = Stopwatch.GetTimestamp();
            await predictor.PredictAsync(model.Reference, inputs, cancellationToken);
            answer.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            for (var from = 0; from < ItemCount; from += Batch)
                Run(session, numbers.AsMemory(from * Fields, Batch * Fields));
            alone.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        if (await db.Predictions.CountAsync(cancellationToken) is var kept && kept != ItemCount)
            throw new InvalidOperationException($"{kept} of {ItemCount} predictions are kept.");
        var bare = Median(alone);
        Console.WriteLine($"OnnxRuntime alone: {ItemCount / bare:n0} items/s, "
            + $"{bare * 1_000 / ItemCount * Batch:f2} ms a batch of {Batch}");
        foreach (var (name, seconds) in new[] { ("answer", Median(answer)), ("stored prediction", Median(service)) })
            Console.WriteLine($"to the {name}: {ItemCount / seconds:n0} items/s, {bare / seconds:f2} of it, "
                + $"{(seconds - bare) * 1e6 / ItemCount:f0} µs more an item");
    }

    private static async Task<Project> CreateAsync(
        IServiceProvider services, float[] numbers, CancellationToken cancellationToken)
    {
        var question = new Question(
            "q", "Which?", AnnotationType.SingleChoice, [new("yes", "Yes"), new("no", "No")]);
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1), new("Throughput", new(1, "", [question]), new(new()), 1, "throughput"), cancellationToken);
        var items = numbers.Chunk(Fields).Select((row, index) => new NewItem($"item-{index}", DataOf(row)));
        foreach (var chunk in items.Chunk(AddItems.ChunkSizeMax))
            await services.GetRequiredService<AddItems>().ExecuteAsync(created.Project, chunk, cancellationToken);
        return created.Project;
    }

    private static async Task<ModelVersion> InstallAsync(
        IServiceProvider services, Project project, byte[] file, CancellationToken cancellationToken)
    {
        var installer = services.GetRequiredService<IModelInstaller>();
        var (stored, manifest) = (new ModelReference("dense", 1), new ModelManifest(
            ModelKind.Classifier,
            new(InputKind.Fields, Numbers: new(DenseGraph.Input, [Fields], Names)),
            new(DenseGraph.Output, [new("0", "yes"), new("1", "no")], Activation.None),
            new(BatchMax: Batch)));
        var hash = await installer.StageAsync("throughput", new MemoryStream(file), cancellationToken);
        await installer.InstallAsync(
            new(stored, manifest, ["yes", "no"], "throughput", hash, []), cancellationToken);
        return await services.GetRequiredService<Writing>().ExecuteAsync(
            (db, token) => ModelNumbers.AddAsync(
                db,
                new()
                {
                    OrganizationId = project.OrganizationId,
                    ProjectId = project.Id,
                    Version = 0,
                    Source = ModelSource.Uploaded,
                    Inputs = InputKind.Fields,
                    StoredAs = $"{stored}",
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    Labels = 0,
                    Temperature = 1,
                    Sha256 = hash,
                    Decision = "Measured.",
                },
                token),
            cancellationToken);
    }

    private static string DataOf(float[] row)
        => $"{{{string.Join(',', row.Zip(Names, (value, name) => $"\"{name}\":{value:r}"))}}}";

    private static void Run(InferenceSession session, Memory<float> rows)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, rows, [rows.Length / Fields, Fields]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [DenseGraph.Input], [input], [DenseGraph.Output]);
    }

    // The first round loads and compiles.
    private static double Median(List<double> seconds) => seconds.Skip(1).Order().ElementAt(Rounds / 2);

    /// <summary>Where the inference process was built.</summary>
    internal static string Program([CallerFilePath] string here = "")
    {
        // tests/Benchmarks/bin/Release/net10.0: the same configuration and framework as the api's output.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = Path.Combine(Path.GetDirectoryName(here)!, "..", "..");
        return Path.GetFullPath(Path.Combine(root, "api", "bin", output.Parent!.Name, output.Name, "inference"));
    }
}
