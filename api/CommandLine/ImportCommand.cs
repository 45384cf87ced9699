using System.CommandLine;
using ActiveLabel.Api.Audit;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Imports a file into a project of this machine's database, whether a server runs on it or not.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> ProjectName
        = new("project") { Description = "Name or id of the project." };

    private static readonly Argument<FileInfo> DataFile = new("file")
    {
        Description = "Ends in .csv, .jsonl, .csv.gz or .jsonl.gz.",
    };

    private static readonly Option<string?> Map = new("--map")
    {
        Description = "Which columns hold what, as in id=COLUMN,text=COLUMN,gold=COLUMN; all others are attributes.",
    };

    public static Command Create()
    {
        var command = new Command("import", "Imports items from a file; the same file again changes nothing.")
        {
            ProjectName, DataFile, Map,
        };
        var arguments = new ServerArguments().AddDatabaseTo(command);
        command.SetAction((parsed, cancellationToken) => ImportAsync(
            arguments.Read(parsed),
            parsed.GetRequiredValue(ProjectName),
            parsed.GetRequiredValue(DataFile),
            ItemColumns.Parse(parsed.GetValue(Map)),
            cancellationToken));
        return command;
    }

    private static async Task<int> ImportAsync(
        ServerOptions options, string name, FileInfo file, ItemColumns columns, CancellationToken cancellationToken)
    {
        var format = RecordFile.FormatOf(file.Name)
            ?? throw new CommandException($"'{file.Name}' ends in neither .csv nor .jsonl (or these with .gz).");
        if (!file.Exists)
            throw new CommandException($"There is no file '{file.FullName}'.");
        if (options is { Database: null } && !File.Exists(options.EmbeddedDatabase))
            throw new CommandException(
                $"There is no project '{name}': there is no database at {options.EmbeddedDatabase} yet. Start the "
                + "server with the same --data-directory, and create the project.");
        await using var services = OfflineServices.Build(options);
        await MigrateDatabase.ExecuteAsync(services, cancellationToken);
        var project = await FindAsync(services, name, cancellationToken)
            ?? throw new CommandException($"There is no project '{name}'.");
        await using var stream = file.OpenRead();
        var report = await services.GetRequiredService<AuditLog>().WatchAsync(
            CommandLineCaller.Of(project),
            "importItems",
            input: null,
            () => services.GetRequiredService<ImportItems>()
                .ExecuteAsync(project, stream, format, columns, progress: null, cancellationToken),
            _ => "");
        Console.WriteLine($"{report.Imported} imported, {report.Unchanged} unchanged, {report.Rejected} rejected.");
        foreach (var error in report.Errors)
            await Console.Error.WriteLineAsync($"line {error.Line}: {error.Reason}");
        if (report.Rejected > report.Errors.Count)
            await Console.Error.WriteLineAsync($"... and {report.Rejected - report.Errors.Count} more.");
        return report.Rejected == 0 ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static async Task<Project?> FindAsync(
        IServiceProvider services, string name, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ActiveLabelDb>>()
            .CreateDbContextAsync(cancellationToken);
        var id = GlobalId.Parse<ProjectId>(name) ?? new ProjectId(0);
        return await db.Projects.AsNoTracking().OrderBy(project => project.Id)
            .FirstOrDefaultAsync(project => project.Name == name || project.Id == id, cancellationToken);
    }
}
