using System.Text.Json;
using System.Threading.RateLimiting;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using ActiveLabel.Inference.Training;
using Microsoft.AspNetCore.Mvc;

namespace ActiveLabel.Inference.Serving;

/// <param name="ModelsDirectory">Made when it is not there.</param>
/// <param name="Socket">A Unix socket to listen on; where null, the address.</param>
/// <param name="Url">Loopback unless somebody says otherwise.</param>
/// <param name="EndedBy">Exit code of the process before this one; null where nobody knows.</param>
internal sealed record ServeOptions(
    string ModelsDirectory, string? Socket = null, string Url = "http://127.0.0.1:8080", int? EndedBy = null);

/// <summary>The Open Inference Protocol v2 over HTTP, with the repository extension and training.</summary>
/// <remarks>Nothing of a request's content is logged. What cannot be served at once waits in a bounded queue.</remarks>
internal static class InferenceServer
{
    private const string Inferring = "infer";
    private const string Training = "train";
    private const long InferBytesMax = 64L * 1024 * 1024;
    private const long TrainBytesMax = 512L * 1024 * 1024;

    public static WebApplication Build(ServeOptions options)
    {
        Directory.CreateDirectory(options.ModelsDirectory);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.Socket is { } socket)
                kestrel.ListenUnixSocket(socket);
        });
        if (options.Socket is null)
            builder.WebHost.UseUrls(options.Url);
        var store = new ModelStore(options.ModelsDirectory);
        CrashVerdict.Settle(
            store, CrashJournal.Left(options.ModelsDirectory), CrashVerdict.EndingOf(options.EndedBy));
        builder.Services
            .AddSingleton(store)
            .AddSingleton(_ => new CrashJournal(options.ModelsDirectory))
            .AddSingleton(services => new LoadedModels(
                store, journal: services.GetRequiredService<CrashJournal>()))
            .AddSingleton(new ModelTrainer(new(), new()))
            .ConfigureHttpJsonOptions(json => Protocol.Configure(json.SerializerOptions))
            .AddRateLimiter(limits =>
            {
                limits.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
                // They wait for each other's company and for a core; see ModelRunner.
                Limit(limits, Inferring, 64, waiting: 256);
                Limit(limits, Training, 1, waiting: 16);
            });
        var app = builder.Build();
        app.Services.GetRequiredService<CrashJournal>();
        app.Use(AnswerErrorsAsync);
        app.UseRateLimiter();
        MapServer(app);
        MapModels(app.MapGroup("/v2/models/{name}/versions/{version:int}"));
        MapRepository(app.MapGroup("/v2/repository"));
        return app;
    }

    private static void MapServer(WebApplication app)
    {
        app.MapGet("/v2", () => new ServerMetadata(
            "activelabel-inference", "0.1.0", ["binary_tensor_data", "model_repository", "statistics", "training"]));
        app.MapGet("/v2/models/stats", (ModelStore store, LoadedModels loaded)
            => StatisticsEndpoints.All(store, loaded));
        app.MapGet("/metrics", (ModelStore store, LoadedModels loaded)
            => Results.Text(StatisticsEndpoints.Metrics(store, loaded), "text/plain; version=0.0.4"));
        app.MapGet("/v2/health/live", () => Results.Ok());
        app.MapGet("/v2/health/ready", () => Results.Ok());
    }

    private static void MapModels(RouteGroupBuilder models)
    {
        models.MapGet("", (string name, int version, LoadedModels loaded)
            => RepositoryEndpoints.Metadata(new(name, version), loaded));
        models.MapGet("/ready", (string name, int version, LoadedModels loaded)
            => RepositoryEndpoints.Load(new(name, version), loaded));
        models.MapGet("/stats", (string name, int version, ModelStore store, LoadedModels loaded)
            => StatisticsEndpoints.Of(new(name, version), store, loaded));
        models.MapPost(
                "/infer",
                (HttpContext context, string name, int version, LoadedModels loaded)
                => InferEndpoint.InferAsync(context, new(name, version), loaded))
            .RequireRateLimiting(Inferring)
            .WithMetadata(new RequestSizeLimitAttribute(InferBytesMax));
    }

    private static void MapRepository(RouteGroupBuilder repository)
    {
        repository.MapPost("/index", (ModelStore store, LoadedModels loaded)
            => RepositoryEndpoints.Index(store, loaded));
        var model = repository.MapGroup("/models/{name}/versions/{version:int}");
        model.MapPost("/load", (string name, int version, LoadedModels loaded)
            => RepositoryEndpoints.Load(new(name, version), loaded));
        model.MapPost("/unload", (string name, int version, LoadedModels loaded)
            => loaded.Unload(new(name, version)));
        model.MapDelete("", (string name, int version, ModelStore store, LoadedModels loaded)
            => RepositoryEndpoints.Delete(new(name, version), store, loaded));
        MapUploads(repository, model);
        model.MapPost("/train", (
                string name,
                int version,
                TrainBody body,
                ModelTrainer trainer,
                ModelStore store,
                LoadedModels loaded,
                CrashJournal journal,
                CancellationToken cancellationToken)
                => AtWorkAsync(body.Embedder is null ? journal : null, () => RepositoryEndpoints.TrainAsync(
                    new(name, version), body, trainer, store, loaded, cancellationToken)))
            .RequireRateLimiting(Training)
            .WithMetadata(new RequestSizeLimitAttribute(TrainBytesMax));
        model.MapPost("/embedder", (
                string name,
                int version,
                EmbedderBody body,
                ModelStore store,
                LoadedModels loaded,
                CancellationToken cancellationToken)
                => RepositoryEndpoints.FitEmbedder(new(name, version), body, store, loaded, cancellationToken))
            .RequireRateLimiting(Training)
            .WithMetadata(new RequestSizeLimitAttribute(TrainBytesMax));
    }

    private static void MapUploads(RouteGroupBuilder repository, RouteGroupBuilder model)
    {
        repository.MapPost("/staged/{owner}", (
                string owner, HttpContext context, ModelStore store, CancellationToken cancellationToken)
                => UploadEndpoints.StageAsync(owner, context.Request.Body, store, cancellationToken))
            .WithMetadata(new RequestSizeLimitAttribute(Onnx.OnnxGuard.UploadBytesMax));
        model.MapPost("/install", (
                string name,
                int version,
                InstallBody body,
                ModelStore store,
                LoadedModels loaded,
                CancellationToken cancellationToken)
                => UploadEndpoints.InstallAsync(new(name, version), body, store, loaded, cancellationToken))
            .RequireRateLimiting(Training)
            .WithMetadata(new RequestSizeLimitAttribute(InferBytesMax));
        model.MapPost("/calibrate", (
                string name,
                int version,
                CalibrateBody body,
                ModelStore store,
                LoadedModels loaded,
                CancellationToken cancellationToken)
                => UploadEndpoints.CalibrateAsync(new(name, version), body, store, loaded, cancellationToken))
            .RequireRateLimiting(Training)
            .WithMetadata(new RequestSizeLimitAttribute(TrainBytesMax));
    }

    /// <summary>Learning takes native code, too: while it goes on, no version is alone at work.</summary>
    /// <param name="journal">Null for a head: it is an embedder that runs then.</param>
    private static async Task<T> AtWorkAsync<T>(CrashJournal? journal, Func<Task<T>> work)
    {
        using var entry = journal?.Begin(CrashJournal.Named(CrashVerdict.Training));
        return await Task.Run(work);
    }

    private static void Limit(
        Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limits, string policy, int running, int waiting)
        => limits.AddPolicy(policy, _ => RateLimitPartition.GetConcurrencyLimiter(
            policy, _ => new() { PermitLimit = running, QueueLimit = waiting }));

    /// <summary>Every refusal is <c>{"error": "..."}</c>.</summary>
    private static async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400 })
                await AnswerAsync(context, context.Response.StatusCode, "This cannot be answered here or now.");
        }
        catch (ModelNotAvailableException e)
        {
            await AnswerAsync(
                context, e.IsQuarantined ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            await AnswerAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (InvalidDataException e)
        {
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, e.Message);
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new ErrorAnswer(message), context.RequestAborted);
    }
}
