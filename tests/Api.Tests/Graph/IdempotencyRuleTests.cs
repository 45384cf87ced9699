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
        ["setModelStage"] = "It changes a stage to what it is.",
        ["rollBackModel"] = "It names the version that serves and shall not: a second time it does not.",
        ["promoteModel"] = "The version serves already.",
        ["revokeApiKey"] = "The key is revoked already.",
        ["removeMember"] = "There is no such member any more.",
        ["deactivateWorker"] = "It changes a state to what it is.",
        ["reactivateWorker"] = "It changes a state to what it is.",
        ["revokeCredential"] = "The credential is revoked already.",
        ["saveAccessZone"] = "It is found by its key and becomes what was said.",
        ["declareConflict"] = "The pair has its conflict already: the database holds one of each.",
        ["withdrawConflict"] = "There is no such conflict any more.",
        ["beginQualification"] = "A worker has one attempt at a time: the second call finds the first's.",
        ["answerQualification"] = "An item of an attempt is answered once.",
        ["revokeInvitation"] = "The invitation is revoked already.",
        ["setPayRate"] = "The rate in force, said again, changes nothing.",
        ["setBiasSettings"] = "What is said replaces what was said.",
        ["applyBiasAction"] = "A finding is acted on once.",
        ["setProjectPlan"] = "What is said replaces what was said.",
        ["replayConnector"] = "It puts the place from which is sent to where it is.",
        ["pauseConnector"] = "It changes a state to what it is.",
        ["quarantineWorker"] = "A worker is in one quarantine at a time: the second call finds the first's.",
        ["unquarantineWorker"] = "It lifts what is lifted already.",
        ["appealQuarantine"] = "An appeal is heard once.",
        ["decideAppeal"] = "An appeal is decided once.",
        ["setMisconductPolicy"] = "What is said replaces what was said.",
        ["retireGold"] = "It retires what is retired already.",
        ["updateProjectSettings"] = "It changes a state to what it is.",
        ["setGoldSettings"] = "What is said replaces what was said.",
        ["cancelOperation"] = "It changes a state to what it is.",
        ["publishWorkflow"] = "A version is published once.",
        ["pauseItem"] = "It changes a state to what it is.",
        ["resumeItem"] = "It changes a state to what it is.",
        ["cancelItem"] = "It changes a state to what it is.",
        ["reopenItem"] = "It changes a state to what it is.",
        ["pauseProject"] = "It changes a state to what it is.",
        ["resumeProject"] = "It changes a state to what it is.",
        ["assignException"] = "It changes an owner to who it is.",
        ["resolveException"] = "An exception is resolved once.",
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
