using System.CommandLine;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;

namespace ActiveLabel.Api.CommandLine;

/// <summary>The options that every command with a database shares, and the environment variables behind them.</summary>
internal sealed class ServerArguments
{
    private readonly Option<string> _dataDirectory = new("--data-directory")
    {
        Description = "Holds the embedded database and the models. [env: ACTIVELABEL_DATA_DIRECTORY]",
        DefaultValueFactory = _ => Variable("DATA_DIRECTORY") ?? "data",
    };

    private readonly Option<DatabaseProvider> _provider = new("--database")
    {
        Description = "Which database to use. [env: ACTIVELABEL_DATABASE]",
        DefaultValueFactory = result
            => Enum.TryParse<DatabaseProvider>(Variable("DATABASE"), ignoreCase: true, out var provider)
            ? provider
            : DatabaseProvider.Sqlite,
    };

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Its connection string; better given as ACTIVELABEL_CONNECTION, which other users cannot read.",
        DefaultValueFactory = _ => Variable("CONNECTION"),
    };

    private readonly Option<string> _url = new("--url")
    {
        Description = "Where to listen. [env: ACTIVELABEL_URL]",
        DefaultValueFactory = _ => Variable("URL") ?? ServerOptions.DefaultUrl,
    };

    private readonly Option<string?> _inferenceUrl = new("--inference-url")
    {
        Description = "An inference service to use instead of a child process. [env: ACTIVELABEL_INFERENCE_URL]",
        DefaultValueFactory = _ => Variable("INFERENCE_URL"),
    };

    private readonly Option<string?> _authority = new("--identity-authority")
    {
        Description = "An OpenID Connect provider that vouches for members. [env: ACTIVELABEL_IDENTITY_AUTHORITY]",
        DefaultValueFactory = _ => Variable("IDENTITY_AUTHORITY"),
    };

    private readonly Option<string?> _audience = new("--identity-audience")
    {
        Description = "The audience its tokens must name. [env: ACTIVELABEL_IDENTITY_AUDIENCE]",
        DefaultValueFactory = _ => Variable("IDENTITY_AUDIENCE"),
    };

    private readonly Option<string?> _trustedProxies = new("--trusted-proxies")
    {
        Description = "Addresses or networks of proxies whose X-Forwarded-For is believed, with commas between. "
            + "[env: ACTIVELABEL_TRUSTED_PROXIES]",
        DefaultValueFactory = _ => Variable("TRUSTED_PROXIES"),
    };

    private readonly Option<string?> _trustedDocuments = new("--trusted-documents")
    {
        Description = "A directory of documents that are known by their hash. [env: ACTIVELABEL_TRUSTED_DOCUMENTS]",
        DefaultValueFactory = _ => Variable("TRUSTED_DOCUMENTS"),
    };

    private readonly Option<bool> _trustedDocumentsOnly = new("--trusted-documents-only")
    {
        Description = "Answers no other documents. [env: ACTIVELABEL_TRUSTED_DOCUMENTS_ONLY=true]",
        DefaultValueFactory = _ => Variable("TRUSTED_DOCUMENTS_ONLY") == "true",
    };

    public ServerArguments AddDatabaseTo(Command command)
    {
        command.Options.Add(_dataDirectory);
        command.Options.Add(_provider);
        command.Options.Add(_connection);
        return this;
    }

    public ServerArguments AddServerTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_inferenceUrl);
        command.Options.Add(_authority);
        command.Options.Add(_audience);
        command.Options.Add(_trustedProxies);
        command.Options.Add(_trustedDocuments);
        command.Options.Add(_trustedDocumentsOnly);
        return this;
    }

    public ServerOptions Read(ParseResult result)
    {
        var (provider, connection) = (result.GetValue(_provider), result.GetValue(_connection));
        if (provider != DatabaseProvider.Sqlite && string.IsNullOrWhiteSpace(connection))
            throw new CommandException(
                $"The {provider} database needs a connection string: set ACTIVELABEL_CONNECTION.");
        return new(result.GetValue(_dataDirectory) ?? "data", result.GetValue(_url) ?? ServerOptions.DefaultUrl)
        {
            Database = string.IsNullOrWhiteSpace(connection) ? null : new(provider, connection),
            InferenceUrl = result.GetValue(_inferenceUrl),
            TrustedProxies = TrustedProxies.TryParse(result.GetValue(_trustedProxies) ?? "")
                ?? throw new CommandException("--trusted-proxies wants addresses or networks such as 10.0.0.0/8."),
            Limits = new()
            {
                TrustedDocuments = TrustedOf(
                    result.GetValue(_trustedDocuments), result.GetValue(_trustedDocumentsOnly)),
            },
            Identity = IdentityOf(result.GetValue(_authority), result.GetValue(_audience)),
        };
    }

    private static TrustedDocumentOptions? TrustedOf(string? directory, bool isOnly)
    {
        if (string.IsNullOrWhiteSpace(directory))
            return isOnly
                ? throw new CommandException("--trusted-documents-only needs --trusted-documents, the directory.")
                : null;
        return Directory.Exists(directory)
            ? new(directory, AllowsOthers: !isOnly)
            : throw new CommandException($"There is no directory {directory} of trusted documents.");
    }

    private static IdentityOptions? IdentityOf(string? authority, string? audience)
    {
        if (string.IsNullOrWhiteSpace(authority))
            return null;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            throw new CommandException("--identity-authority must be an https address.");
        return string.IsNullOrWhiteSpace(audience)
            ? throw new CommandException("--identity-authority needs --identity-audience, the name tokens are for.")
            : new(authority, audience);
    }

    private static string? Variable(string name)
        => Environment.GetEnvironmentVariable($"ACTIVELABEL_{name}") is { Length: > 0 } value ? value : null;
}
