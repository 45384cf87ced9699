using System.Net.Http.Json;
using System.Text.Json;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Tests.Predictions;
using ActiveLabel.Tests.Support;
using Xunit;

namespace ActiveLabel.Api.Tests.ModelRegistry;

/// <summary>Models made elsewhere, over the real endpoint and a real inference process.</summary>
public sealed class ModelRegistryTests : IAsyncLifetime
{
    private const string Manifest = """
        { kind: CLASSIFIER, reads: PIXELS, numbers: { tensor: "x", shape: [2] }
          output: { tensor: "y", activation: NONE, labels: [
            { name: "0", choice: "cat" }, { name: "1", choice: "dog" }] } }
        """;

    private const string EmbedderManifest = """
        { kind: EMBEDDER, reads: PIXELS, numbers: { tensor: "x", shape: [2] }
          output: { tensor: "y", activation: NONE, labels: [] } }
        """;

    private readonly string _models = Directory.CreateTempSubdirectory("models").FullName;
    private GraphServer _server = null!;
    private string _key = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(configure: services => services.AddInference(
            new(null, _models) { ProgramDirectory = InferenceProgram.Directory() }));
        _key = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_key, items: 3);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_models, recursive: true);
    }

    [Fact]
    public async Task A_file_that_runs_is_a_candidate_by_its_hash_and_a_retry_finds_it()
    {
        var first = await UploadAsync(HostileModels.Harmless, "k");
        var again = await UploadAsync(HostileModels.Harmless, "k");

        Assert.Equal("CANDIDATE", Text(first, "modelVersion", "stage"));
        Assert.Equal(64, Text(first, "modelVersion", "sha256").Length);
        Assert.Equal(JsonValueKind.Null, first.GetProperty("errors").ValueKind);
        Assert.Equal(Text(first, "modelVersion", "id"), Text(again, "modelVersion", "id"));
    }

    [Theory]
    [InlineData("sigfpe", "DepthToSpace")]
    [InlineData("infinite-loop", "not read")]
    [InlineData("external-data", "external data")]
    [InlineData("noise", "no ONNX model")]
    public async Task A_hostile_file_is_a_quarantined_version_with_the_reason(string name, string reason)
    {
        var answer = await UploadAsync(HostileModels.All[name], "k");

        Assert.Equal("QUARANTINED", Text(answer, "modelVersion", "stage"));
        var error = answer.GetProperty("errors")[0];
        Assert.Equal("ModelRefusedError", Text(error, "__typename"));
        Assert.Contains(reason, Text(error, "message"), StringComparison.Ordinal);
        Assert.Equal("CANDIDATE", Text(await UploadAsync(HostileModels.Harmless, "l"), "modelVersion", "stage"));
    }

    [Fact]
    public async Task Twenty_hostile_uploads_five_times_each_disturb_nobody_and_each_says_why()
    {
        var good = Text(await UploadAsync(HostileModels.Harmless, "good"), "modelVersion", "id");
        using var over = new CancellationTokenSource();
        var others = Task.Run(async () =>
        {
            var answered = 0;
            for (; !over.IsCancellationRequested; answered++)
                Assert.Equal("CANDIDATE", Text(
                    await _server.DataAsync(
                        _key, "query($m: ID!) { node(id: $m) { ... on ModelVersion { stage } } }", new { m = good }),
                    "node", "stage"));
            return answered;
        });

        for (var round = 0; round < 5; round++)
            foreach (var (name, file) in HostileModels.All)
            {
                var answer = await UploadAsync(await StageAsync(file), $"{name}-{round}");
                Assert.Equal((name, "QUARANTINED"), (name, Text(answer, "modelVersion", "stage")));
                Assert.NotEmpty(Text(answer.GetProperty("errors")[0], "message"));
            }
        var after = await UploadAsync(HostileModels.Harmless, "after");

        await over.CancelAsync();
        Assert.True(await others > 0, "Nobody asked anything meanwhile.");
        Assert.Equal("CANDIDATE", Text(after, "modelVersion", "stage"));
    }

    [Fact]
    public async Task A_file_sent_before_is_named_by_its_upload_id()
    {
        var answer = await UploadAsync(await StageAsync(HostileModels.Harmless), "k");

        Assert.Equal("CANDIDATE", Text(answer, "modelVersion", "stage"));
    }

    [Fact]
    public async Task A_promoted_version_is_rolled_back_to_the_one_before_once()
    {
        var first = Text(await UploadAsync(HostileModels.Harmless, "k"), "modelVersion", "id");
        var second = Text(await UploadAsync(HostileModels.Harmless, "l"), "modelVersion", "id");
        await PromoteAsync(first);
        await PromoteAsync(second);

        var rolled = await RollBackAsync(second);
        var again = await RollBackAsync(second);

        Assert.Equal((first, "SERVING"), (Text(rolled, "modelVersion", "id"), Text(rolled, "modelVersion", "stage")));
        Assert.Equal("MODEL_STAGE", Text(again.GetProperty("errors")[0], "code"));
    }

    [Fact]
    public async Task A_projects_models_are_trained_on_an_embedder_that_its_settings_name_and_on_nothing_else()
    {
        var classifier = Text(await UploadAsync(HostileModels.Harmless, "k"), "modelVersion", "id");
        var embedder = Text(
            await UploadAsync($"base64: \"{Convert.ToBase64String(HostileModels.Harmless)}\"", "l", EmbedderManifest),
            "modelVersion",
            "id");

        var set = await SetEmbedderAsync($"embedderId: \"{embedder}\"");
        var refused = await SetEmbedderAsync($"embedderId: \"{classifier}\"");
        var unknown = await SetEmbedderAsync($"embedderId: \"{_project}\"");
        var both = await SetEmbedderAsync($"embedderId: \"{embedder}\", removesEmbedder: true");
        var retired = await _server.DataAsync(
            _key,
            "mutation($m: ID!) { m: setModelStage(input: { modelVersionId: $m, stage: RETIRED, reason: \"old\" }) "
                + "{ errors { ... on Error { code message } } } }",
            new { m = embedder });
        var removed = await SetEmbedderAsync("removesEmbedder: true");

        Assert.Equal(embedder, Text(set, "project", "settings", "embedder", "id"));
        Assert.Equal(
            ["MODEL_STAGE", "NOT_FOUND", "INVALID_INPUT"],
            new[] { refused, unknown, both }.Select(answer => Text(answer.GetProperty("errors")[0], "code")));
        Assert.Contains(
            "trained on this embedder", Text(retired.GetProperty("m").GetProperty("errors")[0], "message"),
            StringComparison.Ordinal);
        Assert.Equal(
            JsonValueKind.Null,
            removed.GetProperty("project").GetProperty("settings").GetProperty("embedder").ValueKind);
    }

    private async Task<JsonElement> SetEmbedderAsync(string change)
        => (await _server.DataAsync(
            _key,
            $$"""
            mutation { m: updateProjectSettings(input: { projectId: "{{_project}}", {{change}} })
              { project { settings { embedder { id kind } } } errors { ... on Error { code message } } } }
            """)).GetProperty("m");

    [Fact]
    public async Task Predictions_made_elsewhere_are_kept_by_version_and_replaced_by_later_ones()
    {
        var created = await _server.DataAsync(
            _key,
            "mutation($p: ID!) { m: createExternalModel(input: { projectId: $p, name: \"theirs\", "
                + "idempotencyKey: \"k\" }) { modelVersion { id } } }",
            new { p = _project });
        var model = Text(created, "m", "modelVersion", "id");

        var counts = new List<int>();
        foreach (var (key, cat) in new[] { ("a", 0.9), ("a", 0.9), ("b", 0.2) })
            counts.Add((await ImportAsync(model, key, "item-1", cat)).GetProperty("count").GetInt32());
        var unknown = await ImportAsync(model, "c", "nobody", 0.5);

        Assert.Equal([1, 1, 1], counts);
        Assert.Equal("INVALID_INPUT", Text(unknown.GetProperty("errors")[0], "code"));
        var records = await _server.DataAsync(
            _key,
            "query($m: ID!) { predictionRecords(modelVersionId: $m) { nodes { probabilities { probability } } } }",
            new { m = model });
        var node = Assert.Single(records.GetProperty("predictionRecords").GetProperty("nodes").EnumerateArray());
        Assert.Equal(0.2, node.GetProperty("probabilities")[0].GetProperty("probability").GetDouble(), 1e-6);
        Assert.Equal("MODEL_STAGE", Text((await PromoteAsync(model)).GetProperty("errors")[0], "code"));
    }

    /// <returns>What names the file in a document.</returns>
    private async Task<string> StageAsync(byte[] file)
    {
        using var client = _server.Client(_key);
        using var body = new ByteArrayContent(file);
        using var sent = await client.PostAsync(
            new Uri(_server.Address, $"/projects/{_project}/models:stage"), body);
        return $"uploadId: \"{Text(await sent.Content.ReadFromJsonAsync<JsonElement>(), "uploadId")}\"";
    }

    private Task<JsonElement> UploadAsync(byte[] file, string key)
        => UploadAsync($"base64: \"{Convert.ToBase64String(file)}\"", key);

    private async Task<JsonElement> UploadAsync(string file, string key, string manifest = Manifest)
        => (await _server.DataAsync(
            _key,
            $$"""
            mutation { m: uploadModel(input: { projectId: "{{_project}}", name: "ours", idempotencyKey: "{{key}}"
              file: { {{file}} }, manifest: {{manifest}} })
              { modelVersion { id stage sha256 } errors { __typename ... on Error { message code } } } }
            """)).GetProperty("m");

    private async Task<JsonElement> PromoteAsync(string model)
        => (await _server.DataAsync(
            _key,
            "mutation($m: ID!) { m: promoteModel(input: { modelVersionId: $m }) "
                + "{ modelVersion { stage } errors { ... on Error { code } } } }",
            new { m = model })).GetProperty("m");

    private async Task<JsonElement> RollBackAsync(string model)
        => (await _server.DataAsync(
            _key,
            "mutation($m: ID!) { m: rollBackModel(input: { modelVersionId: $m, reason: \"worse\" }) "
                + "{ modelVersion { id stage } errors { ... on Error { code } } } }",
            new { m = model })).GetProperty("m");

    private async Task<JsonElement> ImportAsync(string model, string key, string item, double cat)
        => (await _server.DataAsync(
            _key,
            """
            mutation($m: ID!, $k: String!, $i: String!, $c: Float!, $d: Float!) {
              m: importPredictions(input: { modelVersionId: $m, idempotencyKey: $k, predictions: [
                { externalId: $i, probabilities: [{ choice: "cat", probability: $c }
                  { choice: "dog", probability: $d }] }] }) { count errors { ... on Error { code } } } }
            """,
            new { m = model, k = key, i = item, c = cat, d = 1 - cat })).GetProperty("m");

    private static string Text(JsonElement element, params string[] path)
        => path.Aggregate(element, (at, name) => at.GetProperty(name)).GetString()!;
}
