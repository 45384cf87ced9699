using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Transport;
using GraphQL;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Transport;

public sealed class DocumentCheckTests : IDisposable
{
    private readonly ServiceProvider _services =
        new ServiceCollection().AddSingleton(TimeProvider.System).AddGraph().BuildServiceProvider();

    public static TheoryData<string, string> TooMuch => new()
    {
        { "inline fragments in inline fragments", Nest(80, 80) },
        { "one field many times", $"{{ {Repeat("a:__typename ", 2_000)} }}" },
        { "aliases", "{ " + string.Concat(Enumerable.Range(0, 201).Select(n => $"a{n}:__typename ")) + "}" },
        { "depth", string.Concat(Enumerable.Repeat("{ node ", 16)) + "{ id }" + new string('}', 16) },
        { "depth by fragments", "{ ...f0 } " + string.Concat(Enumerable.Range(0, 20).Select(
            n => $"fragment f{n} on Node {{ node {{ ...f{n + 1} }} }} ")) + "fragment f20 on Node { id }" },
        { "fragments that spread the next twice", "{ ...f0 } " + string.Concat(Enumerable.Range(0, 40).Select(
            n => $"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} ")) + "fragment f40 on Query { __typename }" },
        { "pages of pages", "{ items(first: 100) { nodes { judgements(first: 100) { nodes { worker { id name } "
            + "item { events(first: 100) { nodes { cursor } } } } } } } }" },
        { "pages by a variable's default", "query($n: Int = 100) { items(first: $n) { nodes { judgements(first: $n) "
            + "{ nodes { item { events(first: $n) { nodes { cursor } } } } } } } }" },
        { "pages of the usual size", "{ items { nodes { judgements { nodes { item { judgements { nodes { item "
            + "{ events { nodes { cursor } } } } } } } } } } }" },
        { "parts of a value", $"{{ a(x: [{Repeat("1,", 6_000)}]) }}" },
        { "directives", $"{{ a {Repeat("@b ", 6_000)} }}" },
        { "length", "{ a }" + new string(' ', 40_000) },
        { "operations", string.Concat(Enumerable.Range(0, 11).Select(n => $"query q{n} {{ __typename }} ")) },
        { "the parser's depth", new string('{', 5_000) },
        { "lists in lists", "{ a(x: " + new string('[', 5_000) + new string(']', 5_000) + ") }" },
    };

    [Theory, MemberData(nameof(TooMuch))]
    public async Task What_asks_for_too_much_is_refused_at_once(string what, string document)
    {
        var error = await Assert.ThrowsAsync<RefusalError>(() => CheckAsync(document));

        Assert.True(
            error.Code is RefusalError.DocumentTooComplex or RefusalError.SyntaxError, $"{what}: {error.Message}");
    }

    [Fact]
    public async Task An_ordinary_page_with_all_that_belongs_to_it_is_let_through()
    {
        const string Document = """
            query Page($project: ID!, $first: Int!) {
              items(projectId: $project, first: $first) {
                pageInfo { hasNextPage endCursor }
                nodes { ...item }
              }
            }
            fragment item on Item {
              id externalId arm state data attributes
              consensus { choice confidence probabilities { choice probability } }
              prediction { entropyNats probabilities { choice probability } modelVersion { version } }
              judgements(first: 15) { nodes { answers { questionKey } worker { id name } } }
            }
            """;

        var document = await CheckAsync(Document, new Inputs(new Dictionary<string, object?> { ["first"] = 100 }));

        Assert.True(document.Cost > 5_000);
    }

    [Fact]
    public async Task A_fragment_that_spreads_itself_is_refused()
    {
        var error = await Assert.ThrowsAsync<RefusalError>(
            () => CheckAsync("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"));

        Assert.Equal(RefusalError.ValidationFailed, error.Code);
    }

    [Fact]
    public async Task What_is_no_document_is_a_syntax_error_with_its_place()
    {
        var error = await Assert.ThrowsAsync<RefusalError>(() => CheckAsync("{ a "));

        Assert.Equal(RefusalError.SyntaxError, error.Code);
        Assert.NotEmpty(error.Locations!);
    }

    public void Dispose() => _services.Dispose();

    private Task<PreparedRequest> CheckAsync(string document, Inputs? variables = null)
        => _services.GetRequiredService<RequestRunner>().PrepareAsync(
            new() { Query = document, Variables = variables },
            Carrier.Socket,
            new(new(1), Role.Administrator, null) { Credential = new(CredentialKind.ApiKey, 1) },
            CancellationToken.None);

    private static string Nest(int wide, int deep)
        => deep == 0
            ? "__typename"
            : "{ " + string.Concat(Enumerable.Repeat("... on Query { __typename } ", wide)) + "... on Query "
                + Nest(wide, deep - 1) + "}";

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
