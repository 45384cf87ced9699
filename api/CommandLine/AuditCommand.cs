using System.CommandLine;
using ActiveLabel.Api.Audit;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Looks after the audit log.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var verify = new Command(
            "verify", "Recomputes the chain of every organization; exits with 1 where one is broken.");
        var arguments = new ServerArguments().AddDatabaseTo(verify);
        verify.SetAction((parsed, cancellationToken) => VerifyAsync(arguments.Read(parsed), cancellationToken));
        return new("audit", "Looks after the log of who changed what.") { verify };
    }

    private static async Task<int> VerifyAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        await using var services = OfflineServices.Build(options);
        var verdicts = await services.GetRequiredService<VerifyAudit>().ExecuteAsync(cancellationToken);
        foreach (var verdict in verdicts)
            Console.WriteLine(verdict.BrokenAt is { } broken
                ? $"Organization {verdict.Organization.Value}: BROKEN at entry {broken}. {verdict.Problem}"
                : $"Organization {verdict.Organization.Value}: {verdict.Entries} entries, all in order.");
        return verdicts.All(verdict => verdict.BrokenAt is null) ? ExitCode.Done : ExitCode.Failed;
    }
}
