using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Inference.Serving;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace ActiveLabel.Inference.Tests.Serving;

/// <summary>The server as a client sees it: real HTTP over a real Unix socket.</summary>
public sealed class InferenceServerTests : IAsyncLifetime, IDisposable
{
    private const string Model = "/v2/models/small/versions/1";

    private readonly string _directory = Directory.CreateTempSubdirectory("al").FullName;
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    public InferenceServerTests()
    {
        var socket = Path.Combine(_directory, "s");
        _app = InferenceServer.Build(new(Path.Combine(_directory, "models"), socket));
        _client = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new("http://inference") };
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        using var answer = await TrainAsync(version: 1);
        answer.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("/v2")]
    [InlineData("/v2/health/live")]
    [InlineData("/v2/health/ready")]
    [InlineData(Model + "/ready")]
    public async Task Answers_that_it_is_there(string path)
    {
        using var answer = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Metadata_has_the_labels_in_order()
    {
        var metadata = await _client.GetFromJsonAsync<JsonElement>(Model);

        Assert.Equal(
            SmallSet.Labels,
            metadata.GetProperty("parameters").GetProperty("labels").EnumerateArray()
                .Select(label => label.GetString()));
        Assert.Equal("[-1,3]", metadata.GetProperty("outputs")[0].GetProperty("shape").GetRawText());
    }

    [Fact]
    public async Task A_batch_is_answered_in_its_order()
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(n => n % 2 == 0 ? "refund please" : "not delivered")];

        var output = await InferAsync(texts);

        var rows = Data(output).Chunk(3).ToArray();
        Assert.Equal(100, rows.Length);
        Assert.All(rows, row => Assert.Equal(1, row.Sum(), 1e-4));
        Assert.All(rows.Index(), row => Assert.Equal(row.Index % 2, Array.IndexOf(row.Item, row.Item.Max())));
    }

    [Fact]
    public async Task Binary_tensors_say_the_same_as_JSON()
    {
        var expected = Data(await InferAsync(["refund", "late"]));

        using var answer = await _client.PostAsJsonAsync($"{Model}/infer", Request(["refund", "late"], isBinary: true));

        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var head = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single());
        var output = JsonDocument.Parse(bytes.AsMemory(0, head)).RootElement.GetProperty("outputs")[0];
        Assert.Equal(24, output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(head)).ToArray());
    }

    [Fact]
    public async Task How_far_a_committee_disagrees_is_a_second_output()
    {
        var request = SmallSet.Request();
        using var trained = await _client.PostAsJsonAsync(
            "/v2/repository/models/small/versions/3/train",
            new { request.Labels, request.Training, request.Calibration, request.Seed, committee = 4 },
            JsonSerializerOptions.Web);
        Assert.Equal(4, (await trained.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("committee").GetInt32());
        const string Path = "/v2/models/small/versions/3";

        using var answer = await _client.PostAsJsonAsync($"{Path}/infer", Request(["refund", "hello"]));
        using var binary = await _client.PostAsJsonAsync($"{Path}/infer", Request(["refund", "hello"], isBinary: true));

        var outputs = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outputs");
        Assert.Equal(
            ["probabilities [2,3]", "disagreement [2,2]"],
            outputs.EnumerateArray().Select(
                output => $"{output.GetProperty("name")} {output.GetProperty("shape").GetRawText()}"));
        var metadata = await _client.GetFromJsonAsync<JsonElement>(Path);
        Assert.Equal("[-1,2]", metadata.GetProperty("outputs")[1].GetProperty("shape").GetRawText());
        var bytes = await binary.Content.ReadAsByteArrayAsync();
        var head = int.Parse(binary.Headers.GetValues("Inference-Header-Content-Length").Single());
        Assert.Equal(
            [.. Data(outputs[0]), .. Data(outputs[1])],
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan(head)).ToArray());
        Assert.True(Data(outputs[1])[2] > Data(outputs[1])[0], "They agree on what none of them knows.");
    }

    [Fact]
    public async Task Many_requests_at_once_are_all_answered()
    {
        var expected = Data(await InferAsync(["refund"]));

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => InferAsync(["refund"])));

        Assert.All(answers, answer => Assert.Equal(expected, Data(answer)));
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_not_found()
    {
        using var answer = await _client.PostAsJsonAsync("/v2/models/none/versions/1/infer", Request(["text"]));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("no model none/1", await ErrorAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"inputs":[]}""")]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":["a"]}]}""")]
    [InlineData("""{"inputs":[{"name":"text","datatype":"BYTES","shape":[2],"data":["a"]}]}""")]
    [InlineData("""{"inputs":[{"name":"text","datatype":"BYTES","shape":[1],"data":[null]}]}""")]
    public async Task A_request_that_does_not_fit_is_bad(string body)
    {
        using var content = new StringContent(body, null, "application/json");

        using var answer = await _client.PostAsync($"{Model}/infer", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty(await ErrorAsync(answer));
    }

    [Fact]
    public async Task Training_with_one_label_is_bad()
    {
        using var answer = await _client.PostAsJsonAsync(
            "/v2/repository/models/bad/versions/1/train",
            new
            {
                labels = new[] { "a" },
                training = Array.Empty<object>(),
                calibration = Array.Empty<object>(),
                seed = 1,
            });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_index_says_what_is_loaded()
    {
        using var trained = await TrainAsync(version: 2);
        using var loaded = await _client.PostAsync("/v2/repository/models/small/versions/2/load", null);

        using var answer = await _client.PostAsync("/v2/repository/index", null);

        var index = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            ["1 UNAVAILABLE", "2 READY"],
            index.EnumerateArray().Select(model => $"{model.GetProperty("version")} {model.GetProperty("state")}"));
    }

    [Fact]
    public async Task A_deleted_version_is_not_found()
    {
        using var deleted = await _client.DeleteAsync("/v2/repository/models/small/versions/1");

        using var answer = await _client.GetAsync(Model);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private Task<HttpResponseMessage> TrainAsync(int version)
    {
        var request = SmallSet.Request(version: version);
        return _client.PostAsJsonAsync(
            $"/v2/repository/models/small/versions/{version}/train",
            new { request.Labels, request.Training, request.Calibration, request.Seed },
            JsonSerializerOptions.Web);
    }

    private async Task<JsonElement> InferAsync(string[] texts)
    {
        using var answer = await _client.PostAsJsonAsync($"{Model}/infer", Request(texts));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outputs")[0];
    }

    private static object Request(string[] texts, bool isBinary = false) => new
    {
        inputs = new[] { new { name = "text", datatype = "BYTES", shape = new[] { texts.Length }, data = texts } },
        parameters = new { binary_data_output = isBinary },
    };

    private static float[] Data(JsonElement output)
        => [.. output.GetProperty("data").EnumerateArray().Select(value => value.GetSingle())];

    private static async Task<string> ErrorAsync(HttpResponseMessage answer)
        => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!;
}
