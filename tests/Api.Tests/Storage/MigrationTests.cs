using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace ActiveLabel.Api.Tests.Storage;

public sealed class MigrationTests
{
    [Fact]
    public void Every_provider_has_a_migration_for_the_whole_model()
    {
        using var sqlite = new DesignTimeSqliteDb().CreateDbContext([]);
        using var postgreSql = new DesignTimePostgreSqlDb().CreateDbContext([]);
        using var sqlServer = new DesignTimeSqlServerDb().CreateDbContext([]);

        Assert.All<ActiveLabelDb>(
            [sqlite, postgreSql, sqlServer], db => Assert.False(db.Database.HasPendingModelChanges()));
    }

    [Fact]
    public void The_script_for_SQL_Server_is_T_SQL()
    {
        using var db = new DesignTimeSqlServerDb().CreateDbContext([]);

        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        Assert.Empty(SyntaxErrors(script));
        Assert.Contains("CK_Queue_Filled", script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hand_written_statements_for_SQL_Server_are_T_SQL()
        => Assert.All(
            [
            SqlServerDialect.Instance.ClaimSlots,
            SqlServerDialect.Instance.ReadClock,
            SqlServerDialect.Instance.MoveQueue,
            SqlServerDialect.Instance.ExplainTasks,
            SqlServerDialect.Instance.StorePredictions,
        ],
            statement => Assert.Empty(SyntaxErrors(statement)));

    [Fact]
    public void The_parser_sees_a_planted_error()
        => Assert.NotEmpty(SyntaxErrors(SqlServerDialect.Instance.ClaimSlots.Replace("OUTPUT", "RETURNING")));

    private static IEnumerable<string> SyntaxErrors(string script)
    {
        using var reader = new StringReader(script);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return errors.Select(error => $"line {error.Line}: {error.Message}");
    }
}
