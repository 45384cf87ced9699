using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Events;
using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Domain.Workers;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace ActiveLabel.Api.Tests.Storage;

public enum Provider
{
    Sqlite,
    PostgreSql,
    SqlServer,
}

/// <summary>A fresh, migrated database of its own, and the use cases over it.</summary>
public sealed class TestDatabase : IDbContextFactory<ActiveLabelDb>, IAsyncDisposable
{
    private static readonly OrganizationId Organization = new(1);
    private readonly Provider _provider;
    private readonly string _connection;
    private readonly Writing _writing;
    private readonly QueueMemory _memory = new();

    private TestDatabase(Provider provider, string connection)
    {
        (_provider, _connection) = (provider, connection);
        _writing = new(this, new EventSignal(), TimeProvider.System);
    }

    public Writing Writing => _writing;
    public QueueMemory Memory => _memory;
    public ClaimTasks Claim => new(_writing, _memory, TimeProvider.System);
    public SubmitJudgement Submit => new(_writing, Claim);
    public ReturnTask Return => new(_writing);
    public AddItems AddItems => new(_writing, TimeProvider.System);

    public EstimateReliability EstimateReliability
        => new(this, _writing, new DawidSkene(new(FitsCorrelation: false)), TimeProvider.System);

    /// <summary>For a server in this process over the same database.</summary>
    public StorageOptions Options => new(Enum.Parse<DatabaseProvider>($"{_provider}"), _connection);

    /// <summary>For a server in another process over the same database.</summary>
    public IReadOnlyList<string> ServerArguments => ["--database", $"{_provider}", "--connection", _connection];

    public static TheoryData<Provider> Providers => [.. Enum.GetValues<Provider>()];

    public static async Task<TestDatabase> CreateAsync(Provider provider)
    {
        var name = $"activelabel_{Guid.NewGuid():n}";
        var connection = provider switch
        {
            Provider.PostgreSql => new NpgsqlConnectionStringBuilder(ServerOf(provider, "ACTIVELABEL_TEST_POSTGRES"))
            {
                Database = name,
                MaxPoolSize = 8,
            }.ToString(),
            Provider.SqlServer => new SqlConnectionStringBuilder(ServerOf(provider, "ACTIVELABEL_TEST_SQLSERVER"))
            {
                InitialCatalog = name,
            }.ToString(),
            _ => $"Data Source={Path.Combine(Path.GetTempPath(), name)}.db",
        };
        var database = new TestDatabase(provider, connection);
        await using var db = database.CreateDbContext();
        await db.Database.MigrateAsync();
        return database;
    }

    public ActiveLabelDb CreateDbContext() => _provider switch
    {
        Provider.PostgreSql
            => new PostgreSqlDb(new DbContextOptionsBuilder<PostgreSqlDb>().UseNpgsql(_connection).Options),
        Provider.SqlServer
            => new SqlServerDb(new DbContextOptionsBuilder<SqlServerDb>().UseSqlServer(_connection).Options),
        _ => new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(_connection).Options),
    };

    public async Task<Project> CreateProjectAsync(
        int itemCount, int judgements = 1, int judgementsMax = 1, int leaseSeconds = 600)
    {
        var question = new Question(
            "animal", "Which animal?", AnnotationType.SingleChoice, [new("cat", "Cat"), new("dog", "Dog")]);
        var settings = new ProjectSettings(
            new RandomShares(),
            JudgementsMin: judgements,
            JudgementsMax: Math.Max(judgements, judgementsMax),
            ControlJudgements: judgements,
            LeaseSeconds: leaseSeconds);
        var created = await new CreateProject(_writing, TimeProvider.System).ExecuteAsync(
            Organization,
            new("Animals", new(1, "Look closely.", [question]), settings, Seed: 7, IdempotencyKey: "animals"),
            CancellationToken.None);
        var project = Assert.IsType<CreateProjectResult.Created>(created).Project;
        var items = Enumerable.Range(0, itemCount).Select(index => new NewItem($"item-{index}", "{}")).ToList();
        foreach (var chunk in items.Chunk(AddItems.ChunkSizeMax))
            await AddItems.ExecuteAsync(project, chunk, CancellationToken.None);
        return project;
    }

    public async Task<WorkerId> CreateWorkerAsync(Project project, string name)
        => Assert.IsType<CreateWorkerResult.Created>(await new CreateWorker(_writing, TimeProvider.System).ExecuteAsync(
            project, new(name, "private", name), CancellationToken.None)).Worker.Id;

    public async Task<IReadOnlyList<Lease>> ClaimAsync(Project project, WorkerId worker, int count)
        => (await Claim.ExecuteAsync(project, worker, count, CancellationToken.None)).Leases;

    public async Task<Lease> ClaimOneAsync(Project project, WorkerId worker)
        => Assert.Single(await ClaimAsync(project, worker, 1));

    public Task<SubmitResult> SubmitAsync(
        Project project, WorkerId worker, Lease lease, string choice = "cat", string? key = null)
        => Submit.ExecuteAsync(project, worker, RequestOf(worker, lease, choice, key), CancellationToken.None);

    public static JudgementRequest RequestOf(WorkerId worker, Lease lease, string choice = "cat", string? key = null)
        => new(
            lease.TaskId,
            lease.Token,
            [new("animal", new SingleChoiceValue(choice))],
            key ?? $"{worker.Value}-{lease.TaskId.Value}-{lease.Token}");

    /// <summary>Lets every lease run out, as far as the database's clock is concerned.</summary>
    public async Task ExpireLeasesAsync()
    {
        await using var db = CreateDbContext();
        var now = await SqlDialect.Of(db.Database).ReadClockAsync(db, CancellationToken.None);
        await db.Slots.Where(slot => slot.State == SlotState.Leased).ExecuteUpdateAsync(
            set => set.SetProperty(slot => slot.ExpiresAt, now));
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.DisposeAsync();
        await using var db = CreateDbContext();
        await db.Database.EnsureDeletedAsync();
        if (_provider == Provider.Sqlite)
            SqliteConnection.ClearPool(new(_connection));
        else if (_provider == Provider.PostgreSql)
            NpgsqlConnection.ClearPool(new(_connection));
        else
            SqlConnection.ClearPool(new(_connection));
    }

    private static string ServerOf(Provider provider, string variable)
    {
        var connection = Environment.GetEnvironmentVariable(variable);
        Xunit.Skip.If(string.IsNullOrEmpty(connection), $"Set {variable} to a connection string of {provider}.");
        return connection!;
    }
}
