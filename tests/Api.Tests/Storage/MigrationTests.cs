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
            Statements(),
            statement => Assert.Empty(SyntaxErrors(statement)));

    [Fact]
    public void The_parser_sees_a_planted_error()
        => Assert.NotEmpty(SyntaxErrors(
            SqlServerDialect.Instance.Queue.RecordJudgement.Replace("OUTPUT", "RETURNING", StringComparison.Ordinal)));

    /// <summary>Whatever text the dialect has: a statement that is added is checked too.</summary>
    private static IEnumerable<string> Statements()
        => new object[]
        {
            SqlServerDialect.Instance, SqlServerDialect.Instance.Queue, SqlServerDialect.Instance.Predictions,
        }.SelectMany(holder => holder.GetType().GetProperties()
            .Where(property => property.PropertyType == typeof(string))
            .Select(property => (string)property.GetValue(holder)!));

    private static IEnumerable<string> SyntaxErrors(string script)
    {
        using var reader = new StringReader(script);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return errors.Select(error => $"line {error.Line}: {error.Message}");
    }
}
