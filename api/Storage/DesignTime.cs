using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ActiveLabel.Api.Storage;

/// <summary>For <c>dotnet ef</c> alone: contexts that know their provider and never connect.</summary>
public sealed class DesignTimeSqliteDb : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options);
}

public sealed class DesignTimeSqlServerDb : IDesignTimeDbContextFactory<SqlServerDb>
{
    public SqlServerDb CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<SqlServerDb>().UseSqlServer("Server=localhost").Options);
}

public sealed class DesignTimePostgreSqlDb : IDesignTimeDbContextFactory<PostgreSqlDb>
{
    public PostgreSqlDb CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<PostgreSqlDb>().UseNpgsql("Host=localhost").Options);
}
