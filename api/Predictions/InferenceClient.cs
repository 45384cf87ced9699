using System.Net;
using System.Text.Json;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Predictions;

/// <summary>
/// Asks the inference process by the Open Inference Protocol v2; texts go and probabilities come as binary tensors.
/// </summary>
internal sealed class InferenceClient(IInferenceEndpoint endpoint, InferenceOptions options)
    : IPredictor, ITrainer, IModelInstaller, IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly HttpClient _client = new(endpoint.CreateHandler())
    {
        BaseAddress = endpoint.Address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<IReadOnlyList<Prediction>> PredictAsync(
        ModelReference model, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
        => await ScoreAsync(model, inputs, cancellationToken);

    public async Task<ItemVectors> EmbedAsync(
        ModelReference embedder, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
        => ItemVectors.OfRows(
            (await ScoreAsync(embedder, inputs, cancellationToken)).ConvertAll(row => row.Probabilities));

    private async Task<List<Prediction>> ScoreAsync(
        ModelReference model, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        var rows = new List<Prediction>(inputs.Count);
        while (rows.Count < inputs.Count)
        {
            var body = InferRequestBody.Of(inputs, from: rows.Count);
            rows.AddRange(await AskAsync(
                HttpMethod.Post,
                $"v2/models/{PathOf(model)}/infer",
                body.ToContent(),
                options.PredictTimeout,
                (answer, token) => InferAnswer.ReadAsync(answer, body.Count, token),
                cancellationToken));
        }
        return rows;
    }

    public async Task<TrainedModel> TrainAsync(TrainingRequest request, CancellationToken cancellationToken)
    {
        var body = new
        {
            request.Labels,
            request.Training,
            request.Calibration,
            request.Seed,
            request.Inputs,
            request.Learner,
            request.Committee,
            request.Embedder,
        };
        var trained = await AskAsync(
            HttpMethod.Post,
            $"v2/repository/models/{PathOf(request.Model)}/train",
            body,
            options.TrainTimeout,
            (answer, token) => answer.Content.ReadFromJsonAsync<TrainAnswer>(Json, token),
            cancellationToken) ?? throw new InferenceUnavailableException("The training was answered with nothing.");
        return new(request.Model, trained.Sha256, trained.Temperature, trained.TrainingSeconds, trained.Committee);
    }

    public Task FitEmbedderAsync(EmbedderRequest request, CancellationToken cancellationToken)
        => AskAsync(
            HttpMethod.Post,
            $"v2/repository/models/{PathOf(request.Model)}/embedder",
            new { request.Inputs, request.Sample, request.Dimension, request.Seed },
            options.TrainTimeout,
            (_, _) => Task.FromResult(true),
            cancellationToken);

    public Task DeleteAsync(ModelReference model, CancellationToken cancellationToken)
        => AskAsync(
            HttpMethod.Delete,
            $"v2/repository/models/{PathOf(model)}",
            null,
            options.PredictTimeout,
            (_, _) => Task.FromResult(true),
            cancellationToken);

    public async Task<string> StageAsync(string owner, Stream content, CancellationToken cancellationToken)
    {
        using var body = new StreamContent(content);
        var staged = await AskAsync(
            HttpMethod.Post,
            $"v2/repository/staged/{Uri.EscapeDataString(owner)}",
            body,
            options.TrainTimeout,
            (answer, token) => answer.Content.ReadFromJsonAsync<StagedAnswer>(Json, token),
            cancellationToken) ?? throw new InferenceUnavailableException("The upload was answered with nothing.");
        return staged.Sha256;
    }

    public async Task<InstalledModel> InstallAsync(
        ModelInstallation installation, CancellationToken cancellationToken)
        => await AskAsync(
            HttpMethod.Post,
            $"v2/repository/models/{PathOf(installation.Model)}/install",
            new
            {
                installation.Manifest,
                installation.Choices,
                installation.Owner,
                installation.File,
                installation.Samples,
            },
            options.PredictTimeout,
            (answer, token) => answer.Content.ReadFromJsonAsync<InstalledModel>(Json, token),
            cancellationToken) ?? throw new InferenceUnavailableException("The model was answered with nothing.");

    public async Task<CalibratedModel> CalibrateAsync(
        ModelReference model,
        IReadOnlyList<string> inputs,
        IReadOnlyList<float[]> targets,
        CancellationToken cancellationToken)
        => await AskAsync(
            HttpMethod.Post,
            $"v2/repository/models/{PathOf(model)}/calibrate",
            new { Inputs = inputs, Targets = targets },
            options.TrainTimeout,
            (answer, token) => answer.Content.ReadFromJsonAsync<CalibratedModel>(Json, token),
            cancellationToken) ?? throw new InferenceUnavailableException("Calibrating was answered with nothing.");

    public void Dispose() => _client.Dispose();

    private Task<T> AskAsync<T>(
        HttpMethod method,
        string path,
        object? body,
        TimeSpan timeout,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
        => AskAsync(
            method,
            path,
            body is null ? null : JsonContent.Create(body, body.GetType(), null, Json),
            timeout,
            read,
            cancellationToken);

    private async Task<T> AskAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? body,
        TimeSpan timeout,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        await endpoint.WaitUntilReadyAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body;
            using var answer = await _client.SendAsync(request, limit.Token);
            await ThrowIfRefusedAsync(answer, limit.Token);
            return await read(answer, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InferenceUnavailableException($"Inference did not answer within {timeout.TotalSeconds} s.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw new InferenceUnavailableException("Inference does not answer, or not as it should.", e);
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var message = $"Inference answered {(int)answer.StatusCode}.";
        if (text.StartsWith('{') && JsonSerializer.Deserialize<ErrorAnswer>(text, Json)?.Error is { Length: > 0 } error)
            message = error;
        throw answer.StatusCode switch
        {
            HttpStatusCode.NotFound => new ModelNotAvailableException(message),
            HttpStatusCode.Gone => new ModelNotAvailableException(message, isQuarantined: true),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new ArgumentException(message),
            _ => new InferenceUnavailableException(message),
        };
    }

    private static string PathOf(ModelReference model)
        => $"{Uri.EscapeDataString(model.Name)}/versions/{model.Version}";

    private sealed record StagedAnswer(string Sha256);

    private sealed record TrainAnswer(string Sha256, double Temperature, double TrainingSeconds, int Committee);

    private sealed record ErrorAnswer(string? Error);
}
