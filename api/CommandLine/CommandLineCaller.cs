using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Whoever can start commands on the server's machine, with its database.</summary>
internal static class CommandLineCaller
{
    public static Caller Of(Project project) => new(project.OrganizationId, Role.Administrator, null)
    {
        Credential = new(CredentialKind.CommandLine, 0),
    };
}
