using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Explorer;
using ActiveLabel.Api.Exports;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Onboarding;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Scheduling;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;

namespace ActiveLabel.Api;

/// <summary>Puts the server together: the one place where everything meets.</summary>
public static class ServerHost
{
    /// <summary>Builds a server that is ready to start: its database is migrated.</summary>
    /// <param name="configure">Has the last word on what the server is made of.</param>
    /// <exception cref="StorageException">The database cannot be opened or migrated.</exception>
    public static async Task<WebApplication> BuildAsync(
        ServerOptions options, CancellationToken cancellationToken, Action<IServiceCollection>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(options.Url);
        builder.Logging.SetMinimumLevel(options.IsQuiet ? LogLevel.Error : LogLevel.Information)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Warning);
        builder.Services
            .AddStorage(options.DatabaseOrDefault)
            .AddUseCases()
            .AddSecurity(options.Identity)
            .AddInference(new(options.InferenceUrl, options.ModelsDirectory))
            .AddGraph(options.Limits.Configured(builder.Configuration))
            .AddCompression();
        if (options.Scheduling is { } scheduling)
            builder.Services.AddScheduling(scheduling).AddHostedService<OperationRunner>();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        PrivateFiles.CreateDirectory(options.DataDirectory);
        if (options.Database is null)
            PrivateFiles.CreateFile(options.EmbeddedDatabase);
        await MigrateDatabase.ExecuteAsync(app.Services, cancellationToken);
        app.UseTrustedProxies(options.TrustedProxies);
        app.UseLastResort();
        app.UseResponseCompression();
        app.MapExplorer();
        app.MapGraph();
        app.MapItemImport();
        app.MapModelUpload();
        app.MapExports();
        app.MapInvitations();
        app.MapConnectors();
        return app;
    }
}
