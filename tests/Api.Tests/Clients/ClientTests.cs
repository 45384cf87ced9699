using ActiveLabel.Api.Tests.Graph;
using Xunit;

namespace ActiveLabel.Api.Tests.Clients;

/// <summary>Other people's clients, each as a process of its own, against a live server.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private GraphServer _server = null!;
    private string _key = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync(new() { InitTimeout = TimeSpan.FromSeconds(1) });
        _key = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_key, items: 12, "Clients");
        await _server.JudgeAsync(await _server.CreateWorkerAsync(_key, _project, "Ada"), _project, 3);
        await _server.CreateWorkerAsync(_key, _project, "Ben");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [SkippableTheory]
    [InlineData("graphql-http.mjs")]
    [InlineData("graphql-ws.mjs")]
    [InlineData("graphql-sse.mjs")]
    [InlineData("apollo.mjs")]
    [InlineData("urql.mjs")]
    [InlineData("relay.mjs")]
    [InlineData("schema.mjs")]
    [InlineData("graphiql.mjs")]
    public Task A_client_gets_along_with_the_server(string script) => NodePackages.RunAsync(script, Environment);

    private Dictionary<string, string> Environment => new()
    {
        ["ACTIVELABEL_URL"] = _server.Address.ToString(),
        ["ACTIVELABEL_KEY"] = _key,
        ["ACTIVELABEL_PROJECT"] = _project,
    };
}
