using ActiveLabel.Api.Graph;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Whoever asks again must get the same again: a rule for mutations that are not written yet, too.</summary>
public sealed class IdempotencyRuleTests
{
    private const string Key = "idempotencyKey";

    /// <summary>Mutations without a key, and why a second one does no harm.</summary>
    private static readonly Dictionary<string, string> WithoutKey = new()
    {
        ["endMembership"] = "It ends what has ended already.",
        ["extendLease"] = "The lease's token tells the first from the second; it makes nothing.",
        ["releaseTask"] = "The lease's token holds once.",
        ["skipTask"] = "The lease's token holds once.",
        ["promoteModel"] = "The version serves already.",
        ["revokeApiKey"] = "The key is revoked already.",
        ["removeMember"] = "There is no such member any more.",
        ["deactivateWorker"] = "It changes a state to what it is.",
        ["reactivateWorker"] = "It changes a state to what it is.",
        ["revokeCredential"] = "The credential is revoked already.",
        ["saveAccessZone"] = "It is found by its key and becomes what was said.",
        ["declareConflict"] = "The pair has its conflict already: the database holds one of each.",
        ["withdrawConflict"] = "There is no such conflict any more.",
        ["cancelOperation"] = "The operation has ended already.",
        ["publishWorkflow"] = "The version is published already.",
        ["pauseItem"] = "The item is paused already.",
        ["resumeItem"] = "The item is no longer paused.",
        ["cancelItem"] = "The item is cancelled already.",
        ["reopenItem"] = "The item is open already.",
        ["pauseProject"] = "The project is paused already.",
        ["resumeProject"] = "The project is no longer paused.",
        ["assignException"] = "It is assigned to the same again.",
        ["resolveException"] = "The exception is resolved already.",
    };

    [Fact]
    public async Task What_makes_something_takes_a_key()
    {
        await using var services = new ServiceCollection().AddGraph().BuildServiceProvider();
        var schema = services.GetRequiredService<ISchema>();
        schema.Initialize();

        var keyless = schema.Mutation!.Fields.Where(field => !TakesKey(field)).Select(field => field.Name).ToList();

        Assert.True(
            keyless.All(WithoutKey.ContainsKey),
            $"Give these an '{Key}', or say why they need none: "
                + string.Join(", ", keyless.Except(WithoutKey.Keys)));
        Assert.DoesNotContain("createProject", keyless);
        Assert.True(keyless.Count < schema.Mutation.Fields.Count);
    }

    private static bool TakesKey(FieldType mutation)
        => (mutation.Arguments?.Find("input")?.ResolvedType as NonNullGraphType)?.ResolvedType
            is IInputObjectGraphType input && input.Fields.Any(field => field.Name == Key);
}
