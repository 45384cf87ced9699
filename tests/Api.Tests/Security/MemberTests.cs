using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Api.Tests.Transport;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace ActiveLabel.Api.Tests.Security;

public sealed class MemberTests : IAsyncLifetime
{
    private const string WhoAmI = "{ viewer { name role credential organization { name } } }";
    private TokenServer _provider = null!;
    private GraphServer _server = null!;
    private string _administrator = null!;

    public async Task InitializeAsync()
    {
        _provider = await TokenServer.StartAsync();
        _server = await GraphServer.StartAsync(identity: new(_provider.Issuer, TokenServer.Audience));
        _administrator = await _server.AdministratorAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_member_is_let_in_by_a_token_and_has_his_role()
    {
        await AddAsync("ada", "SCIENTIST");

        var viewer = (await _server.DataAsync(_provider.Token("ada"), WhoAmI)).GetProperty("viewer");

        Assert.Equal(
            """{"name":"Ada","role":"SCIENTIST","credential":"MEMBER","organization":{"name":"default"}}""",
            viewer.GetRawText());
        Assert.Equal("FORBIDDEN", CodeOf(await _server.PostAsync(
            _provider.Token("ada"), "{ apiKeys { nodes { id } } }")));
    }

    [Fact]
    public async Task Whom_nobody_added_is_not_let_in()
        => Assert.Equal("UNAUTHENTICATED", CodeOf(await _server.PostAsync(_provider.Token("mallory"), WhoAmI)));

    [Fact]
    public async Task A_member_who_is_removed_is_out_and_so_is_his_socket()
    {
        var id = await AddAsync("ada", "SCIENTIST");
        using var socket = await GraphSocket.OpenAsync(_server.Address, _provider.Token("ada"));

        await _server.DataAsync(
            _administrator,
            "mutation($id: ID!) { removeMember(input: { memberId: $id }) { memberId } }",
            new { id });

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(4403, socket.CloseCode);
        Assert.Equal("UNAUTHENTICATED", CodeOf(await _server.PostAsync(_provider.Token("ada"), WhoAmI)));
    }

    [Fact]
    public async Task A_token_that_does_not_hold_opens_nothing()
    {
        await AddAsync("ada", "ADMINISTRATOR");
        var valid = _provider.Token("ada");
        var parts = valid.Split('.');
        string[] forged =
        [
            _provider.Token("ada", issuer: "https://elsewhere.example"),
            _provider.Token("ada", audience: "another-server"),
            _provider.Token("ada", lifetime: TimeSpan.FromHours(-1)),
            _provider.Token("ada", key: TokenServer.NewKey()),
            // The public key taken for a shared secret.
            _provider.Token(
                "ada",
                key: new SymmetricSecurityKey(_provider.PublicKey),
                algorithm: SecurityAlgorithms.HmacSha256),
            // No signature at all.
            $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"JWT"}"""))}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.",
            valid[..^4] + "AAAA",
            "a.b.c",
        ];

        Assert.NotNull((await _server.DataAsync(valid, WhoAmI)).GetProperty("viewer").GetRawText());
        foreach (var token in forged)
            Assert.Equal("UNAUTHENTICATED", CodeOf(await _server.PostAsync(token, WhoAmI)));
    }

    [Fact]
    public async Task Who_is_in_several_organizations_says_which()
    {
        await AddAsync("ada", "SCIENTIST");
        var stranger = await _server.StrangerAsync("elsewhere");
        await AddAsync("ada", "ADMINISTRATOR", stranger);
        using var client = _server.Client(_provider.Token("ada"));

        var without = await _server.PostAsync(_provider.Token("ada"), WhoAmI);
        client.DefaultRequestHeaders.Add(Credentials.OrganizationHeader, "elsewhere");
        var with = await (await client.GetAsync($"?query={Uri.EscapeDataString(WhoAmI)}")).Content
            .ReadAsStringAsync();

        Assert.Equal("UNAUTHENTICATED", CodeOf(without));
        Assert.Contains("\"role\":\"ADMINISTRATOR\"", with, StringComparison.Ordinal);
        Assert.Contains("elsewhere", with, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_member_twice_is_refused_and_the_same_request_twice_is_not()
    {
        var id = await AddAsync("ada", "SCIENTIST");

        var again = await AddAsync("ada", "SCIENTIST");
        var other = await _server.DataAsync(_administrator, Add("ada", "MANAGER", key: "another"));

        Assert.Equal(id, again);
        Assert.Contains("AlreadyMemberError", other.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> AddAsync(string subject, string role, string? administrator = null)
        => (await _server.DataAsync(administrator ?? _administrator, Add(subject, role, subject)))
            .GetProperty("addMember").GetProperty("member").GetProperty("id").GetString()!;

    private string Add(string subject, string role, string key)
        => $$"""
            mutation { addMember(input: { issuer: "{{_provider.Issuer}}", subject: "{{subject}}", name: "Ada",
              role: {{role}}, idempotencyKey: "{{key}}" }) { member { id } errors { __typename } } }
            """;

    private static string? CodeOf(JsonElement answer)
        => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();
}
