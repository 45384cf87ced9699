using System.Text.Json;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Transport;
using ActiveLabel.Tests.Support;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

/// <summary>What hostile documents cost in time is measured by the benchmark <c>hostile</c>.</summary>
public sealed class HostileDocumentTests : IAsyncLifetime
{
    private const int FuzzedDocuments = 2_000;
    private const long RefusedBytesMax = 5_000_000;

    private static readonly HashSet<string> Codes =
    [
        "SYNTAX_ERROR", "VALIDATION_FAILED", "DOCUMENT_TOO_COMPLEX", "BAD_USER_INPUT", "BAD_REQUEST", "NOT_FOUND",
        "FORBIDDEN", "REQUEST_TOO_LARGE",
    ];

    private GraphServer _server = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new()
        {
            Budget = new(Burst: 1e12), // not what is tested here
        });
        _key = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public void There_are_sixty_of_them()
        => Assert.True(HostileDocuments.All.DistinctBy(each => each.Document).Count() >= 60);

    [Fact]
    public async Task Each_gets_an_answer_with_a_code_and_the_server_lives()
    {
        foreach (var (what, document) in HostileDocuments.All)
            AssertIsAnswer(what, await _server.PostAsync(_key, document));

        Assert.Equal("Query", (await _server.DataAsync(_key, "{ __typename }")).GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Whatever_a_grammar_makes_gets_an_answer_with_a_code()
    {
        var schema = _server.Services.GetRequiredService<ISchema>();
        var words = schema.AllTypes.OfType<IComplexGraphType>().SelectMany(type => type.Fields)
            .SelectMany(field => (field.Arguments?.Select(argument => argument.Name) ?? []).Append(field.Name))
            .Concat(schema.AllTypes.Select(type => type.Name)).Distinct().ToList();
        var fuzzer = new DocumentFuzzer(words, seed: 20_261_124);
        var codes = new HashSet<string>();

        for (var count = 0; count < FuzzedDocuments; count++)
        {
            var document = fuzzer.Next();
            codes.UnionWith(AssertIsAnswer(document, await _server.PostAsync(_key, document)));
        }

        // A fuzzer that only makes noise would prove nothing.
        Assert.Superset(new HashSet<string> { "SYNTAX_ERROR", "VALIDATION_FAILED", "BAD_USER_INPUT" }, codes);
    }

    [Fact]
    public async Task What_is_refused_has_cost_no_memory()
    {
        var runner = _server.Services.GetRequiredService<RequestRunner>();
        var caller = new Caller(GraphServer.Organization, Role.Administrator, null)
        {
            Credential = new(CredentialKind.ApiKey, 1),
        };
        foreach (var (what, document) in HostileDocuments.All)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var isRefused = false;
            try
            {
                // Nothing in it waits: it runs on this thread.
                await runner.PrepareAsync(new() { Query = document }, Carrier.Post, caller, CancellationToken.None);
            }
            catch (RefusalError)
            {
                isRefused = true;
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(!isRefused || allocated <= RefusedBytesMax, $"{what}: {allocated:N0} bytes");
        }
    }

    private static List<string> AssertIsAnswer(string what, JsonElement answer)
    {
        var codes = new List<string>();
        if (answer.TryGetProperty("errors", out var errors))
        {
            Assert.InRange(errors.GetArrayLength(), 1, 5);
            codes.AddRange(errors.EnumerateArray()
                .Select(error => error.GetProperty("extensions").GetProperty("code").GetString()!));
        }
        else
            Assert.True(answer.TryGetProperty("data", out _), what);
        Assert.True(codes.TrueForAll(Codes.Contains), $"{answer}: {what}");
        return codes;
    }
}
