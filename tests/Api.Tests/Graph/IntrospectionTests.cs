using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

public sealed class IntrospectionTests
{
    /// <summary>What graphql-js asks with every option on; GraphiQL, Apollo and code generators send it.</summary>
    private const string Everything = """
        query IntrospectionQuery {
          __schema {
            description
            queryType { name kind }
            mutationType { name kind }
            subscriptionType { name kind }
            types { ...FullType }
            directives {
              name description isRepeatable locations
              args(includeDeprecated: true) { ...InputValue }
            }
          }
        }
        fragment FullType on __Type {
          kind name description specifiedByURL isOneOf
          fields(includeDeprecated: true) {
            name description
            args(includeDeprecated: true) { ...InputValue }
            type { ...TypeRef }
            isDeprecated deprecationReason
          }
          inputFields(includeDeprecated: true) { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue {
          name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
        }
        fragment TypeRef on __Type {
          kind name
          ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
            ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
        }
        """;

    [Fact]
    public async Task The_query_that_tools_send_is_answered_within_the_limits()
    {
        await using var server = await GraphServer.StartAsync();

        var schema = (await server.DataAsync(await server.AdministratorAsync(), Everything)).GetProperty("__schema");

        var types = schema.GetProperty("types").EnumerateArray()
            .ToDictionary(type => type.GetProperty("name").GetString()!);
        Assert.True(types["AnnotationValueInput"].GetProperty("isOneOf").GetBoolean());
        Assert.False(types["ClaimTasksInput"].GetProperty("isOneOf").GetBoolean());
        Assert.Contains(
            schema.GetProperty("directives").EnumerateArray(),
            directive => directive.GetProperty("name").GetString() == "deprecated");
    }
}
